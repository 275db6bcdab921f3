// SPDX-License-Identifier: MIT
// Inference with packed weights: a copy of a model whose large dense layers keep their weights as products read them, and whose
// convolutions keep their kernels transformed.
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

// [images]
struct Images : nn::Sequential<tn::Shape<28, 28, 1>, nn::Conv2D<32, nn::Size<3>, nn::Relu>,  // one channel: it would not gain
                               nn::Conv2D<64, nn::Size<3>, nn::Relu>, nn::MaxPooling2D<nn::Size<2>>,
                               nn::Conv2D<64, nn::Size<3>, nn::Relu, nn::Same>, nn::GlobalAveragePooling2D<>, nn::Dense<10>> {};
// [end]

namespace {
template <std::size_t Rows, class Net, class X, class Y>
double microseconds(Net const& net, X const& x, Y& y) {
  tn::PredictStep<Net, tn::Batch<Rows>> step;
  double best = 1e30;
  for (int round = 0; round < 50; ++round) {
    auto const begin = std::chrono::steady_clock::now();
    step(net, x.data(), y.data());
    std::chrono::duration<double, std::micro> const took = std::chrono::steady_clock::now() - begin;
    best = std::min(best, took.count());
  }
  return best;
}

/// Times both, and gives the largest difference of their predictions.
template <std::size_t Rows, class Net, class X, class Y>
float compare(char const* what, Net const& net, nn::Packed<Net> const& fast, X& x, Y const&) {
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = static_cast<float>(i * 37 % 101) / 101;
  Y y, z;
  double const plain = microseconds<Rows>(net, x, y), packed = microseconds<Rows>(fast, x, z);
  float difference = 0;
  for (std::size_t i = 0; i < y.size; ++i) difference = std::max(difference, std::abs(y.data()[i] - z.data()[i]));
  std::printf("%s: %.0f us, packed %.0f us; largest difference %.1e\n", what, plain, packed, double(difference));
  return difference;
}
}  // namespace

int main() {
  Digits net;
  tn::initialize(net, 34);  // or trained, or from a file
  // [pack]
  Fast const fast = nn::packed(net);  // once
  // [end]
  tn::Tensor<float, 32, 784> rows;
  float const of_rows = compare<32>("32 rows of 784-512-512-10", net, fast, rows, tn::Tensor<float, 32, 10>{});

  Images seeing;
  tn::initialize(seeing, 35);
  tn::Tensor<float, 1, 28, 28, 1> image;
  float const of_image = compare<1>("an image of 28x28, 3x3 taps", seeing, nn::packed(seeing), image, tn::Tensor<float, 1, 10>{});
  return of_rows < 1e-5f && of_image < 1e-5f ? 0 : 1;
}
