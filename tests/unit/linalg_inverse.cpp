// SPDX-License-Identifier: MIT
// Inverses, determinants and powers of square matrices.
#include "support/matrices.hpp"

#include <tenon/core.hpp>

template <>
inline constexpr bool tenon::detail::computes_items_at_run_time<tenon::op::InverseLocal> = true;
template <>
inline constexpr bool tenon::detail::computes_items_at_run_time<tenon::op::DeterminantLocal> = true;

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class T, std::size_t N>
void inverts() {
  INFO(N << " of " << sizeof(T));
  auto const a = random_tensor<T, 3, N, N>(N + 10);
  tn::Tensor<T, 3, N, N> const x = tn::inv(a);
  tn::Tensor<T, 3> const d = tn::det(a);
  auto const [sign, log] = tn::slogdet(a);
  tn::Tensor<T, 3> const s = sign, l = log;
  for (std::size_t i = 0; i < 3; ++i) {
    Matrix const m = matrix(a, N, N, i);
    Matrix const want = inverse(m);
    long double const det = eliminated(m, identity(N)).second, n = N, relative = 4 * n * unit<T> * condition(m);
    CHECK(distance(matrix(x, N, N, i), want) <= relative * size(want));
    CHECK(std::abs(d(i) - det) <= relative * std::abs(det));
    CHECK(s(i) == (det < 0 ? -1 : 1));
    CHECK(std::abs(l(i) - std::log(std::abs(det))) <= relative + 4 * unit<T> * std::abs(std::log(std::abs(det))));
  }
}

/// Rows that are almost dependent: U diag(1, c, c^2, ...) V of condition number c^-(N - 1).
template <class T, std::size_t N>
tn::Tensor<T, N, N> nearly_singular(T c, std::uint64_t seed) {
  auto const q = random_tensor<T, N, N>(seed), r = random_tensor<T, N, N>(seed + 1);
  auto const [u, unused_u] = tn::qr(q);
  auto const [v, unused_v] = tn::qr(r);
  tn::Tensor<T, N, 1> values;
  values(0, 0) = 1;
  for (std::size_t i = 1; i < N; ++i) values(i, 0) = values(i - 1, 0) * c;
  return tn::matmul(u, values * v);
}
template <class T, std::size_t N>
void inverts_nearly_singular(T c) {
  long double worst = 0;
  for (std::uint64_t seed = 1; seed < 40; ++seed) {
    tn::Tensor<T, N, N> const a = nearly_singular<T, N>(c, seed * 2);
    Matrix const m = matrix(a, N, N), want = inverse(m);
    tn::Tensor<T, N, N> const x = tn::inv(a);
    long double const off = distance(matrix(x, N, N), want) / size(want) / (unit<T> * condition(m));
    worst = off > worst ? off : worst;
  }
  INFO(N << ": " << double(worst));
  CHECK(worst < 8);
}

}  // namespace

TEST_CASE("inv, det, slogdet: of every size, against elimination in long double") {
  inverts<float, 1>();
  inverts<float, 2>();
  inverts<double, 2>();
  inverts<float, 3>();
  inverts<double, 3>();
  inverts<float, 4>();
  inverts<double, 4>();
  inverts<float, 5>();
  inverts<double, 6>();
  inverts<float, 7>();
  inverts<double, 8>();
  inverts<double, 16>();
  inverts<double, 33>();
}

TEST_CASE("inv: the closed forms are left where they would lose digits, overflow or underflow") {
  inverts_nearly_singular<float, 2>(1e-3f);
  inverts_nearly_singular<float, 3>(1e-2f);
  inverts_nearly_singular<float, 4>(3e-2f);
  inverts_nearly_singular<double, 3>(1e-5);
  inverts_nearly_singular<double, 4>(1e-4);
  auto const scaled = [](auto a, float scale) {
    decltype(a) const x = tn::inv(a * scale) * scale, y = tn::inv(a);
    for (std::size_t i = 0; i < x.size; ++i) CHECK(x.data()[i] == Approx(y.data()[i]).epsilon(1e-4));
  };
  for (float const scale : {1e-15f, 1e-10f, 1e10f, 1e15f}) {
    scaled(random_tensor<float, 2, 2>(3), scale);
    scaled(random_tensor<float, 3, 3>(4), scale);
    scaled(random_tensor<float, 4, 4>(5), scale);
  }
}

TEST_CASE("inv: of 2x2 matrices it is right to the last digits, however close they are to singular") {
  auto check = []<class T>(std::type_identity<T>) {
    long double worst = 0;
    for (std::uint64_t seed = 1; seed < 60; ++seed) {
      T const c = static_cast<T>(unit<T>) * static_cast<T>(1 + seed % 50);
      tn::Tensor<T, 2, 2> const a = nearly_singular<T, 2>(c, seed * 2), x = tn::inv(a);
      // The determinant of these very digits: the products of two doubles are exact in two long doubles.
      long double const ad = static_cast<long double>(a(0, 0)) * a(1, 1), bc = static_cast<long double>(a(0, 1)) * a(1, 0);
      long double const det = (ad - bc) + (std::fma(static_cast<long double>(a(0, 0)), a(1, 1), -ad) -
                                           std::fma(static_cast<long double>(a(0, 1)), a(1, 0), -bc));
      long double const want[] = {a(1, 1) / det, -a(0, 1) / det, -a(1, 0) / det, a(0, 0) / det};
      for (std::size_t i = 0; i < 4; ++i) {
        long double const off = std::abs((x.data()[i] - want[i]) / want[i]) / unit<T>;
        worst = off > worst ? off : worst;
      }
    }
    INFO(double(worst));
    CHECK(worst < 4);
  };
  check(std::type_identity<float>{});
  check(std::type_identity<double>{});
}

TEST_CASE("inv, det: singular and special matrices") {
  tn::Tensor<float, 2, 3, 3> const a{{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}, {{2, 0, 0}, {0, 4, 0}, {0, 0, 8}}};
  tn::Tensor<float, 2, 3, 3> const x = tn::inv(a);
  tn::Tensor<float, 2> const d = tn::det(a);
  CHECK((d(0) == 0 && d(1) == 64));
  CHECK(all_nan(x.data(), 9));
  CHECK((x(1, 0, 0) == 0.5f && x(1, 2, 2) == 0.125f && x(1, 0, 1) == 0));
  auto const singular = [](auto m) {
    m(tn::all, tn::at<0>) = 0.0;
    decltype(m) const y = tn::inv(m);
    CHECK(all_nan(y.data(), y.size));
    auto const [sign, log] = tn::slogdet(m);
    CHECK((tn::det(m).item() == 0 && sign.item() == 0 && log.item() == -std::numeric_limits<double>::infinity()));
  };
  singular(random_tensor<double, 3, 3>(1));
  singular(random_tensor<double, 4, 4>(2));
  singular(random_tensor<double, 7, 7>(3));
  singular(random_tensor<double, 12, 12>(4));
  tn::Tensor<double, 1, 1> const zero{{0}};
  tn::Tensor<double, 1, 1> const y = tn::inv(zero);
  CHECK((y(0, 0) != y(0, 0) && tn::det(zero).item() == 0));

  tn::Tensor<double, 3, 3> nan = random_tensor<double, 3, 3>(5);
  nan(1, 1) = std::numeric_limits<double>::quiet_NaN();
  tn::Tensor<double, 3, 3> const z = tn::inv(nan);
  auto const [sign, log] = tn::slogdet(nan);
  double const det = tn::det(nan).item(), s = sign.item(), l = log.item();
  CHECK((det != det && s != s && l != l && !none_nan(z.data(), 9)));

  tn::Tensor<float, 0> const none = tn::det(tn::Tensor<float, 0, 2, 2>{});
  CHECK(none.size == 0);
  CHECK(tn::det(tn::Tensor<float, 0, 0>{}).item() == 1);
}

TEST_CASE("slogdet: of determinants that a float does not hold") {
  tn::Tensor<float, 20, 20> a = random_tensor<float, 20, 20>(2);
  double before = 0;
  for (float const scale : {1e-5f, 1.f, 1e5f}) {
    tn::Tensor<float, 20, 20> const b = a * scale;
    auto const [sign, log] = tn::slogdet(b);
    double const moved = double(log.item()) - 20 * std::log(double(scale));
    if (before != 0) CHECK(moved == Approx(before).epsilon(1e-5));
    before = moved;
    CHECK(std::abs(sign.item()) == 1);
  }
}

TEST_CASE("matrix_power: of integers, to any power") {
  tn::Tensor<int, 2, 2> const fibonacci{{1, 1}, {1, 0}};
  tn::Tensor<int, 2, 2> const tenth = tn::matrix_power<10>(fibonacci), none = tn::matrix_power<0>(fibonacci);
  CHECK((tenth(0, 0) == 89 && tenth(0, 1) == 55 && tenth(1, 1) == 34));
  CHECK((none(0, 0) == 1 && none(0, 1) == 0 && none(1, 0) == 0 && none(1, 1) == 1));
  auto const a = random_tensor<double, 2, 3, 3>(1);
  tn::Tensor<double, 2, 3, 3> const x = tn::matrix_power<-3>(a), one = tn::matrix_power<1>(a), zero = tn::matrix_power<0>(a);
  for (std::size_t i = 0; i < 2; ++i) {
    Matrix const m = matrix(a, 3, 3, i), y = inverse(m);
    CHECK(distance(matrix(x, 3, 3, i), product(y, product(y, y))) < 1e-12L * size(y) * size(y) * size(y) * condition(m));
    CHECK(distance(matrix(one, 3, 3, i), m) == 0);
    CHECK(distance(matrix(zero, 3, 3, i), identity(3)) == 0);
  }
}

TEST_CASE("inv, det, slogdet: eager, traced and constant evaluation agree") {
  constexpr auto inverse = [](auto const& t) { return tn::inv(t + 1); };
  constexpr auto det = [](auto const& t) { return tn::det(t) * 2; };
  constexpr auto log = [](auto const& t) { return std::get<0>(tn::slogdet(t)) * std::get<1>(tn::slogdet(t)); };
  auto const two = random_tensor<float, 3, 2, 2>(1);
  auto const three = random_tensor<double, 3, 3>(2);
  auto const four = random_tensor<float, 2, 4, 4>(3);
  auto const nine = random_tensor<double, 9, 9>(4);
  same_everywhere(inverse, two);
  same_everywhere(inverse, three);
  same_everywhere(inverse, four);
  same_everywhere(inverse, nine);
  same_everywhere(det, two);
  same_everywhere(det, four);
  same_everywhere(det, nine);
  same_everywhere(log, three);
  same_everywhere(log, nine);
  same_everywhere([](auto const& t) { return tn::matrix_power<5>(t); }, three);
  same_everywhere([](auto const& t) { return tn::matrix_power<0>(t); }, two);
  constexpr tn::Tensor<double, 2, 2> a{{2, 1}, {4, 4}}, x = tn::inv(a), none = tn::inv(tn::Tensor<double, 2, 2>{{1, 2}, {2, 4}});
  static_assert(tn::det(a).item() == 4 && x(0, 0) == 1 && x(0, 1) == -0.25 && none(0, 0) != none(0, 0));
}

TEST_CASE("inv, det, slogdet, matrix_power: gradients, and gradients of gradients") {
  constexpr auto inverse = [](auto const& t) { return tn::inv(t); };
  constexpr auto det = [](auto const& t) { return tn::det(t); };
  constexpr auto log = [](auto const& t) { return std::get<1>(tn::slogdet(t)); };
  auto const two = random_tensor<double, 3, 2, 2>(1);
  auto const three = random_tensor<double, 2, 3, 3>(2);
  auto const four = random_tensor<double, 4, 4>(3);
  auto const nine = random_tensor<double, 9, 9>(5);
  gradient_is_right(inverse, two);
  gradient_is_right(inverse, three);
  gradient_is_right(inverse, nine);
  gradient_is_right(det, two);
  gradient_is_right(det, four);
  gradient_is_right(log, three);
  gradient_is_right(log, nine);
  gradient_is_right([](auto const& t) { return tn::matrix_power<-2>(t); }, three);
  constexpr auto slope = [](auto const& t) {
    return tn::grad([](auto const& u) { return tn::sum(tn::inv(u) * u) + std::get<1>(tn::slogdet(u)) + tn::det(u); })(t);
  };
  gradient_is_right(slope, four);
  constexpr auto of_solve = [](auto const& t) {
    return tn::grad([](auto const& u) { return tn::sum(tn::square(tn::solve(u, u * u + 1))); })(t);
  };
  gradient_is_right(of_solve, four);
}
