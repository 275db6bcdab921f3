// SPDX-License-Identifier: MIT
// Rows by group, counts, one-hot rows.
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace tn = tenon;
using namespace tenon_test;

TEST_CASE("segment: sums, means and extremes of each group, of none as well") {
  auto const x = random_tensor<float, 6, 2, 3>(1);
  Array const a = array(x);
  tn::Tensor<std::int64_t, 6> const groups{2, 0, 2, 3, 0, 2};
  std::size_t const of[] = {2, 0, 2, 3, 0, 2};
  auto folded = [&](double start, auto step, bool mean) {
    return array({4, 2, 3}, [&](Index const& i) {
      double value = start, count = 0;
      for (std::size_t r = 0; r < 6; ++r)
        if (of[r] == i[0]) value = step(value, a({r, i[1], i[2]})), ++count;
      return mean ? value / count : value;
    });
  };
  double const inf = std::numeric_limits<double>::infinity();
  check_equal<float>(tn::segment_sum<4>(x, groups), folded(0, [](double p, double q) { return p + q; }, false), 1e-6);
  check_equal<float>(tn::segment_mean<4>(x, groups), folded(0, [](double p, double q) { return p + q; }, true), 1e-6);
  check_equal<float>(tn::segment_max<4>(x, groups), folded(-inf, [](double p, double q) { return std::max(p, q); }, false));
  check_equal<float>(tn::segment_min<4>(x, groups), folded(inf, [](double p, double q) { return std::min(p, q); }, false));
  check_equal<int>(tn::segment_max<2>(tn::Tensor<int, 1>{5}, tn::Tensor<int, 1>{1}),
                   Array{{2}, {double(std::numeric_limits<int>::min()), 5}});
}

TEST_CASE("segment: counts and one-hot rows") {
  tn::Tensor<std::uint8_t, 2, 3> const x{{0, 2, 2}, {3, 0, 2}};
  check_equal<tn::Index>(tn::bincount<5>(x), Array{{5}, {2, 0, 3, 1, 0}});
  std::size_t const at[2][3] = {{0, 2, 2}, {3, 0, 2}};
  check_equal<float>(tn::one_hot<4>(x), array({2, 3, 4}, [&](Index const& i) { return double(at[i[0]][i[1]] == i[2]); }));
  check_equal<bool>(tn::one_hot<3, bool>(tn::Tensor<int, 2>{-1, 2}), Array{{2, 3}, {0, 0, 0, 0, 0, 1}});
}

TEST_CASE("segment: one meaning everywhere, and gradients") {
  auto const x = random_tensor<double, 5, 3>(2);
  tn::Tensor<int, 5> const groups{1, 0, 1, 1, 0};
  constexpr auto sum = [](auto const& t, auto const& g) { return tn::segment_sum<3>(t * t, g); };
  constexpr auto mean = [](auto const& t, auto const& g) { return tn::segment_mean<2>(t, g) * 2; };
  constexpr auto top = [](auto const& t, auto const& g) { return tn::segment_max<2>(t, g); };
  same_everywhere(sum, x, groups);
  same_everywhere(mean, x, groups);
  same_everywhere(top, x, groups);
  same_everywhere([](auto const& g) { return tn::one_hot<4, double>(g); }, groups);
  same_everywhere([](auto const& g) { return tn::bincount<4>(g); }, groups);
  gradient_is_right(sum, x, groups);
  gradient_is_right(mean, x, groups);
  gradient_is_right(top, x, groups);
  gradient_is_right([](auto const& t, auto const& g) { return tn::segment_min<2>(t, g); }, x, groups);
  constexpr tn::Tensor<tn::Index, 3> counts = tn::bincount<3>(tn::Tensor<int, 4>{2, 0, 2, 2});
  static_assert(counts(0) == 1 && counts(2) == 3);
}
