// SPDX-License-Identifier: MIT
// Attention beside Keras' numbers: gradients, causality, masks, shared heads, positions.
#include "support/laws/layer_laws.hpp"
#include "support/laws/module_laws.hpp"

#include <tenon/nn/layers.hpp>

using namespace tenon_test;
namespace nn = tn::nn;

namespace {

template <class Spec, class In>
using Built = typename Spec::template build<In>;

template <class A, class B>
void check_near(A const& a, B const& b) {
  REQUIRE(a.size == b.size);
  for (std::size_t i = 0; i < a.size; ++i) CHECK(a.data()[i] == Approx(b.data()[i]).epsilon(2e-5).margin(2e-6));
}

}  // namespace

TEST_CASE("attention with heads is a layer", "[layer]") {
  layer_laws<Built<nn::MultiHeadAttention<2, 4, nn::ValueDim<2>, nn::OutputDim<5>, nn::Rotary<>>, tn::Shape<3, 4>>,
             tn::Shape<3, 4>, tn::Shape<3, 5>>();
}

TEST_CASE("attention: weights lie as in Keras", "[layer][module]") {
  module_laws<Built<nn::MultiHeadAttention<2, 3, nn::NoBias>, tn::Shape<5, 4>>>(
      {{"query.kernel", 24}, {"key.kernel", 24}, {"value.kernel", 24}, {"attention_output.kernel", 24}});
  using Cross = nn::MultiHeadAttention<2, 3, nn::ValueDim<5>>::build_for<tn::Shape<7, 4>, tn::Shape<6, 8>, tn::Shape<6, 9>>;
  module_laws<Cross>({{"query.kernel", 24},
                      {"query.bias", 6},
                      {"key.kernel", 54},
                      {"key.bias", 6},
                      {"value.kernel", 80},
                      {"value.bias", 10},
                      {"attention_output.kernel", 40},
                      {"attention_output.bias", 4}});
}

TEST_CASE("attention: a causal mask hides the future, and masks of every form are one", "[layer]") {
  auto const layer = filled<Built<nn::MultiHeadAttention<2, 3>, tn::Shape<4, 3>>>();
  auto const causal = filled<Built<nn::MultiHeadAttention<2, 3, nn::CausalMask, nn::ReturnAttentionScores>, tn::Shape<4, 3>>>();
  auto x = spread_tensor<tn::Tensor<float, 2, 4, 3>>(-1, 1, 5);
  auto const [y, weights] = tn::call(causal, x);
  for (std::size_t b = 0; b < 2; ++b)
    for (std::size_t h = 0; h < 2; ++h)
      for (std::size_t i = 0; i < 4; ++i) {
        double sum = 0;
        for (std::size_t k = 0; k < 4; ++k) {
          sum += double(weights(b, h, i, k));
          if (k > i) CHECK(weights(b, h, i, k) == 0);
        }
        CHECK(sum == Approx(1));
      }
  tn::Tensor<bool, 1, 4, 4> lower;
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t k = 0; k <= i; ++k) lower(0, i, k) = true;
  check_near(y, tn::call(layer, x, lower));
  for (std::size_t b = 0; b < 2; ++b)
    for (std::size_t f = 0; f < 3; ++f) x(b, 3, f) = 9;
  auto const [changed, unused] = tn::call(causal, x);
  for (std::size_t f = 0; f < 3; ++f) CHECK(changed(0, 2, f) == y(0, 2, f));
}

TEST_CASE("attention: Masking reaches the attention behind it", "[layer]") {
  struct Net : nn::Sequential<tn::Shape<4, 3>, nn::Masking<>, nn::MultiHeadAttention<2, 3>> {};
  Net const net = filled<Net>();
  auto x = spread_tensor<tn::Tensor<float, 1, 4, 3>>(0.1, 1, 5);
  for (std::size_t f = 0; f < 3; ++f) x(0, 2, f) = 0;
  tn::Tensor<bool, 1, 4> const mask{{true, true, false, true}};
  check_near(net(x), tn::call(net.layer<1>(), x, mask, mask));
  tn::Tensor<bool, 1, 1, 1, 4> columns;
  for (std::size_t const k : {0u, 1u, 3u}) columns(0, 0, 0, k) = true;
  auto const y = net(x), z = tn::call(net.layer<1>(), x, columns);
  for (std::size_t f = 0; f < 3; ++f) CHECK(y(0, 0, f) == Approx(z(0, 0, f)).epsilon(1e-5).margin(1e-6));
}

TEST_CASE("attention: groups of queries share heads", "[layer]") {
  using Grouped = Built<nn::GroupQueryAttention<3, 4, 2>, tn::Shape<5, 6>>;
  auto const grouped = filled<Grouped>();
  Built<nn::MultiHeadAttention<4, 3>, tn::Shape<5, 6>> all;
  all.query = grouped.query;
  all.attention_output = grouped.attention_output;
  auto repeat = [](auto& to, auto const& from) {
    for (std::size_t i = 0; i < 6; ++i)
      for (std::size_t h = 0; h < 4; ++h)
        for (std::size_t d = 0; d < 3; ++d) {
          to.kernel(i, h, d) = from.kernel(i, h / 2, d);
          to.bias(h, d) = from.bias(h / 2, d);
        }
  };
  repeat(all.key, grouped.key);
  repeat(all.value, grouped.value);
  auto const x = spread_tensor<tn::Tensor<float, 2, 5, 6>>(-1, 1, 5);
  check_near(tn::call(grouped, x), tn::call(all, x));
}
