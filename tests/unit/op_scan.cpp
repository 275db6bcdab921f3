// SPDX-License-Identifier: MIT
// Cumulative sums, products and extremes.
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <cstdint>
#include <limits>

namespace tn = tenon;
using namespace tenon_test;

namespace {

/// The scan along `axis` in plain loops.
template <class Step>
Array scanned(Array const& x, std::size_t axis, bool reverse, Step step) {
  Array r = x;
  std::size_t stride = 1, n = x.dims[axis];
  for (std::size_t a = axis + 1; a < x.dims.size(); ++a) stride *= x.dims[a];
  for (std::size_t i = 0; i < x.values.size(); ++i) {
    std::size_t const k = i / stride % n, first = i - k * stride;
    double value = 0;
    for (std::size_t j = 0; j <= (reverse ? n - 1 - k : k); ++j) {
      double const v = x.values[first + (reverse ? n - 1 - j : j) * stride];
      value = j == 0 ? v : step(value, v);
    }
    r.values[i] = value;
  }
  return r;
}
constexpr auto plus = [](double a, double b) { return a + b; };
constexpr auto times = [](double a, double b) { return a * b; };
constexpr auto larger = [](double a, double b) { return a != a || a > b ? a : b; };
constexpr auto smaller = [](double a, double b) { return a != a || a < b ? a : b; };

template <class T, std::size_t... D>
void values() {
  auto const x = random_tensor<T, D...>(3);
  Array const a = array(x);
  double const tolerance = std::is_floating_point_v<T> ? 1e-4 : 0;
  check_equal<T>(tn::cumsum<0>(x), scanned(a, 0, false, plus), tolerance);
  check_equal<T>(tn::cumsum(x), scanned(a, sizeof...(D) - 1, false, plus), tolerance);
  check_equal<T>(tn::cumsum<1>(x, tn::reverse), scanned(a, 1, true, plus), tolerance);
  check_equal<T>(tn::cummax<1>(x), scanned(a, 1, false, larger));
  check_equal<T>(tn::cummax<-1>(x, tn::reverse), scanned(a, sizeof...(D) - 1, true, larger));
  check_equal<T>(tn::cummin<0>(x), scanned(a, 0, false, smaller));
  check_equal<T>(tn::cummin<0>(x, tn::reverse), scanned(a, 0, true, smaller));
  check_equal<T>(
      tn::cumsum<0>(tn::transpose(x)),
      scanned(array(tn::BasicTensor<T, typename decltype(tn::transpose(x))::shape_type>(tn::transpose(x))), 0, false, plus),
      tolerance);
}

}  // namespace

TEST_CASE("scan: values along every axis, both ways") {
  values<float, 3, 4, 5>();
  values<double, 2, 17>();
  values<std::int32_t, 5, 3>();
  values<std::uint8_t, 2, 2, 2>();
  values<float, 1, 1>();
  auto const x = random_tensor<double, 4, 3>(5);
  check_equal<double>(tn::cumprod<0>(x), scanned(array(x), 0, false, times), 1e-12);
  check_equal<double>(tn::cumprod(x, tn::reverse), scanned(array(x), 1, true, times), 1e-12);
  check_equal<float>(tn::cumsum(tn::Tensor<float, 2, 0>{}), Array{{2, 0}, {}});
}

TEST_CASE("scan: NaN stays from where it is") {
  float const nan = std::numeric_limits<float>::quiet_NaN();
  tn::Tensor<float, 4> const x{1, nan, 3, 2};
  tn::Tensor<float, 4> const y = tn::cummax(x), z = tn::cummin(x, tn::reverse);
  CHECK((y(0) == 1 && y(1) != y(1) && y(2) != y(2) && y(3) != y(3)));
  CHECK((z(3) == 2 && z(2) == 2 && z(1) != z(1) && z(0) != z(0)));
}

TEST_CASE("scan: the error of a long sum grows with its blocks, not with its length") {
  static tn::Tensor<float, 100000> x, y;
  x.fill(0.1f);
  y = tn::cumsum(x);
  CHECK(std::abs(double(y(99999)) - 100000 * double(0.1f)) < 0.05);  // one after the other is off by 1.4
}

TEST_CASE("scan: eager, traced and constant evaluation agree") {
  auto const x = random_tensor<float, 3, 70>(8);
  same_everywhere([](auto const& t) { return tn::cumsum<1>(t * 2) + 1; }, x);
  same_everywhere([](auto const& t) { return tn::cumprod<0>(tn::transpose(t)); }, x);
  same_everywhere([](auto const& t) { return tn::cummax(tn::cummin<0>(t, tn::reverse)); }, x);
  constexpr tn::Tensor<int, 2, 3> c{{3, 1, 2}, {0, 5, 4}};
  constexpr tn::Tensor<int, 2, 3> sums = tn::cumsum(c), tops = tn::cummax(c), products = tn::cumprod<0>(c);
  static_assert(sums(0, 2) == 6 && sums(1, 2) == 9 && tops(1, 2) == 5 && products(1, 1) == 5);
}

TEST_CASE("scan: gradients, zeros and ties among them") {
  auto x = random_tensor<double, 3, 4>(9);
  gradient_is_right([](auto const& t) { return tn::cumsum<0>(t); }, x);
  gradient_is_right([](auto const& t) { return tn::cumsum(t, tn::reverse); }, x);
  gradient_is_right([](auto const& t) { return tn::cummax(t); }, x);
  gradient_is_right([](auto const& t) { return tn::cummin<0>(t, tn::reverse); }, x);
  x(1, 2) = 0;
  gradient_is_right([](auto const& t) { return tn::cumprod(t); }, x);
  gradient_is_right([](auto const& t) { return tn::cumprod<0>(t, tn::reverse); }, x);
}
