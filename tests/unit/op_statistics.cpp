// SPDX-License-Identifier: MIT
// Products, variances, medians, log-sum-exp, truth of many.
#include "support/reduction.hpp"
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace tn = tenon;
using namespace tenon_test;

namespace {

/// f of the elements that each index of the result folds.
template <class F>
Array folded_by(Array const& x, unsigned mask, bool keepdims, F f) {
  Index outer, inner, dims;
  for (std::size_t a = 0; a < x.dims.size(); ++a) {
    bool const fold = (mask >> a & 1u) != 0;
    outer.push_back(fold ? 1 : x.dims[a]);
    inner.push_back(fold ? x.dims[a] : 1);
    if (!fold || keepdims) dims.push_back(fold ? 1 : x.dims[a]);
  }
  Array r{dims, {}};
  for_each_index(outer, [&](Index const& o) {
    std::vector<double> values;
    for_each_index(inner, [&](Index const& i) {
      Index at = o;
      for (std::size_t a = 0; a < at.size(); ++a) at[a] += i[a];
      values.push_back(x(at));
    });
    r.values.push_back(f(values));
  });
  return r;
}

double product(std::vector<double> const& v) {
  double p = 1;
  for (double const x : v) p *= x;
  return p;
}
double variance(std::vector<double> const& v, double ddof) {
  double mean = 0, sum = 0;
  for (double const x : v) mean += x / double(v.size());
  for (double const x : v) sum += (x - mean) * (x - mean);
  return sum / (double(v.size()) - ddof);
}
double middle(std::vector<double> v) {
  for (double const x : v)
    if (x != x) return x;
  std::sort(v.begin(), v.end());
  return (v[v.size() / 2] + v[(v.size() - 1) / 2]) / 2;
}
double log_sum_exp(std::vector<double> const& v) {
  double sum = 0;
  for (double const x : v) sum += std::exp(x);
  return std::log(sum);
}

}  // namespace

TEST_CASE("statistics: values over every set of axes") {
  auto const x = random_tensor<float, 3, 4, 5>(1);
  Array const a = array(x);
  for_each_axes<3>([&]<int... A>(std::integer_sequence<int, A...> axes) {
    unsigned const mask = mask_of(axes);
    check_equal<float>(tn::prod<A...>(x), folded_by(a, mask, false, product), 1e-3);
    check_equal<float>(tn::median<A...>(x, tn::keepdims), folded_by(a, mask, true, middle), 1e-6);
    check_equal<float>(tn::var<A...>(x), folded_by(a, mask, false, [](auto const& v) { return variance(v, 0); }), 1e-5);
    check_equal<float>(tn::var<A...>(x, tn::keepdims, tn::ddof<1>),
                       folded_by(a, mask, true, [](auto const& v) { return variance(v, 1); }), 1e-5);
    check_equal<float>(tn::std<A...>(x), folded_by(a, mask, false, [](auto const& v) { return std::sqrt(variance(v, 0)); }),
                       1e-5);
    check_equal<float>(tn::logsumexp<A...>(x), folded_by(a, mask, false, log_sum_exp), 1e-5);
    check_equal<float>(tn::logsumexp<A...>(x, tn::keepdims), folded_by(a, mask, true, log_sum_exp), 1e-5);
    check_equal<bool>(tn::any<A...>(x > 1.5f),
                      folded_by(array(tn::Tensor<bool, 3, 4, 5>(x > 1.5f)), mask, false,
                                [](auto const& v) { return double(product(v) > 0 || std::count(v.begin(), v.end(), 1.0) > 0); }));
    check_equal<bool>(tn::all_of<A...>(x > -1.9f, tn::keepdims),
                      folded_by(array(tn::Tensor<bool, 3, 4, 5>(x > -1.9f)), mask, true, product));
    check_equal<std::int32_t>(tn::count_nonzero<A...>(x > 0),
                              folded_by(array(tn::Tensor<bool, 3, 4, 5>(x > 0)), mask, false,
                                        [](auto const& v) { return double(std::count(v.begin(), v.end(), 1.0)); }));
  });
  check_equal<std::int32_t>(tn::prod<0>(random_tensor<std::int32_t, 3, 2>(2)),
                            folded_by(array(random_tensor<std::int32_t, 3, 2>(2)), 1u, false, product));
  auto const [mean, variance_] = tn::moments<0>(x);
  check_equal<float>(mean, folded(fold_mean, a, 1u, false), 1e-6);
  check_equal<float>(variance_, folded_by(a, 1u, false, [](auto const& v) { return variance(v, 0); }), 1e-5);
}

TEST_CASE("statistics: extreme values") {
  float const inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  auto const lse = [](auto const& t) { return tn::Tensor<float>(tn::logsumexp(t)).item(); };
  CHECK(lse(tn::Tensor<float, 2>{1000, 1000}) == tenon_test::Approx(1000.693147));
  CHECK(lse(tn::Tensor<float, 2>{-inf, 3}) == tenon_test::Approx(3));
  CHECK(lse(tn::Tensor<float, 2>{-inf, -inf}) == -inf);
  CHECK(lse(tn::Tensor<float, 2>{inf, 3}) == inf);
  CHECK(std::isnan(lse(tn::Tensor<float, 2>{nan, 3})));
  CHECK(std::isnan(tn::Tensor<float>(tn::median(tn::Tensor<float, 3>{1, nan, 3})).item()));
  CHECK(tn::Tensor<bool>(tn::all_of(tn::Tensor<bool, 0>{})).item());
  CHECK(!tn::Tensor<bool>(tn::any(tn::Tensor<bool, 0>{})).item());
  check_equal<float>(tn::prod<1>(tn::Tensor<float, 2, 0>{}), Array{{2}, {1, 1}});
  // No cancellation far from zero.
  CHECK(tn::Tensor<float>(tn::var(tn::Tensor<float, 4>{10000, 10001, 10002, 10003})).item() == 1.25f);
}

TEST_CASE("statistics: one meaning everywhere, and gradients") {
  auto x = random_tensor<double, 4, 3>(3);
  same_everywhere([](auto const& t) { return tn::prod<1>(t); }, x);
  same_everywhere([](auto const& t) { return tn::median<0>(t, tn::keepdims); }, x);
  gradient_is_right([](auto const& t) { return tn::var<0>(t, tn::ddof<1>); }, x);
  gradient_is_right([](auto const& t) { return tn::std(t); }, x);
  gradient_is_right([](auto const& t) { return tn::logsumexp<1>(t * 3); }, x);
  gradient_is_right([](auto const& t) { return tn::median<1>(t); }, x);
  gradient_is_right([](auto const& t) { return tn::median<0>(t); }, x);
  x(1, 1) = 0;
  gradient_is_right([](auto const& t) { return tn::prod(t); }, x);
  gradient_is_right([](auto const& t) { return tn::prod<0>(t, tn::keepdims) * t; }, x);
  constexpr tn::Tensor<float, 4> c{1, 2, 3, 6};
  constexpr tn::Tensor<float> v = tn::var(c), m = tn::median(c), p = tn::prod(c);
  static_assert(v.item() == 3.5f && m.item() == 2.5f && p.item() == 36);
}
