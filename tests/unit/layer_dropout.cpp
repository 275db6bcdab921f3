// SPDX-License-Identifier: MIT
// Layers that are random in training: how much they drop, what they keep, and that they are functions of the key.
#include "support/catch.hpp"

#include <tenon/embedded.hpp>

#include <cmath>

namespace tn = tenon;
namespace nn = tn::nn;
using tenon_test::Approx;

namespace {

/// A layer in a training program with the key of a step.
constexpr auto train = tn::function([](auto const& layer, auto const& x, auto const& key) {
  nn::Context<true, false> context(*x.builder(), key.id());
  return layer.call(x, context);
});
/// Two uses of one layer in a step.
constexpr auto train_twice = tn::function([](auto const& layer, auto const& x, auto const& key) {
  nn::Context<true, false> context(*x.builder(), key.id());
  auto const first = layer.call(x, context);
  return first - layer.call(x, context);
});

using Key = tn::Tensor<std::uint64_t, 2>;
constexpr std::size_t rows = 40, columns = 50;
using Matrix = tn::Tensor<float, rows, columns>;

struct Statistics {
  double mean = 0, variance = 0;
};
template <class X>
Statistics statistics(X const& x) {
  Statistics m;
  for (float const v : x) m.mean += static_cast<double>(v) / X::size;
  for (float const v : x) m.variance += std::pow(static_cast<double>(v) - m.mean, 2) / X::size;
  return m;
}
bool equal(Matrix const& a, Matrix const& b) { return std::equal(a.begin(), a.end(), b.begin()); }

}  // namespace

TEST_CASE("Dropout: what is dropped, what is kept, and when", "[layer]") {
  Matrix const x = tn::full<float, rows, columns>(3);
  nn::Dropout<0.3> layer;
  Key const key{7, 1}, next{7, 2};
  Matrix const y = train(layer, x, key);
  std::size_t dropped = 0;
  for (float const v : y) {
    bool const zero = v == 0;
    dropped += zero;
    if (!zero) CHECK(v == Approx(3 / 0.7).epsilon(1e-6));
  }
  double const deviation = std::sqrt(0.3 * 0.7 / x.size);
  CHECK(std::abs(static_cast<double>(dropped) / x.size - 0.3) < 4 * deviation);
  // The same for the same key, another one for the next step, and for a second use in the step.
  CHECK(equal(y, train(layer, x, key)));
  CHECK(!equal(y, train(layer, x, next)));
  CHECK(statistics(train_twice(layer, x, key)).variance > 1);
  // Outside of training it is its input.
  CHECK(equal(tn::call(layer, x), x));
  // The rate can be set at run time: 0 keeps all, 1 nothing.
  layer.rate = 0.F;
  CHECK(equal(train(layer, x, key), x));
  layer.rate = 1.F;
  CHECK(equal(train(layer, x, key), tn::Tensor<float, rows, columns>(tn::zeros<float, rows, columns>())));
}

TEST_CASE("Dropout: shared along axes; whole channels", "[layer]") {
  tn::Tensor<float, 4, 6, 5, 8> const x = tn::ones<float, 4, 6, 5, 8>();
  auto const y = train(nn::SpatialDropout2D<0.5>{}, x, Key{3, 1});
  std::size_t kept = 0;
  for (std::size_t n = 0; n < 4; ++n)
    for (std::size_t c = 0; c < 8; ++c) {
      kept += y(n, 0, 0, c) != 0;
      for (std::size_t i = 0; i < 6; ++i)
        for (std::size_t j = 0; j < 5; ++j) CHECK(y(n, i, j, c) == y(n, 0, 0, c));
    }
  CHECK((kept > 4 && kept < 28));
  tn::Tensor<float, 4, 6, 5> const steps = tn::ones<float, 4, 6, 5>();
  auto const z = train(nn::Dropout<0.5, 1>{}, steps, Key{3, 1});
  for (std::size_t i = 1; i < 6; ++i) CHECK(z(2, i, 3) == z(2, 0, 3));
  static_assert(!nn::SpatialDropout1D<0.5>::accepts<tn::Shape<4>> && !nn::Dropout<0.5, 2>::accepts<tn::Shape<4>>);
}

TEST_CASE("AlphaDropout keeps mean and variance", "[layer]") {
  Matrix const x = tn::random::normal<float, rows, columns>(tn::random::key(5));
  nn::AlphaDropout<0.25> const layer;
  Statistics const m = statistics(train(layer, x, Key{9, 1}));
  CHECK(m.mean == Approx(0).margin(0.1));
  CHECK(m.variance == Approx(1).margin(0.15));
  CHECK(equal(tn::call(layer, x), x));
}

TEST_CASE("Gaussian noise and dropout", "[layer]") {
  Matrix const x = tn::full<float, rows, columns>(2);
  Statistics const noise = statistics(train(nn::GaussianNoise<0.5>{}, x, Key{9, 1}));
  CHECK(noise.mean == Approx(2).margin(4 * 0.5 / std::sqrt(x.size)));
  CHECK(noise.variance == Approx(0.25).margin(0.05));
  Statistics const dropout = statistics(train(nn::GaussianDropout<0.2>{}, x, Key{9, 1}));
  CHECK(dropout.mean == Approx(2).margin(4 * 1.0 / std::sqrt(x.size)));
  CHECK(dropout.variance == Approx(4 * 0.2 / 0.8).margin(0.2));
  CHECK(equal(tn::call(nn::GaussianNoise<0.5>{}, x), x));
  CHECK(equal(tn::call(nn::GaussianDropout<0.2>{}, x), x));
}
