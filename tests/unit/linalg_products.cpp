// SPDX-License-Identifier: MIT
// Products of vectors and tensors, traces, norms.
#include "support/matrices.hpp"

#include <tenon/core.hpp>

namespace tn = tenon;
using namespace tenon_test;

namespace {

/// The element of an array at an index given by its parts.
double at(Array const& a, Index index) { return a(index); }

template <class T>
void products() {
  auto const x = random_tensor<T, 2, 3>(1);
  auto const y = random_tensor<T, 4, 3>(2);
  auto const v = random_tensor<T, 3>(3);
  auto const w = random_tensor<T, 5>(4);
  auto const a = random_tensor<T, 2, 2, 3>(5);
  auto const b = random_tensor<T, 3, 2>(6);
  auto const c = random_tensor<T, 2, 3, 4>(7);
  auto const square = random_tensor<T, 2, 3, 3>(8);
  Array const ax = array(x), ay = array(y), av = array(v), aw = array(w);
  Array const aa = array(a), ab = array(b), ac = array(c), as = array(square);
  double const tolerance = std::is_floating_point_v<T> ? 1e-5 : 0;
  auto sum = [](std::size_t n, auto f) {
    double s = 0;
    for (std::size_t i = 0; i < n; ++i) s += f(i);
    return s;
  };
  auto vv = [&](Index const&) { return sum(3, [&](auto k) { return at(av, {k}) * at(av, {k}); }); };
  auto xv = [&](Index const& i) { return sum(3, [&](auto k) { return at(ax, {i[0], k}) * at(av, {k}); }); };
  auto vw = [&](Index const& i) { return at(av, {i[0]}) * at(aw, {i[1]}); };
  auto xw = [&](Index const& i) { return at(ax, {i[0], i[1]}) * at(aw, {i[2]}); };
  check_equal<T>(tn::dot(v, v), array(Index{}, vv), tolerance);
  check_equal<T>(tn::dot(x, v), array({2}, xv), tolerance);
  check_equal<T>(tn::outer(v, w), array({3, 5}, vw), tolerance);
  check_equal<T>(tn::outer(x, w), array({2, 3, 5}, xw), tolerance);
  check_equal<T>(
      tn::inner(a, y),
      array({2, 2, 4},
            [&](Index const& i) { return sum(3, [&](auto k) { return at(aa, {i[0], i[1], k}) * at(ay, {i[2], k}); }); }),
      tolerance);
  check_equal<T>(
      tn::kron(a, b),
      array({2, 6, 6}, [&](Index const& i) { return at(aa, {i[0], i[1] / 3, i[2] / 2}) * at(ab, {i[1] % 3, i[2] % 2}); }),
      tolerance);
  check_equal<T>(tn::tensordot<2>(a, c),
                 array({2, 4},
                       [&](Index const& i) {
                         return sum(6, [&](auto k) { return at(aa, {i[0], k / 3, k % 3}) * at(ac, {k / 3, k % 3, i[1]}); });
                       }),
                 tolerance);
  auto diagonal = [&](Index const& i) { return sum(3, [&](auto k) { return at(as, {i[0], k, k}); }); };
  auto of_rows = [&](Index const&) { return sum(3, [&](auto k) { return as.values[k * 6 + k]; }); };
  check_equal<T>(tn::tensordot<0>(v, w), array({3, 5}, vw), tolerance);
  check_equal<T>(tn::trace(square), array({2}, diagonal), tolerance);
  check_equal<T>(tn::trace(tn::transpose(tn::reshape<3, 6>(square))(tn::range<0, 3>, tn::all)), array(Index{}, of_rows),
                 tolerance);
}

template <int P, class X>
double norm_of(X const& x) {
  double s = 0;
  for (auto const v : x) s += std::pow(std::abs(double(v)), P);
  return std::pow(s, 1.0 / P);
}

}  // namespace

TEST_CASE("products: against plain loops") {
  products<float>();
  products<double>();
  products<std::int32_t>();
}

TEST_CASE("products: of no elements, of one") {
  CHECK(tn::dot(tn::Tensor<float, 0>{}, tn::Tensor<float, 0>{}).item() == 0);
  CHECK(tn::trace(tn::Tensor<float, 0, 0>{}).item() == 0);
  CHECK(tn::trace(tn::Tensor<float, 1, 1>{{3}}).item() == 3);
  CHECK(tn::dot(tn::Tensor<float, 1>{3}, tn::Tensor<float, 1>{2}).item() == 6);
  tn::Tensor<float, 0, 2, 2> const none = tn::kron(tn::Tensor<float, 0, 2, 1>{}, tn::Tensor<float, 1, 2>{});
  CHECK(none.size == 0);
}

TEST_CASE("norm: of every order, over any axes") {
  auto const x = random_tensor<double, 3, 5>(1);
  auto const f = random_tensor<float, 7>(2);
  CHECK(tn::norm(x).item() == Approx(norm_of<2>(x)));
  CHECK(tn::norm(f).item() == Approx(norm_of<2>(f)));
  CHECK(tn::norm(f, tn::order<1>).item() == Approx(norm_of<1>(f)));
  CHECK(tn::norm(f, tn::order<3>).item() == Approx(norm_of<3>(f)));
  CHECK(tn::norm(f, tn::order<4>).item() == Approx(norm_of<4>(f)));
  CHECK(tn::norm(f, tn::order<7>).item() == Approx(norm_of<7>(f)));
  CHECK(tn::norm(f, tn::order_inf).item() == tn::max(tn::abs(f)).item());
  tn::Tensor<double, 3> const rows = tn::norm<1>(x), largest = tn::norm<-1>(x, tn::order_inf);
  tn::Tensor<double, 5> const columns = tn::norm<0>(x, tn::order<1>);
  for (std::size_t i = 0; i < 3; ++i) {
    tn::Tensor<double, 5> row;
    for (std::size_t j = 0; j < 5; ++j) row(j) = x(i, j);
    CHECK(rows(i) == Approx(norm_of<2>(row)));
    CHECK(largest(i) == tn::max(tn::abs(row)).item());
  }
  CHECK(columns(2) == Approx(std::abs(x(0, 2)) + std::abs(x(1, 2)) + std::abs(x(2, 2))));
  double const nan = std::numeric_limits<double>::quiet_NaN();
  tn::Tensor<double, 2> const bad{nan, 1}, zero{0, 0};
  double const two = tn::norm(bad).item(), three = tn::norm(bad, tn::order<3>).item(), top = tn::norm(bad, tn::order_inf).item();
  CHECK((two != two && three != three && top != top));
  CHECK((tn::norm(zero).item() == 0 && tn::norm(zero, tn::order<3>).item() == 0 && tn::norm(tn::Tensor<float, 0>{}).item() == 0));
}

TEST_CASE("products, norms: eager, traced and constant evaluation agree") {
  auto const x = random_tensor<float, 2, 3>(1);
  auto const a = random_tensor<float, 2, 3, 3>(2);
  same_everywhere([](auto const& t, auto const& u) { return tn::outer(t, tn::dot(u, u) + 1); }, x, x);
  same_everywhere([](auto const& t, auto const& u) { return tn::kron(t, u); }, x, a);
  same_everywhere([](auto const& t) { return tn::trace(t * t); }, a);
  same_everywhere([](auto const& t, auto const& u) { return tn::inner(t, u); }, a, x);
  same_everywhere([](auto const& t) { return tn::norm<0>(t, tn::order<3>) + tn::norm<0>(t); }, x);
  constexpr tn::Tensor<int, 2> v{1, 2};
  constexpr tn::Tensor<int, 2, 2> o = tn::outer(v, v);
  static_assert(tn::dot(v, v).item() == 5 && o(1, 1) == 4 && tn::trace(o).item() == 5);
  static_assert(tn::norm(tn::Tensor<double, 2>{3, 4}).item() == 5);
}

TEST_CASE("products, norms: gradients") {
  auto const x = random_tensor<double, 2, 3>(1);
  auto const a = random_tensor<double, 2, 3, 3>(2);
  gradient_is_right([](auto const& t, auto const& u) { return tn::kron(t, u); }, x, a);
  gradient_is_right([](auto const& t) { return tn::trace(tn::square(t)); }, a);
  tn::Tensor<double, 3, 3> const one = a(tn::at<0>);
  gradient_is_right([](auto const& t, auto const& u) { return tn::tensordot<1>(t, u); }, x, one);
  gradient_is_right([](auto const& t) { return tn::inner(t, t); }, x);
  gradient_is_right([](auto const& t) { return tn::norm<1>(t); }, x);
  gradient_is_right([](auto const& t) { return tn::norm<1>(t, tn::order<1>); }, x);
  gradient_is_right([](auto const& t) { return tn::norm(t, tn::order<3>); }, x);
  gradient_is_right([](auto const& t) { return tn::norm<0>(t, tn::order<4>); }, x);
  gradient_is_right([](auto const& t) { return tn::norm<1>(t, tn::order_inf); }, x);
  constexpr auto norms = [](auto const& t) { return tn::norm(t) + tn::norm(t, tn::order<3>); };
  tn::Tensor<double, 3> const at_zero = tn::grad(norms)(tn::Tensor<double, 3>{});
  CHECK((at_zero(0) == 0 && at_zero(1) == 0 && at_zero(2) == 0));
}
