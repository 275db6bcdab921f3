// SPDX-License-Identifier: MIT
// Layers behind Masking and Embedding<..., MaskZero>, and batch normalisations in frozen parts.
#include "support/laws/layer_laws.hpp"
#include "support/recurrent.hpp"

using namespace tenon_test;

namespace {

/// Two sequences of five steps, of which some are zeros.
constexpr tn::Tensor<bool, 2, 5> mask{{true, false, true, true, false}, {true, true, true, false, false}};
tn::Tensor<float, 2, 5, 2> sequences() {
  auto x = spread_tensor<tn::Tensor<float, 2, 5, 2>>(0.1, 1, 3);
  for (std::size_t b = 0; b < 2; ++b)
    for (std::size_t t = 0; t < 5; ++t)
      if (!mask(b, t)) x(b, t, 0) = x(b, t, 1) = 0;
  return x;
}
void check_equal(auto const& a, auto const& b) {
  REQUIRE(a.size == b.size);
  for (std::size_t i = 0; i < a.size; ++i) CHECK(a.data()[i] == Approx(b.data()[i]).epsilon(1e-5).margin(1e-6));
}

struct Both : nn::Sequential<tn::Shape<5, 2>, nn::Masking<>, nn::Bidirectional<nn::GRU<3>>> {};
struct Pooled : nn::Sequential<tn::Shape<5, 2>, nn::Masking<>, nn::GlobalAveragePooling1D<>> {};
/// Numbers of words in two sentences of each of three texts.
struct Words : nn::Sequential<nn::Input<std::int32_t, 2, 4>, nn::Embedding<6, 3, nn::MaskZero>, nn::TimeDistributed<nn::GRU<2>>,
                              nn::GRU<2>> {};

template <class Net>
constexpr auto training = tn::function([](auto& net, auto const& x) {
  nn::Context<true, false> context(*x.builder());
  return net.call(x, context);
});

}  // namespace

TEST_CASE("masks: both directions of a Bidirectional have it", "[layer][mask]") {
  auto const net = filled<Both>();
  auto const x = sequences();
  check_equal(net(x), tn::call(net.layer<1>(), x, mask));
}

TEST_CASE("masks: GlobalAveragePooling1D means the steps that count", "[layer][mask]") {
  auto const x = sequences();
  auto const y = Pooled{}(x);
  for (std::size_t b = 0; b < 2; ++b)
    for (std::size_t c = 0; c < 2; ++c) {
      float sum = 0;
      for (std::size_t t = 0; t < 5; ++t) sum += x(b, t, c);
      CHECK(y(b, c) == Approx(sum / 3));
    }
  check_equal(tn::call(nn::GlobalAveragePooling1D<nn::ChannelsFirst>{}, tn::Tensor<float, 1, 1, 3>{{{1, 5, 9}}},
                       tn::Tensor<bool, 1, 3>{{true, true, false}}),
              tn::Tensor<float, 1, 1>{{3}});
  CHECK(tn::call(nn::GlobalAveragePooling1D<>{}, tn::Tensor<float, 1, 1, 1>{{{1}}}, tn::Tensor<bool, 1, 1>{{false}})(0, 0) == 0);
}

TEST_CASE("masks: TimeDistributed hands each step its own", "[layer][mask]") {
  auto const net = filled<Words>();
  tn::Tensor<std::int32_t, 3, 2, 4> const words{
      {{1, 2, 0, 0}, {5, 0, 0, 0}}, {{1, 1, 3, 2}, {0, 0, 0, 0}}, {{4, 0, 3, 0}, {2, 2, 2, 2}}};
  auto const vectors = tn::call(net.layer<0>(), words);
  tn::Tensor<float, 3, 2, 2> sentences;
  tn::Tensor<bool, 3, 2> counts;
  for (std::size_t s = 0; s < 2; ++s) {
    tn::Tensor<float, 3, 4, 3> part;
    tn::Tensor<bool, 3, 4> seen;
    for (std::size_t b = 0; b < 3; ++b) {
      counts(b, s) = false;
      for (std::size_t w = 0; w < 4; ++w) {
        seen(b, w) = words(b, s, w) != 0;
        counts(b, s) = counts(b, s) || seen(b, w);
        for (std::size_t i = 0; i < 3; ++i) part(b, w, i) = vectors(b, s, w, i);
      }
    }
    auto const y = tn::call(net.layer<1>().layer, part, seen);
    for (std::size_t b = 0; b < 3; ++b)
      for (std::size_t i = 0; i < 2; ++i) sentences(b, s, i) = y(b, i);
  }
  // A sentence without words does not count for the layer behind.
  check_equal(net(words), tn::call(net.layer<2>(), sentences, counts));
}

namespace {
struct Normalised : nn::Sequential<tn::Shape<5, 2>, nn::Masking<>, nn::BatchNormalization<nn::Momentum<0>>> {};
using Inner = nn::Sequential<tn::Shape<5, 2>, nn::Masking<>, nn::BatchNormalization<nn::Momentum<0>>>;
struct Fixed : nn::Sequential<tn::Shape<5, 2>, nn::Frozen<Inner>> {};
using Deeper = nn::Sequential<tn::Shape<5, 2>, nn::Masking<>, nn::TimeDistributed<nn::BatchNormalization<nn::Momentum<0>>>,
                              nn::Frozen<nn::BatchNormalization<nn::Momentum<0>>>>;
struct FixedDeeper : nn::Sequential<tn::Shape<5, 2>, nn::Frozen<nn::Sequential<tn::Shape<5, 2>, Deeper>>> {};
/// A block whose call hands the context on.
template <class In>
struct BlockLayer {
  nn::Build<nn::Dense<2>, In> dense;
  nn::Build<nn::BatchNormalization<nn::Momentum<0>>, In> normalise;
  TENON_MODULE(BlockLayer, dense, normalise);
  constexpr auto call(auto const& x, auto& context) const { return x + normalise.call(dense.call(x), context); }
};
struct Block {
  template <class In>
  using build = BlockLayer<In>;
};
struct FixedBlock : nn::Sequential<tn::Shape<2>, nn::Frozen<Block>, nn::Dense<1>> {};
}  // namespace

TEST_CASE("masks: BatchNormalization folds the steps that count", "[layer][mask]") {
  Normalised net;
  tn::initialize(net, 1);
  auto const x = sequences();
  training<Normalised>(net, x);
  auto const& bn = net.layer<1>();
  for (std::size_t c = 0; c < 2; ++c) {
    double m = 0, v = 0;
    for (std::size_t b = 0; b < 2; ++b)
      for (std::size_t t = 0; t < 5; ++t) m += static_cast<double>(x(b, t, c)) / 6;
    for (std::size_t b = 0; b < 2; ++b)
      for (std::size_t t = 0; t < 5; ++t)
        if (mask(b, t)) v += std::pow(static_cast<double>(x(b, t, c)) - m, 2) / 6;
    CHECK(bn.moving_mean(c) == Approx(m).epsilon(1e-5));
    CHECK(bn.moving_variance(c) == Approx(v).epsilon(1e-5));
  }
}

TEST_CASE("frozen: batch normalisations inside keep their statistics and use them", "[layer][frozen]") {
  auto const x = sequences();
  auto check = [&x]<class Net>(Net net) {
    tn::initialize(net, 1);
    static_assert(tn::parameter_count<Net> == 0);
    Net const before = net;
    auto const y = training<Net>(net, x);
    check_equal(y, before(x));
    std::vector<float> old, now;
    tn::for_each_tensor(before, [&](tn::Path const&, auto const& t) { old.insert(old.end(), t.begin(), t.end()); });
    tn::for_each_tensor(net, [&](tn::Path const&, auto const& t) { now.insert(now.end(), t.begin(), t.end()); });
    CHECK(old == now);
  };
  check(Fixed{});
  check(FixedDeeper{});

  // In a training, beside what is trained.
  FixedBlock net;
  tn::initialize(net, 1);
  static_assert(tn::parameter_count<FixedBlock> == 3);
  tn::TrainStep<FixedBlock, nn::MeanSquaredError, nn::SGD, tn::Batch<2>> step;
  float const rows[4] = {1, 2, 3, 5}, labels[2] = {1, 0};
  float prediction[2] = {};
  tn::PredictStep<FixedBlock, tn::Batch<2>>{}(net, rows, prediction);
  float const a = prediction[0] - labels[0], b = prediction[1] - labels[1];
  CHECK(step(net, rows, labels) == Approx((a * a + b * b) / 2).epsilon(1e-5));
  CHECK(net.layer<0>().normalise.moving_mean(0) == 0);
  CHECK(net.layer<0>().normalise.moving_variance(0) == 1);

  // One that is given a mask itself.
  nn::Frozen<nn::BatchNormalization<>>::build<tn::Shape<5, 2>> alone;
  tn::initialize(alone, 1);
  constexpr auto with_mask = tn::function([](auto& layer, auto const& in, auto const& counts) {
    nn::Context<true, false> context(*in.builder());
    return layer.call(in, context, counts);
  });
  check_equal(with_mask(alone, x, mask), tn::call(alone, x));
  CHECK(alone.moving_mean(0) == 0);
}
