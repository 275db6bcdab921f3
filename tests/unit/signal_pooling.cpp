// SPDX-License-Identifier: MIT
// Pools, patches and resampling against their definitions, in every front end.
#include "support/sliding_reference.hpp"

#include <limits>

using namespace tenon_test;

namespace {
/// Largest element or mean of the elements that are there.
template <class X>
std::vector<double> pooled(X const& x, std::vector<Slide> const& w, bool largest) {
  Layout const in = Layout::of<typename X::shape_type>();
  std::size_t windows = 1;
  for (std::size_t i = 0; i < w.size(); ++i) windows *= static_cast<std::size_t>(w[i].windows(in.spatial[i]));
  std::size_t const size = static_cast<std::size_t>(in.batch * in.channels) * windows;
  std::vector<double> y(size, largest ? -std::numeric_limits<double>::infinity() : 0.0), count(size, 0.0);
  for (int row = 0; row < in.batch; ++row)
    for (int c = 0; c < in.channels; ++c)
      slide(in.spatial, w, [&](std::size_t window, std::size_t, std::size_t place, bool inside) {
        if (!inside) return;
        std::size_t const at = (static_cast<std::size_t>(row) * windows + window) * static_cast<std::size_t>(in.channels) +
                               static_cast<std::size_t>(c);
        double const v = static_cast<double>(x.data()[in.at(row, place, c)]);
        y[at] = largest ? std::max(y[at], v) : y[at] + v;
        count[at] += 1;
      });
  for (std::size_t i = 0; i < size && !largest; ++i)
    y[i] = static_cast<double>(static_cast<float>(y[i]) / static_cast<float>(count[i]));
  return y;
}
}  // namespace

TEST_CASE("the largest element of windows", "[signal]") {
  auto const x = whole<float, 2, 7, 6, 3>(1, 100);
  constexpr auto two = [](auto const& a) { return tn::max_pool2d<2>(a); };
  check_equal(two(x), pooled(x, {{2, 2, 1, 0, 0}, {2, 2, 1, 0, 0}}, true));
  same_everywhere(two, x);
  constexpr auto same = [](auto const& a) { return tn::max_pool2d<3, 2>(a, tn::stride<2>, tn::same); };
  check_equal(same(x), pooled(x, {{3, 2, 1, 1, 1}, {2, 2, 1, 0, 0}}, true));
  same_everywhere(same, x);
  auto const line = whole<std::int32_t, 2, 9, 2>(2, 50);
  check_equal(tn::max_pool1d<3>(line, tn::stride<1>, tn::dilation<2>), pooled(line, {{3, 1, 2, 0, 0}}, true));
  auto const volume = whole<float, 1, 4, 5, 4, 2>(3, 50);
  check_equal(tn::max_pool3d<2>(volume), pooled(volume, {{2, 2, 1, 0, 0}, {2, 2, 1, 0, 0}, {2, 2, 1, 0, 0}}, true));
}

TEST_CASE("a largest element is never padding, and NaN stays", "[signal]") {
  tn::Tensor<float, 1, 3, 1> x = tn::reshape<1, 3, 1>(tn::Tensor<float, 3>{-5, -7, -2});
  tn::Tensor<float, 1, 3, 1> const y = tn::max_pool1d<3>(x, tn::stride<1>, tn::same);
  CHECK(y.data()[0] == -5);
  CHECK(y.data()[2] == -2);
  x.data()[1] = std::numeric_limits<float>::quiet_NaN();
  tn::Tensor<float, 1, 3, 1> const z = tn::max_pool1d<3>(x, tn::stride<1>, tn::same);
  CHECK(std::isnan(z.data()[0]));
}

TEST_CASE("means of windows do not count padding", "[signal]") {
  auto const x = whole<float, 2, 5, 6, 3>(4, 100);
  constexpr auto same = [](auto const& a) { return tn::avg_pool2d<3, 2>(a, tn::stride<2, 1>, tn::same); };
  check_equal(same(x), pooled(x, {{3, 2, 1, 1, 1}, {2, 1, 1, 0, 1}}, false));
  same_everywhere(same, x);
  check_equal(tn::avg_pool2d<2>(x), pooled(x, {{2, 2, 1, 0, 0}, {2, 2, 1, 0, 0}}, false));
  tn::Tensor<float, 2, 3, 5, 6> const first = tn::permute<0, 3, 1, 2>(x);
  tn::Tensor<float, 2, 3, 2, 3> const got = tn::avg_pool2d<2>(first, tn::channels_first);
  tn::Tensor<float, 2, 3, 2, 3> const want = tn::permute<0, 3, 1, 2>(tn::avg_pool2d<2>(x));
  check_same_bits(got, want, "channels first");
}

TEST_CASE("pools of everything, and of a number of bins", "[signal]") {
  auto const x = whole<float, 2, 5, 6, 3>(5, 100);
  tn::Tensor<float, 2, 3> const all = tn::global_avg_pool(x), flat_mean = tn::mean<1, 2>(x);
  check_same_bits(all, flat_mean, "global");
  static_assert(std::is_same_v<decltype(tn::global_max_pool(x, tn::keepdims))::shape_type, tn::Shape<2, 1, 1, 3>>);
  static_assert(std::is_same_v<decltype(tn::global_max_pool(x, tn::channels_first))::shape_type, tn::Shape<2, 5>>);
  // Bins [0, 2), [1, 4), [3, 5) of 5 rows; of 6 columns [0, 3), [3, 6).
  constexpr auto bins = [](auto const& a) { return tn::adaptive_max_pool<3, 2>(a); };
  tn::Tensor<float, 2, 3, 2, 3> const y = bins(x);
  int const begin[] = {0, 1, 3}, end[] = {2, 4, 5};
  for (std::size_t n = 0; n < 2; ++n)
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 2; ++j)
        for (std::size_t c = 0; c < 3; ++c) {
          float most = -1000;
          for (int r = begin[i]; r < end[i]; ++r)
            for (std::size_t k = 3 * j; k < 3 * j + 3; ++k) most = std::max(most, x(n, static_cast<std::size_t>(r), k, c));
          CHECK(y(n, i, j, c) == most);
        }
  same_everywhere(bins, x);
}

TEST_CASE("unfold shows windows, fold adds them up", "[signal]") {
  auto const x = whole<float, 2, 5, 6, 3>(6, 100);
  constexpr auto windows = [](auto const& a) { return tn::unfold<2, 3>(a, tn::stride<2, 1>); };
  tn::Tensor<float, 2, 2, 4, 2, 3, 3> const y = windows(x);
  bool right = true;
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 4; ++j)
      for (std::size_t a = 0; a < 2; ++a)
        for (std::size_t b = 0; b < 3; ++b) right = right && y(1u, i, j, a, b, 2u) == x(1u, 2 * i + a, j + b, 2u);
  CHECK(right);
  same_everywhere(windows, x);
  // The inner products of an operator and its adjoint agree: <unfold x, p> = <x, fold p>.
  auto const p = whole<float, 2, 3, 6, 3, 3, 3>(7);
  constexpr auto forward = [](auto const& a) { return tn::unfold<3, 3>(a, tn::stride<2, 1>, tn::padding<1>); };
  constexpr auto backward = [](auto const& a) { return tn::fold<5, 6>(a, tn::stride<2, 1>, tn::padding<1>); };
  tn::Tensor<float> const left = tn::sum(forward(x) * p), right_side = tn::sum(x * backward(p));
  CHECK(left.item() == right_side.item());
  same_everywhere(backward, p);
}

TEST_CASE("resampling has half-pixel centres", "[signal]") {
  tn::Tensor<double, 1, 4, 1> const x = tn::reshape<1, 4, 1>(tn::Tensor<double, 4>{0, 1, 2, 3});
  // tf.image.resize and torch.nn.functional.interpolate(align_corners=False).
  tn::Tensor<double, 8> const up = tn::flatten(tn::resize<8>(x));
  double const want[] = {0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3};
  for (std::size_t i = 0; i < 8; ++i) CHECK(up.data()[i] == want[i]);
  tn::Tensor<double, 3> const down = tn::flatten(tn::resize<3>(x));
  CHECK(std::abs(down.data()[0] - (4.0 / 6 - 0.5)) < 1e-15);
  CHECK(down.data()[1] == 1.5);
  tn::Tensor<double, 6> const near = tn::flatten(tn::resize<tn::ResizeMode::nearest, 6>(x));
  double const nearest[] = {0, 1, 1, 2, 3, 3};
  for (std::size_t i = 0; i < 6; ++i) CHECK(near.data()[i] == nearest[i]);
  auto const image = whole<float, 2, 4, 6, 3>(8);
  same_everywhere([](auto const& a) { return tn::resize<8, 3>(a); }, image);
  same_everywhere([](auto const& a) { return tn::resize<tn::ResizeMode::nearest, 5, 6>(a); }, whole<std::int32_t, 2, 4, 6, 3>(9));
  tn::Tensor<float, 2, 3, 8, 3> const first = tn::resize<8, 3>(tn::permute<0, 3, 1, 2>(image), tn::channels_first);
  tn::Tensor<float, 2, 3, 8, 3> const second = tn::permute<0, 3, 1, 2>(tn::resize<8, 3>(image));
  check_same_bits(first, second, "channels first");
  constexpr tn::Tensor<float, 1, 2, 1> small = tn::resize<2>(tn::Tensor<float, 1, 1, 1>{{{7}}});
  static_assert(small.data()[1] == 7);
}
