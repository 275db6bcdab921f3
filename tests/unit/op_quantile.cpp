// SPDX-License-Identifier: MIT
// Quantiles, by every method, against an independent reckoning.
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <algorithm>
#include <limits>

namespace tn = tenon;
using namespace tenon_test;

namespace {

using M = tn::QuantileMethod;

/// NumPy's definition, of one list.
double of(std::vector<double> v, double q, M method) {
  for (double const x : v)
    if (x != x) return x;
  std::sort(v.begin(), v.end());
  double const place = q * static_cast<double>(v.size() - 1), low = std::floor(place), high = std::ceil(place);
  double const a = v[static_cast<std::size_t>(low)], b = v[static_cast<std::size_t>(high)];
  switch (method) {
    case M::lower: return a;
    case M::higher: return b;
    case M::nearest: return v[static_cast<std::size_t>(std::nearbyint(place))];
    case M::midpoint: return a == b ? a : (a + b) / 2;
    default: return a == b ? a : a + (b - a) * (place - low);
  }
}
Array rows(Array const& x, double q, M method) {
  Array r{{x.dims[0]}, {}};
  for (std::size_t i = 0; i < x.dims[0]; ++i) {
    auto const from = x.values.begin() + static_cast<std::ptrdiff_t>(i * x.dims[1]);
    r.values.push_back(of({from, from + static_cast<std::ptrdiff_t>(x.dims[1])}, q, method));
  }
  return r;
}

template <M Method, class X>
void check_method(X const& x) {
  for (double const q : {0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0}) {
    INFO("q = " << q);
    check_equal<typename X::value_type>(tn::quantile<Method, 1>(x, q), rows(array(x), q, Method), 1e-6);
  }
}

}  // namespace

TEST_CASE("quantile: every method") {
  auto x = random_tensor<float, 4, 11>(1);
  x.data()[3] = x.data()[5];
  x.data()[11] = std::numeric_limits<float>::quiet_NaN();
  x.data()[22] = x.data()[23] = x.data()[24] = std::numeric_limits<float>::infinity();
  check_method<M::linear>(x);
  check_method<M::lower>(x);
  check_method<M::higher>(x);
  check_method<M::nearest>(x);
  check_method<M::midpoint>(x);
  check_method<M::linear>(random_tensor<double, 3, 1>(2));
}

TEST_CASE("quantile: axes, several fractions, percentile, median") {
  auto const x = random_tensor<double, 3, 4, 5>(3);
  check_equal<double>(tn::quantile<0, 2>(x, 0.5), array(tn::Tensor<double, 4>(tn::median<0, 2>(x))), 1e-15);
  check_equal<double>(tn::quantile<-1>(x, 0.5, tn::keepdims), array(tn::Tensor<double, 3, 4, 1>(tn::median<2>(x, tn::keepdims))),
                      1e-15);
  check_equal<double>(tn::percentile<1>(x, 25), array(tn::Tensor<double, 3, 5>(tn::quantile<1>(x, 0.25))));
  check_equal<double>(tn::percentile<1>(x, 25, tn::keepdims),
                      array(tn::Tensor<double, 3, 1, 5>(tn::quantile<1>(x, 0.25, tn::keepdims))));
  // Fractions give the first axes.
  tn::Tensor<double, 2> const q{0.2, 0.9};
  tn::Tensor<double, 2, 3, 5> const both = tn::quantile<1>(x, q);
  check_equal<double>(both(tn::at<0>), array(tn::Tensor<double, 3, 5>(tn::quantile<1>(x, 0.2))));
  check_equal<double>(both(tn::at<1>), array(tn::Tensor<double, 3, 5>(tn::quantile<1>(x, 0.9))));
  // A float tells the places of a long axis apart.
  tn::Tensor<float, 4097> const many = tn::arange<float, 4097>();
  CHECK(tn::Tensor<float>(tn::quantile(many, 0.1)).item() == 409.6f);
}

TEST_CASE("quantile: one meaning everywhere, and gradients") {
  auto const x = random_tensor<double, 4, 6>(5);
  same_everywhere([](auto const& t) { return tn::quantile<1>(t, 0.3); }, x);
  same_everywhere([](auto const& t, auto const& q) { return tn::quantile<M::nearest, 0>(t, q, tn::keepdims); }, x,
                  tn::Tensor<double, 3>{0.1, 0.5, 1});
  gradient_is_right([](auto const& t) { return tn::quantile<1>(t, 0.3); }, x);
  gradient_is_right([](auto const& t) { return tn::quantile<M::midpoint, 0>(t, 0.6); }, x);
  gradient_is_right([](auto const& t) { return tn::quantile<M::higher>(t, 0.6); }, x);
  gradient_is_right([](auto const& q, auto const& t) { return tn::quantile<1>(t, q); }, tn::Tensor<double, 2>{0.33, 0.71}, x);
  constexpr tn::Tensor<float, 5> c{5, 1, 4, 2, 3};
  constexpr tn::Tensor<float> v = tn::quantile(c, 0.25), p = tn::percentile(c, 90);
  static_assert(v.item() == 2 && p.item() == 4.6f);
}
