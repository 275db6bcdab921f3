// SPDX-License-Identifier: MIT
// Sorting, the largest, and searching.
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>

namespace tn = tenon;
using namespace tenon_test;

namespace {

/// NaN last, whichever way.
bool before(double a, double b, bool descending) { return a != a || b != b ? a == a : descending ? a > b : a < b; }

/// The stable order of each walk along an axis.
Array order(Array const& x, std::size_t axis, bool descending) {
  Array r = x;
  std::size_t stride = 1;
  std::size_t const n = x.dims[axis];
  for (std::size_t a = axis + 1; a < x.dims.size(); ++a) stride *= x.dims[a];
  for (std::size_t i = 0; i < x.values.size(); ++i) {
    if (i / stride % n != 0) continue;
    std::vector<std::size_t> places(n);
    std::iota(places.begin(), places.end(), 0u);
    std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
      return before(x.values[i + a * stride], x.values[i + b * stride], descending);
    });
    for (std::size_t k = 0; k < n; ++k) r.values[i + k * stride] = static_cast<double>(places[k]);
  }
  return r;
}
Array sorted(Array const& x, std::size_t axis, bool descending) {
  Array r = order(x, axis, descending);
  std::size_t stride = 1;
  for (std::size_t a = axis + 1; a < x.dims.size(); ++a) stride *= x.dims[a];
  for (std::size_t i = 0; i < x.values.size(); ++i) {
    std::size_t const k = i / stride % x.dims[axis];
    r.values[i] = x.values[i - k * stride + static_cast<std::size_t>(r.values[i]) * stride];
  }
  return r;
}

template <class T, std::size_t... D>
void values() {
  auto x = random_tensor<T, D...>(6);
  if constexpr (std::is_floating_point_v<T>) x.data()[1] = std::numeric_limits<T>::quiet_NaN();
  Array const a = array(x);
  std::size_t const last = sizeof...(D) - 1;
  check_equal<T>(tn::sort(x), sorted(a, last, false));
  check_equal<T>(tn::sort<0>(x, tn::reverse), sorted(a, 0, true));
  check_equal<tn::Index>(tn::argsort<0>(x), order(a, 0, false));
  check_equal<tn::Index>(tn::argsort(x, tn::reverse), order(a, last, true));
  auto first = [&](bool largest) {
    Array const o = order(a, last, largest);
    Array r{{a.dims.begin(), a.dims.end() - 1}, {}};
    for (std::size_t i = 0; i < a.values.size(); i += a.dims[last]) {
      std::size_t nan = a.dims[last];
      for (std::size_t k = 0; k < a.dims[last]; ++k)
        if (a.values[i + k] != a.values[i + k]) nan = std::min(nan, k);
      r.values.push_back(nan < a.dims[last] ? static_cast<double>(nan) : o.values[i]);
    }
    return r;
  };
  check_equal<tn::Index>(tn::argmax<-1>(x), first(true));
  check_equal<tn::Index>(tn::argmin<-1>(x), first(false));
}

}  // namespace

TEST_CASE("sort: values, order and extremes along an axis") {
  values<float, 3, 7>();
  values<double, 2, 1, 33>();
  values<std::int8_t, 4, 40>();
  values<std::uint16_t, 2, 2>();
  values<float, 5, 2>();
  check_equal<tn::Index>(tn::argmax(tn::Tensor<int, 2, 3>{{1, 9, 3}, {9, 2, 0}}), Array{{}, {1}});
  check_equal<tn::Index>(tn::argmin(tn::Tensor<int, 2, 3>{{1, 9, 3}, {9, 2, 0}}), Array{{}, {5}});
}

TEST_CASE("sort: the largest and where they are") {
  auto const x = random_tensor<float, 3, 9>(7);
  auto const [largest, indices] = tn::top_k<4>(x);
  tn::Tensor<float, 3, 4> const v = largest;
  tn::Tensor<tn::Index, 3, 4> const i = indices;
  Array const all = sorted(array(x), 1, true);
  for (int r = 0; r < 3; ++r)
    for (int k = 0; k < 4; ++k) {
      CHECK(double(v(r, k)) == all({std::size_t(r), std::size_t(k)}));
      CHECK(x(r, i(r, k)) == v(r, k));
    }
}

TEST_CASE("sort: searching keeps the order") {
  tn::Tensor<float, 6> const s{-1, 0, 0, 2, 2, 7};
  tn::Tensor<float, 2, 4> const v{{-2, -1, 0, 1}, {2, 7, 8, std::numeric_limits<float>::quiet_NaN()}};
  auto bound = [&](auto find) {
    return array({2, 4}, [&](Index const& k) { return double(find(s.begin(), s.end(), v(int(k[0]), int(k[1]))) - s.begin()); });
  };
  auto less = [](float a, float b) { return before(double(a), double(b), false); };
  check_equal<tn::Index>(tn::searchsorted(s, v), bound([&](auto b, auto e, float x) { return std::lower_bound(b, e, x, less); }));
  check_equal<tn::Index>(tn::searchsorted(s, v, tn::reverse),
                         bound([&](auto b, auto e, float x) { return std::upper_bound(b, e, x, less); }));
}

TEST_CASE("sort: one meaning everywhere, and gradients") {
  auto const x = random_tensor<double, 3, 8>(8);
  same_everywhere([](auto const& t) { return tn::sort<0>(t * 2, tn::reverse) + 1; }, x);
  same_everywhere([](auto const& t) { return tn::argsort(t); }, x);
  same_everywhere([](auto const& t) { return tn::argmax<0>(t); }, x);
  gradient_is_right([](auto const& t) { return tn::sort(t); }, x);
  gradient_is_right([](auto const& t) { return tn::sort<0>(t * t, tn::reverse); }, x);
  gradient_is_right([](auto const& t) { return std::get<0>(tn::top_k<3>(t)); }, x);
  constexpr tn::Tensor<int, 4> c{3, 1, 2, 0};
  constexpr tn::Tensor<int, 4> sorted_c = tn::sort(c);
  constexpr tn::Tensor<tn::Index> top = tn::argmax(c);
  static_assert(sorted_c(0) == 0 && sorted_c(3) == 3 && top.item() == 0);
}

namespace {

/// Long axes, in the orders that quicksorts fear.
template <class T, std::size_t N, class F>
void long_axis(F f) {
  tn::Tensor<T, N> x;
  for (std::size_t i = 0; i < N; ++i) x.data()[i] = static_cast<T>(f(i));
  Array const a = array(x);
  check_equal<T>(tn::sort(x), sorted(a, 0, false));
  check_equal<T>(tn::sort(x, tn::reverse), sorted(a, 0, true));
  check_equal<tn::Index>(tn::argsort(x), order(a, 0, false));
  Array largest = order(a, 0, true);
  largest.dims = {N / 3};
  largest.values.resize(N / 3);
  check_equal<tn::Index>(std::get<1>(tn::top_k<N / 3>(x)), largest);
}

constexpr bool sorted_in_constant_evaluation() {
  tn::Tensor<std::int16_t, 40> x;
  for (int i = 0; i < 40; ++i) x.data()[i] = static_cast<std::int16_t>(i * 37 % 41);
  tn::Tensor<std::int16_t, 40> const y = tn::sort(x);
  for (int i = 1; i < 40; ++i)
    if (y.data()[i - 1] > y.data()[i]) return false;
  return true;
}
static_assert(sorted_in_constant_evaluation());

}  // namespace

TEST_CASE("sort: long axes of every kind") {
  Random random{5};
  long_axis<float, 1000>([&](std::size_t) { return random.uniform(-1, 1); });
  long_axis<float, 517>([](std::size_t i) { return i; });
  long_axis<std::int32_t, 400>([](std::size_t i) { return 400 - i; });
  long_axis<std::uint8_t, 700>([](std::size_t i) { return i % 3; });
  long_axis<double, 300>([](std::size_t) { return 4; });
  long_axis<std::int16_t, 333>([](std::size_t i) { return i < 166 ? i : 333 - i; });
  long_axis<float, 200>([](std::size_t i) { return i % 4 == 0 ? std::numeric_limits<double>::quiet_NaN() : double(i * 7 % 50); });
}
TEST_CASE("sort: an order that is made up against it takes n log n comparisons too") {
  // An item's value is decided as late as possible, as the largest left but for a pivot (McIlroy, A killer adversary for
  // quicksort, 1999).
  constexpr int n = 4096, undecided = n;
  static int items[n], value[n];
  for (int i = 0; i < n; ++i) items[i] = i, value[i] = undecided;
  int decided = 0, candidate = 0;
  long compared = 0;
  tn::op::sorting::sort(tn::op::sorting::Walk<int>{items, 1}, n, [&](int a, int b) {
    ++compared;
    if (value[a] == undecided && value[b] == undecided) value[a == candidate ? a : b] = decided++;
    if (value[a] == undecided)
      candidate = a;
    else if (value[b] == undecided)
      candidate = b;
    return value[a] < value[b];
  });
  CHECK(std::is_sorted(items, items + n, [](int a, int b) { return value[a] < value[b]; }));
  CHECK(compared < 80L * n);
}
