// SPDX-License-Identifier: MIT
// What conditions select, which values there are, and how many lie where.
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <algorithm>
#include <limits>

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class A, std::size_t... I>
auto evaluated(A const& parts, std::index_sequence<I...>) {
  return std::tuple{tensor_of<std::tuple_element_t<I, A>>(std::get<I>(parts))...};
}
/// The tensors of a tuple of expressions.
template <class... E>
auto evaluated(std::tuple<E...> const& parts) {
  return evaluated(parts, std::index_sequence_for<E...>{});
}

}  // namespace

TEST_CASE("selection: nonzero and argwhere") {
  tn::Tensor<int, 2, 3> const x{{0, 5, 0}, {-1, 0, 2}};
  auto const [places, count] = evaluated(tn::argwhere(x));
  CHECK(count.item() == 3);
  check_equal<tn::Index>(places + 0, Array{{6, 2}, {0, 1, 1, 0, 1, 2, 0, 0, 0, 0, 0, 0}});
  auto const [rows, columns, same] = evaluated(tn::where(x > 0));
  CHECK(same.item() == 2);
  check_equal<tn::Index>(rows + 0, Array{{6}, {0, 1, 0, 0, 0, 0}});
  check_equal<tn::Index>(columns + 0, Array{{6}, {1, 2, 0, 0, 0, 0}});
  auto const [all, many] = evaluated(tn::nonzero(tn::Tensor<bool, 3>{true, true, true}));
  CHECK(many.item() == 3);
  check_equal<tn::Index>(all + 0, Array{{3}, {0, 1, 2}});
  auto const [none, zero] = evaluated(tn::nonzero(tn::Tensor<double, 0>{}));
  CHECK((zero.item() == 0 && none.size == 0));
  same_everywhere([](auto const& t) { return std::get<0>(tn::argwhere(t > 0)); }, random_tensor<float, 3, 2, 4>(2));
}

TEST_CASE("selection: compress and boolean_mask") {
  auto const x = random_tensor<float, 4, 3>(3);
  Array const a = array(x);
  tn::Tensor<bool, 4> const rows{true, false, false, true};
  auto const [values, count] = evaluated(tn::compress(rows, x));
  CHECK(count.item() == 2);
  check_equal<float>(values * 1, array({4, 3}, [&](Index const& i) { return i[0] < 2 ? a({i[0] * 3, i[1]}) : 0; }));
  auto const [columns, two] = evaluated(tn::compress<1>(tn::Tensor<bool, 3>{false, true, true}, x, -9.f));
  CHECK(two.item() == 2);
  check_equal<float>(columns * 1, array({4, 3}, [&](Index const& i) { return i[1] < 2 ? a({i[0], i[1] + 1}) : -9; }));
  auto const [elements, positive] = evaluated(tn::boolean_mask(x, x > 0));
  std::vector<double> want;
  for (double const v : a.values)
    if (v > 0) want.push_back(v);
  CHECK(positive.item() == int(want.size()));
  want.resize(12, 0);
  check_equal<float>(elements * 1, Array{{12}, want});
  auto const [masked, n] = evaluated(tn::boolean_mask(x, rows));
  check_equal<float>(masked - values, Array{{4, 3}, std::vector<double>(12, 0)});
  CHECK(n.item() == 2);
  auto const [nothing, no] = evaluated(tn::compress(tn::Tensor<bool, 2>{false, false}, tn::Tensor<int, 2>{1, 2}, 7));
  CHECK(no.item() == 0);
  check_equal<int>(nothing + 0, Array{{2}, {7, 7}});

  same_everywhere([](auto const& m, auto const& t) { return std::get<0>(tn::compress(m, t * 2)); }, rows, x);
  same_everywhere([](auto const& t) { return std::get<0>(tn::boolean_mask(t, t > 1)); }, x);
  gradient_is_right([](auto const& t, auto const& m) { return std::get<0>(tn::compress(m, t * t)); },
                    random_tensor<double, 4, 3>(4), rows);
  constexpr tn::Tensor<int, 4> c{4, 0, 7, 1};
  constexpr tn::Tensor<int, 4> odd = std::get<0>(tn::boolean_mask(c, (c & 1) == 1));
  static_assert(odd.data()[0] == 7 && odd.data()[1] == 1 && odd.data()[2] == 0);
}

TEST_CASE("unique: values, count, inverse, counts") {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  tn::Tensor<float, 2, 4> const x{{3, nan, 1, 3}, {nan, 2, 1, 3}};
  auto const [values, counts, count] = evaluated(tn::unique_counts(x));
  CHECK(count.item() == 4);
  check_equal<float>(values * 1, Array{{8}, {1, 2, 3, nan, nan, nan, nan, nan}});
  check_equal<tn::Index>(counts + 0, Array{{8}, {2, 1, 3, 2, 0, 0, 0, 0}});
  tn::Tensor<int, 7> const y{5, 5, -2, 9, -2, 5, 9};
  auto const [sorted, inverse, three] = evaluated(tn::unique_inverse(y));
  CHECK(three.item() == 3);
  check_equal<int>(sorted + 0, Array{{7}, {-2, 5, 9, 9, 9, 9, 9}});
  check_equal<int>(tn::take(sorted, inverse), array(y));
  auto const [one, single] = evaluated(tn::unique(tn::Tensor<int, 1>(4)));
  CHECK((one.item() == 4 && single.item() == 1));
  auto const [none, zero] = evaluated(tn::unique(tn::Tensor<int, 0>{}));
  CHECK((none.size == 0 && zero.item() == 0));
  same_everywhere([](auto const& t) { return std::get<0>(tn::unique(t)); }, x);
  same_everywhere([](auto const& t) { return std::get<1>(tn::unique_counts(t)); }, y);
  same_everywhere([](auto const& t) { return std::get<1>(tn::unique_inverse(t)); }, tn::Tensor<int, 2, 3>{{1, 2, 1}, {0, 0, 1}});
  constexpr tn::Tensor<int> c = std::get<1>(tn::unique(tn::Tensor<int, 5>{1, 1, 2, 2, 1}));
  static_assert(c.item() == 2);
}

TEST_CASE("histogram and digitize") {
  // As NumPy: histogram([0, .5, 1, 1.5, 2, 2.5, 3, -1, nan], 3, (0, 3)) has 2, 2, 3.
  tn::Tensor<double, 9> const x{0, 0.5, 1, 1.5, 2, 2.5, 3, -1, std::numeric_limits<double>::quiet_NaN()};
  auto const [counts, edges] = evaluated(tn::histogram<3>(x, 0, 3));
  check_equal<tn::Index>(counts + 0, Array{{3}, {2, 2, 3}});
  check_equal<double>(edges * 1, Array{{4}, {0, 1, 2, 3}});
  auto const [by_extremes, bounds] = evaluated(tn::histogram<4>(tn::Tensor<int, 5>{1, 2, 9, 9, 5}));
  check_equal<tn::Index>(by_extremes + 0, Array{{4}, {2, 0, 1, 2}});
  check_equal<double>(bounds * 1, Array{{5}, {1, 3, 5, 7, 9}});
  auto const [same, around] = evaluated(tn::histogram<2>(tn::Tensor<float, 3>{4, 4, 4}));
  check_equal<tn::Index>(same + 0, Array{{2}, {0, 3}});
  check_equal<float>(around * 1, Array{{3}, {3.5, 4, 4.5}});
  // The edges decide, whatever the rounding: each lies in the interval that it begins.
  tn::Tensor<float> const low(0.1f), high(0.7f);
  auto const [none, e] = evaluated(tn::histogram<7>(tn::Tensor<float, 1>(9.f), low, high));
  auto const [each, again] = evaluated(tn::histogram<7>(e, low, high));
  check_equal<tn::Index>(none + 0, Array{{7}, std::vector<double>(7, 0)});
  check_equal<tn::Index>(each + 0, Array{{7}, {1, 1, 1, 1, 1, 1, 2}});
  check_equal<tn::Index>(tn::digitize(x, edges), Array{{9}, {1, 1, 2, 2, 3, 3, 4, 0, 4}});
  same_everywhere([](auto const& t) { return std::get<0>(tn::histogram<5>(t, -1.0, tn::max(t))); },
                  random_tensor<double, 6, 5>(7));
  same_everywhere([](auto const& t) { return std::get<1>(tn::histogram<5>(t)); }, random_tensor<float, 30>(8));
}
