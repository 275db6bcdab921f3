// SPDX-License-Identifier: MIT
// The numbers of Keras' own tests of optimizers.
#include "support/keras_vectors.hpp"
#include "support/laws/optimizer_laws.hpp"

#include <tenon/nn/optimizers.hpp>

namespace tn = tenon;
using namespace tn::nn;
using namespace tenon_test;

namespace {

template <std::size_t... D>
struct One {
  tn::Param<float, D...> p;
  TENON_MODULE(One, p);
};

/// Sets the fields that a vector names. Its number for a name that no field has is one of the type.
template <class Optimizer>
void set_fields(Optimizer& o, KerasVector const& v) {
  tn::for_each_tensor(o, [&v](tn::Path const& path, auto& t) {
    using T = typename std::remove_cvref_t<decltype(t)>::value_type;
    if (path.parent == nullptr && v.params()[path.name]) t.fill(static_cast<T>(v.params()[path.name].number(0)));
  });
}

/// The parameters after each of the steps that Keras' test looks at, from x0 with the gradients that it gives.
template <class Optimizer, std::size_t... D>
void check_steps(std::string_view id) {
  KerasVector const& v = keras_vector(id);
  INFO(id);
  Optimizer o;
  set_fields(o, v);
  OptimizerProgram<Optimizer, One<D...>> program(o);
  One<D...> net;
  auto const x0 = v.inputs()["x0"]["data"].numbers();
  for (std::size_t i = 0; i < x0.size(); ++i) net.p.data()[i] = static_cast<float>(x0[i]);
  std::vector<double> got;
  for (Json const& g : v.inputs()["grads"].items()) {
    std::vector<float> gradients(net.p.size, 0.f);
    auto const data = g["data"].numbers();
    for (std::size_t i = 0; i < data.size(); ++i) gradients[i] = static_cast<float>(data[i]);
    program.step(net, gradients);
    for (std::size_t i = 0; i < x0.size(); ++i) got.push_back(static_cast<double>(net.p.data()[i]));
  }
  check_values(v, got, 2e-5);
}

}  // namespace

TEST_CASE("keras: a step of each optimizer", "[optimizer][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  check_steps<Adadelta, 10>("optimizers.Adadelta.01");
  check_steps<Adafactor, 2, 2>("optimizers.Adafactor.02");
  check_steps<Adam, 10>("optimizers.Adam.01");
  check_steps<Adamax, 10>("optimizers.Adamax.01");
  check_steps<Lion, 10>("optimizers.Lion.01");
  check_steps<Nadam, 10>("optimizers.Nadam.01");
  check_steps<SGD, 10>("optimizers.SGD.01");
}
TEST_CASE("keras: five steps of each optimizer", "[optimizer][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  check_steps<Adagrad, 10>("optimizers.Adagrad.02");
  check_steps<AdamW, 10>("optimizers.AdamW.02");
  check_steps<BasicFtrl<-0.2>, 10>("optimizers.Ftrl.02");
  check_steps<Lamb, 10>("optimizers.Lamb.02");
  check_steps<CenteredRMSprop, 10>("optimizers.RMSprop.02");
}
TEST_CASE("keras: accumulated gradients, scaled losses, clipped values", "[optimizer][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  check_steps<Accumulate<SGD>, 2, 2>("optimizers.SGD.05");
  check_steps<FixedLossScale<SGD>, 2, 2>("optimizers.SGD.07");
  // "optimizers.SGD.09", a variable without a gradient: none exists here whose gradient is missing; it is zero, and nothing
  // moves.
  check_steps<SGD, 2, 2>("optimizers.SGD.09");

  // The clipped gradient is what one step of rate 1 takes away.
  KerasVector const& v = keras_vector("optimizers.clip.02");
  ClipValue<SGD> o;
  o.learning_rate.fill(1);
  OptimizerProgram<ClipValue<SGD>, One<10>> program(o);
  One<10> net;
  net.p.fill(0);
  program.step(net, std::vector<float>(10, 100.f));
  check_values(v, {-double(net.p(0)), -double(net.p(1))});
}
