// SPDX-License-Identifier: MIT
// Weight decay as in Keras' own tests: of one variable, while another is left out of it.
#include "support/keras_vectors.hpp"
#include "support/laws/optimizer_laws.hpp"

#include <tenon/nn/optimizers.hpp>

namespace tn = tenon;
using namespace tn::nn;
using namespace tenon_test;

namespace {

struct Pair {
  tn::Param<float> first, second;
  TENON_MODULE(Pair, first, second);
};

template <class Optimizer>
void check_decay(std::string_view id) {
  KerasVector const& v = keras_vector(id);
  using Some = PerLayer<WeightDecay<Optimizer>, On<"second", Optimizer>>;
  Some o;
  o.rest().learning_rate.fill(static_cast<float>(v.params()["learning_rate"].number(0)));
  o.rest().weight_decay.fill(static_cast<float>(v.params()["weight_decay"].number(0)));
  Pair net;
  net.first.fill(2);
  net.second.fill(2);
  for (int fresh = 0; fresh < 3; ++fresh) OptimizerProgram<Some, Pair>(o).step(net, {0, 0});
  check_values(v, {double(net.first.item()), double(net.second.item())});
}

}  // namespace

TEST_CASE("keras: weight decay", "[optimizer][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  check_decay<Adadelta>("optimizers.Adadelta.03");
  check_decay<Adafactor>("optimizers.Adafactor.04");
  check_decay<Adam>("optimizers.Adam.03");
  check_decay<Adamax>("optimizers.Adamax.03");
  check_decay<Lion>("optimizers.Lion.03");
  check_decay<Nadam>("optimizers.Nadam.03");
  check_decay<SGD>("optimizers.SGD.03");
}
