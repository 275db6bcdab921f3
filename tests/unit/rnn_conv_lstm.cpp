// SPDX-License-Identifier: MIT
#include "support/laws/layer_laws.hpp"
#include "support/laws/module_laws.hpp"

#include <tenon/nn/layer/conv_lstm.hpp>

#include <algorithm>
#include <cmath>

using namespace tenon_test;
namespace nn = tn::nn;

TEST_CASE("rnn: ConvLSTM1D is a layer", "[layer]") {
  using Layer = nn::ConvLSTM1D<2, nn::Size<3>, nn::Same, nn::ReturnSequences>::build<tn::Shape<3, 4, 2>>;
  layer_laws<Layer, tn::Shape<3, 4, 2>, tn::Shape<3, 4, 2>>();
  module_laws<Layer>({{"cell.kernel", 48}, {"cell.recurrent_kernel", 48}, {"cell.bias", 8}});
}

TEST_CASE("rnn: ConvLSTM2D is its definition", "[layer]") {
  // Two filters on images of 3 by 3 of one channel; valid windows of 2 by 2, so states of 2 by 2.
  constexpr std::size_t steps = 3, n = 2, filters = 2;
  using Layer = nn::ConvLSTM2D<filters, nn::Size<2>>::build<tn::Shape<steps, 3, 3, 1>>;
  auto const layer = filled<Layer>();
  auto const x = spread_tensor<tn::Tensor<float, 1, steps, 3, 3, 1>>(-1, 1, 5);
  double h[n][n][filters] = {}, c[n][n][filters] = {};
  auto sigmoid = [](double a) { return 1 / (1 + std::exp(-a)); };
  for (std::size_t t = 0; t < steps; ++t) {
    double sums[n][n][4 * filters];
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        for (std::size_t g = 0; g < 4 * filters; ++g) {
          double s = double(layer.cell.bias(g));
          for (std::size_t a = 0; a < 2; ++a)
            for (std::size_t b = 0; b < 2; ++b) {
              s += double(x(0, t, i + a, j + b, 0)) * double(layer.cell.kernel(a, b, 0, g));
              if (i + a < n && j + b < n)  // padding of an even kernel stands behind
                for (std::size_t f = 0; f < filters; ++f)
                  s += h[i + a][j + b][f] * double(layer.cell.recurrent_kernel(a, b, f, g));
            }
          sums[i][j][g] = s;
        }
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        for (std::size_t f = 0; f < filters; ++f) {
          double const* s = sums[i][j];
          c[i][j][f] = sigmoid(s[filters + f]) * c[i][j][f] + sigmoid(s[f]) * std::tanh(s[2 * filters + f]);
          h[i][j][f] = sigmoid(s[3 * filters + f]) * std::tanh(c[i][j][f]);
        }
  }
  auto const y = tn::call(layer, x);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      for (std::size_t f = 0; f < filters; ++f) CHECK(y(0, i, j, f) == Approx(h[i][j][f]).epsilon(1e-5).margin(1e-6));
}

TEST_CASE("rnn: ConvLSTM3D on volumes of one layer is ConvLSTM2D", "[layer]") {
  using Flat = nn::ConvLSTM2D<2, nn::Size<2>, nn::Same>::build<tn::Shape<3, 3, 2, 2>>;
  using Deep = nn::ConvLSTM3D<2, nn::Size<1, 2, 2>, nn::Same>::build<tn::Shape<3, 1, 3, 2, 2>>;
  auto const flat = filled<Flat>();
  Deep deep;
  auto copy = [](auto const& from, auto& to) { std::copy(from.begin(), from.end(), to.begin()); };
  copy(flat.cell.kernel, deep.cell.kernel);
  copy(flat.cell.recurrent_kernel, deep.cell.recurrent_kernel);
  copy(flat.cell.bias, deep.cell.bias);
  auto const x = spread_tensor<tn::Tensor<float, 2, 3, 3, 2, 2>>(-1, 1, 5);
  tn::Tensor<float, 2, 3, 1, 3, 2, 2> volumes;
  copy(x, volumes);
  auto const wanted = tn::call(flat, x);
  auto const got = tn::call(deep, volumes);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(got)>::shape_type, tn::Shape<2, 1, 3, 2, 2>>);
  for (std::size_t i = 0; i < wanted.size; ++i) CHECK(got.data()[i] == Approx(wanted.data()[i]).epsilon(1e-5).margin(1e-6));
}
