// SPDX-License-Identifier: MIT
// The functions of the language beside Keras' vectors, where ../shared/reference is.
#include "support/keras_vectors.hpp"

#include <tenon/nn/activation.hpp>

namespace tn = tenon;
using namespace tenon_test;

namespace {

/// f(x) of x of that shape, all of it or, where the vector has a part of it, its first elements.
template <std::size_t... D, class F>
void check(std::string const& id, F f) {
  KerasVector const& v = keras_vector(id);
  auto const x = v.input<double, D...>("x");
  tn::BasicTensor<double, typename decltype(f(x))::shape_type> const y = f(x);
  std::vector<double> got(y.begin(), y.end());
  REQUIRE(v.expected().size() <= got.size());
  if (v.all["output_index"]) got.resize(v.expected().size());
  check_values(v, got, 1e-6);
}

}  // namespace

TEST_CASE("keras: functions of the language") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  auto const relu = [](auto const& x) { return tn::relu(x); };
  check<2, 5>("activations.relu.08", relu);
  check<1, 2, 5>("c.activations.relu.01", relu);
  check<3, 3, 3>("c.activations.relu.03", relu);
  check<2, 5>("c.activations.relu.05", relu);
  auto const relu5 = [](auto const& x) { return tn::clip(x, 0, 5); };
  check<5>("activations.relu.02", relu5);
  check<1, 2, 5>("c.activations.relu6.02", [](auto const& x) { return tn::clip(x, 0, 6); });
  check<1, 1, 2>("activations.selu.02", [](auto const& x) { return tn::selu(x); });
  check<1, 2, 5>("c.activations.elu.01", [](auto const& x) { return tn::elu(x); });
  auto const exp = [](auto const& x) { return tn::exp(x); };
  check<1, 2, 5>("c.activations.exponential.02", exp);
  check<3, 3, 3>("c.activations.exponential.04", exp);
  check<2, 5>("c.activations.exponential.06", exp);
  auto const sigmoid = [](auto const& x) { return tn::sigmoid(x); };
  check<1, 2, 5>("c.activations.sigmoid.01", sigmoid);
  check<3, 3, 3>("c.activations.sigmoid.03", sigmoid);
  check<2, 5>("c.activations.sigmoid.05", sigmoid);
  auto const softplus = [](auto const& x) { return tn::softplus(x); };
  check<1, 2, 5>("c.activations.softplus.01", softplus);
  check<3, 3, 3>("c.activations.softplus.03", softplus);
  check<2, 5>("c.activations.softplus.05", softplus);
  auto const log_sigmoid = [](auto const& x) { return tn::log_sigmoid(x); };
  check<1, 2, 5>("c.activations.log_sigmoid.01", log_sigmoid);
  check<3, 3, 3>("c.activations.log_sigmoid.03", log_sigmoid);
  check<2, 5>("c.activations.log_sigmoid.05", log_sigmoid);
  auto const tanh = [](auto const& x) { return tn::tanh(x); };
  check<1, 2, 5>("c.activations.tanh.01", tanh);
  check<5>("c.activations.tanh.03", tanh);
  check<2, 5>("c.activations.tanh.05", tanh);
  check<2, 5>("c.activations.tanh.07", tanh);
  auto const softmax = [](auto const& x) { return tn::softmax(x); };
  check<1, 2, 5>("c.activations.softmax.01", softmax);
  check<2, 5>("c.activations.softmax.07", softmax);
  auto const sparsemax = [](auto const& x) { return tn::sparsemax(x); };
  check<12>("c.activations.sparsemax.01", sparsemax);
  check<4, 1, 3>("c.activations.sparsemax.03", sparsemax);
  check<4, 1, 3>("c.activations.sparsemax.05", [](auto const& x) { return tn::sparsemax<-3>(x); });
  check<6, 1, 1, 2>("activations.sparsemax.02", [](auto const& x) { return tn::sparsemax<-3>(x); });
  check<1, 2, 4>("c.activations.glu.01", [](auto const& x) { return tn::glu(x); });
  check<2, 5>("c.activations.log_softmax.06", [](auto const& x) { return tn::log_softmax(x); });
  check<2, 3, 5>("c.activations.softmax.03", [](auto const& x) { return tn::softmax<1, 2>(x); });
  check<2, 3, 4, 5>("c.activations.softmax.05", [](auto const& x) { return tn::softmax<2, 3>(x); });
  check<2, 3, 5>("c.activations.log_softmax.02", [](auto const& x) { return tn::log_softmax<1, 2>(x); });
  check<2, 3, 4, 5>("c.activations.log_softmax.04", [](auto const& x) { return tn::log_softmax<2, 3>(x); });
}

namespace {
template <class Function>
constexpr auto activation = [](auto const& x) { return Function{}(x); };
}  // namespace

TEST_CASE("keras: activations as types") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  using namespace tn::nn;
  check<2, 5>("activations.hard_sigmoid.01", activation<HardSigmoid>);
  check<5>("c.activations.hard_sigmoid.02", activation<HardSigmoid>);
  check<1, 2, 5>("c.activations.celu.01", activation<Celu>);
  check<1, 2, 5>("c.activations.hard_shrink.01", activation<HardShrink>);
  check<1, 2, 5>("c.activations.hard_silu.01", activation<HardSilu>);
  check<3, 3, 3>("c.activations.hard_silu.03", activation<HardSilu>);
  check<2, 5>("c.activations.hard_silu.05", activation<HardSilu>);
  check<10, 5>("c.activations.linear.01", activation<Linear>);
  check<10, 5>("c.activations.linear.03", activation<Linear>);
  check<10, 5>("c.activations.linear.05", activation<Linear>);
  check<1, 2, 5>("c.activations.mish.01", activation<Mish>);
  check<5>("c.activations.mish.03", activation<Mish>);
  check<2, 5>("c.activations.mish.05", activation<Mish>);
  check<2, 5>("c.activations.mish.07", activation<Mish>);
  check<1, 2, 5>("c.activations.silu.01", activation<Silu>);
  check<1, 2, 5>("c.activations.silu.03", activation<Silu>);
  check<1, 2, 5>("c.activations.softsign.01", activation<Softsign>);
  check<3, 3, 3>("c.activations.softsign.03", activation<Softsign>);
  check<2, 5>("c.activations.softsign.05", activation<Softsign>);
  check<1, 2, 5>("c.activations.sparse_plus.01", activation<SparsePlus>);
  check<5>("c.activations.sparse_sigmoid.02", activation<SparseSigmoid>);
  check<2, 5>("c.activations.sparse_sigmoid.04", activation<SparseSigmoid>);
  check<1, 2, 5>("c.activations.tanh_shrink.01", activation<TanhShrink>);
}
