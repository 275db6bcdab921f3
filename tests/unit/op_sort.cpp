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
