// SPDX-License-Identifier: MIT
// Reductions without NaN, weighted means, ranges, differences, and what keeps its axes.
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <limits>

namespace tn = tenon;
using namespace tenon_test;

TEST_CASE("averages: what is not NaN") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  tn::Tensor<double, 3, 4> const x{{1, nan, 3, -2}, {nan, nan, nan, nan}, {4, 5, 6, 7}};
  check_equal<double>(tn::nansum<1>(x), Array{{3}, {2, 0, 22}});
  check_equal<double>(tn::nanmean<1>(x), Array{{3}, {2.0 / 3, nan, 5.5}});
  check_equal<double>(tn::nanmax<1>(x), Array{{3}, {3, nan, 7}});
  check_equal<double>(tn::nanmin<1>(x), Array{{3}, {-2, nan, 4}});
  check_equal<double>(tn::nansum(x), Array{{}, {24}});
  tn::Tensor<int, 2, 2> const i{{1, 2}, {3, 4}};
  check_equal<int>(tn::nanmax<0>(i), Array{{2}, {3, 4}});
  check_equal<int>(tn::nansum<0>(i), Array{{2}, {4, 6}});
  same_everywhere([](auto const& t) { return tn::nanmean<0>(t); }, x);
  gradient_is_right([](auto const& t) { return tn::nanmax<1>(t) + tn::nanmean<1>(t * t); }, random_tensor<double, 3, 4>(2));
  check_equal<double>(tn::nanmean<1>(x, tn::keepdims), Array{{3, 1}, {2.0 / 3, nan, 5.5}});
  check_equal<double>(tn::nanmax<0>(x, tn::keepdims), Array{{1, 4}, {4, 5, 6, 7}});
  check_equal<double>(tn::nanvar<1>(x), Array{{3}, {38.0 / 9, nan, 1.25}}, 1e-15);
  check_equal<double>(tn::nanvar<1>(x, tn::keepdims), Array{{3, 1}, {38.0 / 9, nan, 1.25}}, 1e-15);
  check_equal<double>(tn::nanstd<1>(x, tn::ddof<1>), Array{{3}, {std::sqrt(19.0 / 3), nan, std::sqrt(5.0 / 3)}}, 1e-15);
  check_equal<double>(tn::nanvar<0>(x, tn::ddof<2>), Array{{4}, {nan, nan, nan, nan}});  // two are left at most
  check_equal<double>(tn::nanvar(tn::Tensor<double, 2>{3, nan}), Array{{}, {0}});
  same_everywhere([](auto const& t) { return tn::nanstd<0>(t); }, x);
  gradient_is_right([](auto const& t) { return tn::nanvar<1>(t, tn::ddof<1>); }, random_tensor<double, 3, 4>(5));
  // No cotangent reaches a NaN.
  tn::Tensor<double, 3, 4> const g = tn::grad([](auto const& t) { return tn::nansum(t); })(x);
  CHECK((g(0, 0) == 1 && g(0, 1) == 0 && g(1, 2) == 0));
}

TEST_CASE("averages: weights, ranges, differences") {
  auto const x = random_tensor<double, 3, 4>(3);
  Array const a = array(x);
  tn::Tensor<double, 3> const w{1, 2, 3};
  tn::Tensor<double, 4> const v{1, 0, 2, 1};
  check_equal<double>(tn::average<0>(x, w),
                      array({4}, [&](Index const& i) { return (a({0, i[0]}) + 2 * a({1, i[0]}) + 3 * a({2, i[0]})) / 6; }),
                      1e-14);
  check_equal<double>(tn::average<-1>(x, v),
                      array({3}, [&](Index const& i) { return (a({i[0], 0}) + 2 * a({i[0], 2}) + a({i[0], 3})) / 4; }), 1e-14);
  check_equal<double>(tn::average(x, x * x), array(tn::Tensor<double>(tn::sum(x * x * x) / tn::sum(x * x))), 1e-14);
  check_equal<double>(tn::ptp<1>(x), array(tn::Tensor<double, 3>(tn::max<1>(x) - tn::min<1>(x))));
  check_equal<double>(tn::ptp<1>(x, tn::keepdims),
                      array(tn::Tensor<double, 3, 1>(tn::max<1>(x, tn::keepdims) - tn::min<1>(x, tn::keepdims))));
  check_equal<double>(tn::diff(x), array({3, 3}, [&](Index const& i) { return a({i[0], i[1] + 1}) - a({i[0], i[1]}); }));
  check_equal<double>(tn::diff<0>(x), array({2, 4}, [&](Index const& i) { return a({i[0] + 1, i[1]}) - a({i[0], i[1]}); }));
  check_equal<int>(tn::diff(tn::Tensor<int, 1>(3)), Array{{0}, {}});
  check_equal<int>(tn::diff(tn::Tensor<int, 0>()), Array{{0}, {}});
  same_everywhere([](auto const& t) { return tn::diff<0>(tn::diff(t)); }, x);
  gradient_is_right([](auto const& t, auto const& u) { return tn::average<0>(t, u) * tn::ptp<0>(t); }, x, w);
  gradient_is_right([](auto const& t) { return tn::diff<1>(t * t); }, x);
}

TEST_CASE("averages: every reduction keeps its axes on demand") {
  auto const x = random_tensor<float, 3, 4>(4);
  auto kept = []<class A, class B>(A const& whole, B const& less) {
    tn::BasicTensor<typename A::value_type, typename A::shape_type> const w(whole);
    tn::BasicTensor<typename B::value_type, typename B::shape_type> const l(less);
    static_assert(A::rank == 2 && A::size == B::size);
    for (std::size_t i = 0; i < w.size; ++i) CHECK(w.data()[i] == l.data()[i]);
  };
  using tn::keepdims;
  kept(tn::argmax<1>(x, keepdims), tn::argmax<1>(x));
  kept(tn::argmin<-2>(x, keepdims), tn::argmin<-2>(x));
  kept(tn::argmax(x, keepdims), tn::argmax(x));
  kept(tn::argmin(x, keepdims), tn::argmin(x));
  kept(tn::count_nonzero<1>(x > 0, keepdims), tn::count_nonzero<1>(x > 0));
  kept(tn::norm<0>(x, keepdims), tn::norm<0>(x));
  kept(tn::norm<1>(x, tn::order<3>, keepdims), tn::norm<1>(x, tn::order<3>));
  kept(tn::norm(x, tn::order_inf, keepdims), tn::norm(x, tn::order_inf));
  static_assert(std::is_same_v<decltype(tn::argmax<-1>(x, keepdims))::shape_type, tn::Shape<3, 1>>);
  static_assert(std::is_same_v<decltype(tn::norm<0>(x, keepdims))::shape_type, tn::Shape<1, 4>>);
}
