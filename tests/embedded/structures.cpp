// SPDX-License-Identifier: MIT
// Sparse weights in flash and rows of several lengths in RAM that is counted: capacities are in the types.
#include "board.hpp"

#include <tenon/data/ragged.hpp>
#include <tenon/data/sparse.hpp>
#include <tenon/embedded.hpp>

#include <array>
#include <cstdint>

namespace tn = tenon;
namespace ragged = tenon::ragged;
namespace sparse = tenon::sparse;
using namespace tn::nn;

/// A smoothing of twelve samples: three weights a row, 34 entries of 144.
using Smooth = tn::SparseTensor<float, tn::Shape<12, 12>, 34>;
constexpr Smooth smooth = [] {
  std::array<std::int64_t, 2 * 34> at{};
  std::array<float, 34> values{};
  std::size_t n = 0;
  for (std::int64_t i = 0; i < 12; ++i)
    for (std::int64_t k = i == 0 ? 0 : i - 1; k <= i + 1 && k < 12; ++k, ++n) {
      at[2 * n] = i;
      at[2 * n + 1] = k;
      values[n] = i == k ? 0.5f : 0.25f;
    }
  return Smooth::from(at, values);
}();

/// Half of the first layer's weights are not there: 16 instead of 32 a unit, and two bits of each for its place.
struct Net : Sequential<tn::Shape<12>, TwoOfFourDense<8, Tanh>, Dense<1>> {};
using Predict = tn::PredictStep<Net, tn::Batch<1>>;
constexpr Net net = [] {
  Net n;
  tn::initialize(n, 42);
  return n;
}();
Predict predict;

/// Bursts of an event sensor: at most 6 bursts, 16 samples.
tn::RaggedTensor<float, 1, tn::Shape<>, 6, 16> bursts;

int main() {
  tn::Philox const random(1);
  tn::Tensor<float, 12, 1> samples;
  for (std::uint32_t i = 0; i < 12; ++i) samples.data()[i] = 2 * random.uniform(i) - 1;
  board::instructions();
  tn::Tensor<float, 12, 1> const smoothed = sparse::matmul(smooth, samples);
  board::print("# instructions_per_product ", board::instructions());
  for (std::uint32_t i = 0; i < 12; ++i) board::print("smoothed ", i, " ", smoothed.data()[i]);

  float prediction[1];
  board::instructions();
  predict(net, smoothed.data(), prediction);
  board::print("# instructions_per_predict ", board::instructions());
  board::print("prediction 0 ", prediction[0]);

  for (std::uint32_t burst = 0, at = 0; burst < 5; at += burst++) bursts.push_back({smoothed.data() + at, burst});
  auto const full = bursts.try_push_back({smoothed.data(), 7});  // 10 + 7 samples do not fit: it stays as it was
  if (full) return 1;
  auto const sums = ragged::sum(bursts), peaks = ragged::max(bursts * 2);
  for (std::uint32_t i = 0; i < 5; ++i) board::print("burst ", i, " ", sums(i));
  for (std::uint32_t i = 1; i < 5; ++i) board::print("peak ", i, " ", peaks(i));
  board::print("# stack_bytes ", board::stack_bytes());
}
