// SPDX-License-Identifier: MIT
// Inference with packed weights: a copy of a model whose large dense layers keep their weights as products read them.
#include <tenon/tenon.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace tn = tenon;
namespace nn = tenon::nn;

// [model]
struct Digits : nn::Sequential<tn::Shape<784>, nn::Dense<512, nn::Relu>, nn::Dense<512, nn::Relu>, nn::Dense<10, nn::Softmax>> {};

using Fast = nn::Packed<Digits>;  // the last layer is small, and stays as it is
static_assert(
    std::is_same_v<Fast, nn::Sequential<tn::Shape<784>, nn::PackedDenseLayer<784, 512, nn::Relu>,
                                        nn::PackedDenseLayer<512, 512, nn::Relu>, nn::DenseLayer<512, 10, nn::Softmax>>>);
// [end]

namespace {
constexpr std::size_t rows = 32;

template <class Net>
double microseconds(Net const& net, tn::Tensor<float, rows, 784> const& x, tn::Tensor<float, rows, 10>& y) {
  tn::PredictStep<Net, tn::Batch<rows>> step;
  double best = 1e30;
  for (int round = 0; round < 50; ++round) {
    auto const begin = std::chrono::steady_clock::now();
    step(net, x.data(), y.data());
    std::chrono::duration<double, std::micro> const took = std::chrono::steady_clock::now() - begin;
    best = std::min(best, took.count());
  }
  return best;
}
}  // namespace

int main() {
  Digits net;
  tn::initialize(net, 34);  // or trained, or from a file
  // [pack]
  Fast const fast = nn::packed(net);  // once
  // [end]
  tn::Tensor<float, rows, 784> x;
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = static_cast<float>(i * 37 % 101) / 101;
  tn::Tensor<float, rows, 10> y, z;
  double const plain = microseconds(net, x, y), packed = microseconds(fast, x, z);
  float difference = 0;
  for (std::size_t i = 0; i < y.size; ++i) difference = std::max(difference, std::abs(y.data()[i] - z.data()[i]));
  std::printf("32 rows of 784-512-512-10: %.0f us, packed %.0f us; largest difference %.1e\n", plain, packed, double(difference));
  return difference < 1e-5f ? 0 : 1;
}
