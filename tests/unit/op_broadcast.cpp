// SPDX-License-Identifier: MIT
#include "support/reference.hpp"

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class T, class Result, std::size_t... A, std::size_t... B>
void check_difference(tn::Shape<A...>, tn::Shape<B...>) {
  auto const a = random_tensor<T, A...>(1);
  auto const b = random_tensor<T, B...>(2);
  Array const x = array(a), y = array(b);
  check_equal<T>(a - b, array(dims_of(Result{}), [&](Index const& i) { return x(i) - y(i); }), 1e-6);
}

using tn::Shape;

}  // namespace

TEST_CASE("operands broadcast as in NumPy", "[op]") {
  check_difference<float, Shape<7>>(Shape<7>{}, Shape<>{});
  check_difference<float, Shape<7>>(Shape<>{}, Shape<7>{});
  check_difference<float, Shape<>>(Shape<>{}, Shape<>{});
  check_difference<float, Shape<2, 19>>(Shape<2, 19>{}, Shape<19>{});
  check_difference<float, Shape<2, 3>>(Shape<3>{}, Shape<2, 3>{});
  check_difference<float, Shape<17, 3>>(Shape<17, 1>{}, Shape<3>{});
  check_difference<float, Shape<3, 17>>(Shape<3, 1>{}, Shape<17>{});
  check_difference<float, Shape<3, 4, 5>>(Shape<3, 1, 5>{}, Shape<4, 1>{});
  check_difference<float, Shape<5, 1, 4>>(Shape<1, 1>{}, Shape<5, 1, 4>{});
  check_difference<double, Shape<2, 4, 3, 5, 2>>(Shape<2, 1, 3, 1, 2>{}, Shape<4, 1, 5, 1>{});
  check_difference<std::int32_t, Shape<3, 33>>(Shape<3, 1>{}, Shape<1, 33>{});
  check_difference<std::int8_t, Shape<5, 4>>(Shape<4>{}, Shape<5, 1>{});
  check_difference<float, Shape<0, 3>>(Shape<0, 3>{}, Shape<3>{});
  check_difference<float, Shape<2, 0>>(Shape<2, 1>{}, Shape<0>{});
}

TEST_CASE("an operand stretched along the inner axis sits beside one that is not", "[op]") {
  auto const a = random_tensor<float, 3, 1>(1);
  auto const b = random_tensor<float, 3, 21>(2);
  auto const c = random_tensor<float, 21>(3);
  Array const x = array(a), y = array(b), z = array(c);
  check_equal<float>(tn::abs(a) * b + (a - c),
                     array({3, 21}, [&](Index const& i) { return std::abs(x(i)) * y(i) + (x(i) - z(i)); }), 1e-5);
}

TEST_CASE("three operands broadcast together", "[op]") {
  auto const m = random_tensor<bool, 4, 1, 1>(1);
  auto const a = random_tensor<float, 3, 1>(2);
  auto const b = random_tensor<float, 5>(3);
  Array const k = array(m), x = array(a), y = array(b);
  check_equal<float>(tn::where(m, a, b), array({4, 3, 5}, [&](Index const& i) { return k(i) != 0 ? x(i) : y(i); }));
  check_equal<float>(tn::fma(tn::where(m, a, b), a, b),
                     array({4, 3, 5}, [&](Index const& i) { return (k(i) != 0 ? x(i) : y(i)) * x(i) + y(i); }), 1e-5);
}

TEST_CASE("C++ numbers take the tensor's dtype", "[op]") {
  tn::Tensor<float, 3> const x{1, 2, 3};
  check_equal<float>(x + 10, Array{{3}, {11, 12, 13}});
  check_equal<float>(0.5 * x, Array{{3}, {0.5, 1, 1.5}});
  check_equal<float>(1 - x, Array{{3}, {0, -1, -2}});
  check_equal<float>(6 / x, Array{{3}, {6, 3, 2}});
  check_equal<bool>(x > 1.5, Array{{3}, {0, 1, 1}});
  tn::Tensor<std::int8_t, 2> const i{100, -7};
  check_equal<std::int8_t>(i + 100, Array{{2}, {-56, 93}});
  check_equal<std::int8_t>(i / 2, Array{{2}, {50, -3}});
  tn::Tensor<bool, 2> const b{true, false};
  check_equal<bool>(b && true, Array{{2}, {1, 0}});
  check_equal<float>(tn::where(b, 1.5f, 2.5f), Array{{2}, {1.5, 2.5}});
  check_equal<int>(tn::where(b, 1, 2), Array{{2}, {1, 2}});
}
