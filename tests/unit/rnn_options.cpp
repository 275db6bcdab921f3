// SPDX-License-Identifier: MIT
// What cells and attention are told beside Keras' vectors: each against its definition.
#include "support/laws/layer_laws.hpp"
#include "support/recurrent.hpp"

#include <tenon/nn/layer/embedding.hpp>
#include <tenon/nn/layers.hpp>

using namespace tenon_test;

namespace {
template <class Spec, class In>
using Built = typename Spec::template build<In>;
double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double hard_sigmoid(double x) { return std::min(std::max(x / 6 + 0.5, 0.0), 1.0); }
}  // namespace

TEST_CASE("rnn: a layer is the loop of its cell", "[layer]") {
  auto const layer = filled<Built<nn::SimpleRNN<3>, tn::Shape<4, 2>>>();
  Built<nn::RNN<nn::SimpleRNNCell<3>>, tn::Shape<4, 2>> loop;
  loop.cell = layer.cell;
  auto const x = spread_tensor<tn::Tensor<float, 2, 4, 2>>(-1, 1, 5);
  auto const a = tn::call(layer, x), b = tn::call(loop, x);
  CHECK(std::equal(a.begin(), a.end(), b.begin()));
}

TEST_CASE("rnn: the bias of the forget gate, as wanted", "[layer]") {
  Built<nn::LSTM<2>, tn::Shape<3, 1>> usual;
  Built<nn::LSTM<2, nn::NoUnitForgetBias>, tn::Shape<3, 1>> plain;
  tn::initialize(usual, 1);
  tn::initialize(plain, 1);
  for (std::size_t i = 0; i < 8; ++i) {
    CHECK(usual.cell.bias(i) == (i / 2 == 1 ? 1 : 0));
    CHECK(plain.cell.bias(i) == 0);
  }
}

TEST_CASE("rnn: the activation of the gates", "[layer]") {
  auto const layer = recurrent_layer<nn::LSTM<1, nn::RecurrentActivation<nn::HardSigmoid>>, 1>(0.4, 0.3, 0.1);
  tn::Tensor<float, 1, 4, 1> x{{{1}, {-2}, {0.5F}, {3}}};
  double h = 0, c = 0, usual = 0, c2 = 0;
  for (std::size_t t = 0; t < 4; ++t) {
    double const z = 0.4 * double(x(0, t, 0)) + 0.3 * h + 0.1, z2 = 0.4 * double(x(0, t, 0)) + 0.3 * usual + 0.1;
    c = hard_sigmoid(z) * c + hard_sigmoid(z) * std::tanh(z);
    h = hard_sigmoid(z) * std::tanh(c);
    c2 = sigmoid(z2) * c2 + sigmoid(z2) * std::tanh(z2);
    usual = sigmoid(z2) * std::tanh(c2);
  }
  CHECK(tn::call(layer, x)(0, 0) == Approx(h).epsilon(1e-5));
  auto const plain = recurrent_layer<nn::LSTM<1>, 1>(0.4, 0.3, 0.1);
  CHECK(tn::call(plain, x)(0, 0) == Approx(usual).epsilon(1e-5));
}

TEST_CASE("rnn: an embedding with MaskZero hides the steps of 0 from what stands behind it", "[layer]") {
  struct Masked : nn::Sequential<nn::Input<std::int32_t, 4>, nn::Embedding<5, 3, nn::MaskZero>, nn::GRU<2>> {};
  struct Plain : nn::Sequential<nn::Input<std::int32_t, 4>, nn::Embedding<5, 3>, nn::GRU<2>> {};
  Masked masked;
  Plain plain;
  tn::initialize(masked, 2);
  tn::initialize(plain, 2);
  for (float const e : masked.layer<0>().embeddings) CHECK(std::abs(e) <= 0.05F);  // EmbeddingUniform
  CHECK(nn::EmbeddingUniform::value(tn::Philox(2), 0, 0, {}) == nn::EmbeddingUniform::value(tn::Philox(2), 0, 0, {}));
  tn::Tensor<std::int32_t, 1, 4> const padded{{3, 1, 0, 0}}, other{{3, 1, 0, 0}};
  auto const hidden = tn::call(masked, padded);
  // The state after the second step stays, as if the sequence ended there.
  struct Short : nn::Sequential<nn::Input<std::int32_t, 2>, nn::Embedding<5, 3>, nn::GRU<2>> {};
  Short ends;
  tn::initialize(ends, 2);
  auto const expected = tn::call(ends, tn::Tensor<std::int32_t, 1, 2>{{3, 1}});
  CHECK(hidden(0, 0) == Approx(expected(0, 0)).epsilon(1e-6));
  CHECK(tn::call(plain, other)(0, 0) != Approx(expected(0, 0)).epsilon(1e-4));
}

TEST_CASE("attention: a trained scale of the scores, and weights that are dropped", "[layer]") {
  auto const query = spread_tensor<tn::Tensor<float, 2, 3, 4>>(-1, 1, 3);
  nn::Attention<nn::UseScale> scaled;
  tn::initialize(scaled, 1);
  CHECK(scaled.scale.item() == 1);
  scaled.scale.fill(2);
  auto const y = tn::call(scaled, query);
  for (std::size_t q = 0; q < 3; ++q) {
    double weights[3], sum = 0, expected = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      double dot = 0;
      for (std::size_t d = 0; d < 4; ++d) dot += double(query(1, q, d)) * double(query(1, k, d));
      sum += weights[k] = std::exp(2 * dot);
    }
    for (std::size_t k = 0; k < 3; ++k) expected += weights[k] / sum * double(query(1, k, 2));
    CHECK(y(1, q, 2) == Approx(expected).epsilon(1e-5));
  }
  // Every weight is dropped, or scaled up: of one value that is 1 each output is 0 or 1 / (1 - rate).
  constexpr auto train = tn::function([](auto const& layer, auto const& q, auto const& v, auto const& key) {
    nn::Context<true, false> context(*q.builder(), key.id());
    return layer.call(q, v, context);
  });
  auto const many = spread_tensor<tn::Tensor<float, 1, 200, 4>>(-1, 1, 3);
  tn::Tensor<float, 1, 1, 4> const one = tn::ones<float, 1, 1, 4>();
  auto const dropped = train(nn::Attention<nn::AttentionDropout<0.2>>{}, many, one, tn::Tensor<std::uint64_t, 2>{1, 2});
  std::size_t zeros = 0;
  for (std::size_t q = 0; q < 200; ++q) {
    zeros += dropped(0, q, 0) == 0;
    if (dropped(0, q, 0) != 0) CHECK(dropped(0, q, 0) == Approx(1.25));
  }
  CHECK(zeros > 17);  // 40, four deviations of 5.7
  CHECK(zeros < 63);
}
