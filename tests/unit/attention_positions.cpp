// SPDX-License-Identifier: MIT
// Where in a sequence a value stands: rotations, sines, trained vectors.
#include "support/laws/layer_laws.hpp"

#include <tenon/nn/layers.hpp>

#include <cmath>

using namespace tenon_test;
namespace nn = tn::nn;

TEST_CASE("attention: rotated pairs keep their length, and products see distances", "[layer]") {
  constexpr std::size_t steps = 6, dim = 4;
  tn::Tensor<float, 1, steps, dim> q, k;
  float const a[] = {0.3f, -0.7f, 1.1f, 0.4f}, b[] = {-0.2f, 0.9f, 0.5f, -1.3f};
  for (std::size_t t = 0; t < steps; ++t)
    for (std::size_t f = 0; f < dim; ++f) {
      q(0, t, f) = a[f];
      k(0, t, f) = b[f];
    }
  auto check = [&](auto layer, auto pair) {
    auto const rq = tn::call(layer, q), rk = tn::call(layer, k);
    for (std::size_t t = 0; t < steps; ++t)
      for (std::size_t i = 0; i < dim / 2; ++i) {
        auto const [u, v] = pair(i);
        double const angle = double(t) * std::pow(10000.0, -2.0 * double(i) / dim);
        CHECK(rq(0, t, u) == Approx(a[u] * std::cos(angle) - a[v] * std::sin(angle)).epsilon(1e-5).margin(1e-6));
        CHECK(rq(0, t, v) == Approx(a[v] * std::cos(angle) + a[u] * std::sin(angle)).epsilon(1e-5).margin(1e-6));
      }
    auto dot = [&](std::size_t s, std::size_t t) {
      double sum = 0;
      for (std::size_t f = 0; f < dim; ++f) sum += double(rq(0, s, f)) * double(rk(0, t, f));
      return sum;
    };
    CHECK(dot(0, 2) == Approx(dot(3, 5)).epsilon(1e-5));
    CHECK(dot(4, 1) == Approx(dot(3, 0)).epsilon(1e-5));
  };
  check(nn::RotaryEmbedding<>{}, [](std::size_t i) { return std::pair{i, i + dim / 2}; });
  check(nn::RotaryEmbedding<10000, nn::RotaryPairs::interleaved>{}, [](std::size_t i) { return std::pair{2 * i, 2 * i + 1}; });
}

TEST_CASE("attention: sines and trained vectors as positions", "[layer]") {
  constexpr std::size_t steps = 300, dim = 6;
  tn::Tensor<float, 1, steps, dim> const x;
  auto const y = tn::call(nn::SinePositions<>{}, x);
  for (std::size_t t = 0; t < steps; t += 13)
    for (std::size_t f = 0; f < dim; ++f) {
      double const angle = double(t) * std::pow(10000.0, -double(f / 2 * 2) / dim);
      CHECK(y(0, t, f) == Approx(f % 2 == 0 ? std::sin(angle) : std::cos(angle)).epsilon(1e-6).margin(3e-7));
    }
  auto const layer = filled<nn::PositionEmbedding<>::build<tn::Shape<3, 2>>>();
  tn::Tensor<float, 1, 3, 2> const zeros;
  auto const z = tn::call(layer, zeros);
  for (std::size_t i = 0; i < z.size; ++i) CHECK(z.data()[i] == layer.embeddings.data()[i]);
}
