// SPDX-License-Identifier: MIT
// Pools of volumes, adaptive pools, dropout of whole channels of volumes: against their definitions; ActivityRegularization.
#include "support/laws/layer_laws.hpp"

#include <tenon/embedded.hpp>

#include <algorithm>
#include <iterator>

namespace tn = tenon;
namespace nn = tn::nn;
using namespace tenon_test;

namespace {

/// Where window `i` of `windows` adaptive ones over n elements begins, and ends.
std::size_t begin_of(std::size_t i, std::size_t windows, std::size_t n) { return i * n / windows; }
std::size_t end_of(std::size_t i, std::size_t windows, std::size_t n) { return ((i + 1) * n + windows - 1) / windows; }

}  // namespace

TEST_CASE("AveragePooling3D and GlobalAveragePooling3D", "[layer]") {
  auto const x = spread_tensor<tn::Tensor<float, 2, 4, 5, 4, 3>>(-1, 1, 3);
  auto const pooled = tn::call(nn::AveragePooling3D<nn::Size<2>>{}, x);
  static_assert(std::is_same_v<decltype(pooled)::shape_type, tn::Shape<2, 2, 2, 2, 3>>);
  auto const global = tn::call(nn::GlobalAveragePooling3D<>{}, x);
  static_assert(std::is_same_v<decltype(global)::shape_type, tn::Shape<2, 3>>);
  for (std::size_t c = 0; c < 3; ++c) {
    double all = 0, window = 0;
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t j = 0; j < 5; ++j)
        for (std::size_t k = 0; k < 4; ++k) {
          all += double(x(1, i, j, k, c)) / 80;
          if (i >= 2 && j < 2 && k >= 2) window += double(x(1, i, j, k, c)) / 8;
        }
    CHECK(global(1, c) == Approx(all).epsilon(1e-5).margin(1e-6));
    CHECK(pooled(1, 1, 0, 1, c) == Approx(window).epsilon(1e-5).margin(1e-6));
  }
  layer_laws<nn::AveragePooling3D<nn::Size<2>>, tn::Shape<2, 2, 2, 1>, tn::Shape<1, 1, 1, 1>>();
}

TEST_CASE("adaptive pools: windows that do not divide", "[layer]") {
  auto const line = spread_tensor<tn::Tensor<float, 2, 7, 2>>(-1, 1, 4);
  auto const means = tn::call(nn::AdaptiveAveragePooling1D<nn::Size<3>>{}, line);
  for (std::size_t i = 0; i < 3; ++i) {
    double sum = 0;
    for (std::size_t k = begin_of(i, 3, 7); k < end_of(i, 3, 7); ++k) sum += double(line(1, k, 1));
    CHECK(means(1, i, 1) == Approx(sum / double(end_of(i, 3, 7) - begin_of(i, 3, 7))).epsilon(1e-5).margin(1e-6));
  }
  auto const plane = spread_tensor<tn::Tensor<float, 1, 5, 4, 2>>(-1, 1, 5);
  auto const maxima = tn::call(nn::AdaptiveMaxPooling2D<nn::Size<2, 3>>{}, plane);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      float most = -2;
      for (std::size_t r = begin_of(i, 2, 5); r < end_of(i, 2, 5); ++r)
        for (std::size_t s = begin_of(j, 3, 4); s < end_of(j, 3, 4); ++s) most = std::max(most, plane(0, r, s, 1));
      CHECK(maxima(0, i, j, 1) == most);
    }
  auto const volume = spread_tensor<tn::Tensor<float, 1, 3, 2, 4, 1>>(-1, 1, 6);
  auto const averages = tn::call(nn::AdaptiveAveragePooling3D<nn::Size<2, 1, 2>>{}, volume);
  static_assert(std::is_same_v<decltype(averages)::shape_type, tn::Shape<1, 2, 1, 2, 1>>);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t k = 0; k < 2; ++k) {
      double sum = 0;
      for (std::size_t r = begin_of(i, 2, 3); r < end_of(i, 2, 3); ++r)
        for (std::size_t s = 0; s < 2; ++s)
          for (std::size_t t = 2 * k; t < 2 * k + 2; ++t) sum += double(volume(0, r, s, t, 0)) / 8;
      CHECK(averages(0, i, 0, k, 0) == Approx(sum).epsilon(1e-5).margin(1e-6));
    }
}

TEST_CASE("SpatialDropout3D drops whole channels", "[layer]") {
  constexpr auto train = tn::function([](auto const& layer, auto const& x, auto const& key) {
    nn::Context<true, false> context(*x.builder(), key.id());
    return layer.call(x, context);
  });
  tn::Tensor<float, 6, 2, 3, 2, 8> const x = tn::ones<float, 6, 2, 3, 2, 8>();
  auto const y = train(nn::SpatialDropout3D<0.25>{}, x, tn::Tensor<std::uint64_t, 2>{3, 1});
  std::size_t kept = 0;
  for (std::size_t n = 0; n < 6; ++n)
    for (std::size_t c = 0; c < 8; ++c) {
      kept += y(n, 0, 0, 0, c) != 0;
      if (y(n, 0, 0, 0, c) != 0) CHECK(y(n, 0, 0, 0, c) == Approx(1 / 0.75));
      for (std::size_t i = 0; i < 12; ++i) CHECK(y.data()[(n * 12 + i) * 8 + c] == y(n, 0, 0, 0, c));
    }
  CHECK(kept > 24);
  CHECK(kept < 46);
}

TEST_CASE("ActivityRegularization adds to the objective what its input costs a row", "[layer]") {
  struct Net : nn::Sequential<tn::Shape<2>, nn::ActivityRegularization<0.5, 0.25>, nn::Dense<1, nn::Ones>> {};
  Net net;
  tn::initialize(net, 1);
  nn::SGD sgd;
  sgd.learning_rate = 0.F;
  tn::TrainStep<Net, nn::MeanSquaredError, nn::SGD, tn::Batch<4>> step(nn::MeanSquaredError{}, sgd);
  float const x[8] = {1, -2, 0.5F, 3, -1, -1, 100, 100}, y[4] = {1, 1, 1, 100};
  double squares = 0, cost = 0;
  for (std::size_t row = 0; row < 3; ++row) {
    double const a = double(x[2 * row]), b = double(x[2 * row + 1]), e = a + b - double(y[row]);
    squares += e * e / 3;
    cost += (0.5 * (std::abs(a) + std::abs(b)) + 0.25 * (a * a + b * b)) / 3;
  }
  CHECK(step(net, x, y, 3) == Approx(squares + cost).epsilon(1e-6));  // the fourth row only fills the batch
  CHECK(tn::call(net, tn::Tensor<float, 1, 2>{{1, -2}})(0, 0) == -1);
}

TEST_CASE("padding in numbers, around and behind", "[layer]") {
  using Numbers = nn::Conv1D<2, nn::Size<3>, nn::Padding<1>>::build<tn::Shape<6, 2>>;
  using Word = nn::Conv1D<2, nn::Size<3>, nn::Same>::build<tn::Shape<6, 2>>;
  auto const padded = filled<Numbers>();
  auto const same = filled<Word>();
  auto const x = spread_tensor<tn::Tensor<float, 2, 6, 2>>(-1, 1, 3);
  auto const a = tn::call(padded, x), b = tn::call(same, x);
  CHECK(std::equal(a.begin(), a.end(), b.begin()));
  // What is added behind a transposed convolution is reached by no tap: there is the bias.
  using Longer = nn::Conv1DTranspose<1, nn::Size<2>, nn::Stride<2>, nn::OutputPadding<1>>::build<tn::Shape<3, 1>>;
  using Plain = nn::Conv1DTranspose<1, nn::Size<2>, nn::Stride<2>>::build<tn::Shape<3, 1>>;
  auto const longer = filled<Longer>();
  auto const plain = filled<Plain>();
  tn::Tensor<float, 1, 3, 1> const steps{{{1}, {2}, {3}}};
  auto const y = tn::call(longer, steps);
  auto const z = tn::call(plain, steps);
  static_assert(std::is_same_v<decltype(y)::shape_type, tn::Shape<1, 7, 1>>);
  static_assert(std::is_same_v<decltype(z)::shape_type, tn::Shape<1, 6, 1>>);
  for (std::size_t i = 0; i < 6; ++i) CHECK(y(0, i, 0) == z(0, i, 0));
  CHECK(y(0, 6, 0) == longer.bias(0));
}

TEST_CASE("what is the default can be said", "[layer]") {
  auto const x = spread_tensor<tn::Tensor<float, 1, 2, 3, 1>>(-1, 1, 3);
  auto const a = tn::call(nn::UpSampling2D<nn::Size<2>, nn::Nearest>{}, x), b = tn::call(nn::UpSampling2D<nn::Size<2>>{}, x);
  CHECK(std::equal(a.begin(), a.end(), b.begin()));
  CHECK(a(0, 3, 5, 0) == x(0, 1, 2, 0));
  tn::Tensor<int, 1, 3> const classes{{3, 1, 3}};
  auto const hot = tn::call(nn::CategoryEncoding<4, nn::MultiHot>{}, classes),
             usual = tn::call(nn::CategoryEncoding<4>{}, classes);
  float const wanted[] = {0, 1, 0, 1};
  CHECK(std::equal(hot.begin(), hot.end(), usual.begin()));
  CHECK(std::equal(hot.begin(), hot.end(), std::begin(wanted)));
}
