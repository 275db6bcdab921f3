// SPDX-License-Identifier: MIT
#include "support/product.hpp"

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class T>
constexpr double tolerance = std::is_same_v<T, float>    ? 4e-5
                             : std::is_same_v<T, double> ? 1e-13
                                                         : 0;

template <class T, std::size_t M, std::size_t K, std::size_t N>
void check() {
  auto const a = random_tensor<T, M, K>(1);
  auto const b = random_tensor<T, K, N>(2);
  INFO(M << " x " << K << " x " << N);
  check_equal<T>(tn::matmul(a, b), product(array(a), array(b)), tolerance<T>);
}

template <class T, class A, class B>
void check_shapes(A, B) {
  [&]<std::size_t... D, std::size_t... E>(tn::Shape<D...>, tn::Shape<E...>) {
    auto const a = random_tensor<T, D...>(1);
    auto const b = random_tensor<T, E...>(2);
    check_equal<T>(tn::matmul(a, b), product(array(a), array(b)), tolerance<T>);
  }(A{}, B{});
}
using tn::Shape;

}  // namespace

TEST_CASE("matrix products of every tail", "[op]") {
  check<float, 1, 1, 1>();
  check<float, 1, 5, 1>();
  check<float, 5, 1, 3>();
  check<float, 2, 3, 4>();
  check<float, 3, 7, 5>();
  check<float, 7, 16, 9>();
  check<float, 8, 8, 8>();
  check<float, 1, 33, 40>();
  check<float, 40, 33, 1>();
  check<float, 17, 33, 19>();
  check<float, 31, 5, 47>();
  check<float, 13, 64, 33>();
  check<double, 3, 7, 5>();
  check<double, 9, 20, 17>();
  check<double, 21, 3, 1>();
  check<std::int32_t, 5, 6, 7>();
  check<std::int32_t, 18, 3, 19>();
  check<std::uint16_t, 3, 5, 4>();
  check<std::int64_t, 4, 9, 5>();
}

TEST_CASE("vectors are rows on the left and columns on the right", "[op]") {
  check_shapes<float>(Shape<19>{}, Shape<19>{});
  check_shapes<float>(Shape<7>{}, Shape<7, 21>{});
  check_shapes<float>(Shape<21, 7>{}, Shape<7>{});
  check_shapes<double>(Shape<1>{}, Shape<1>{});
  check_shapes<float>(Shape<5>{}, Shape<2, 5, 3>{});
  check_shapes<float>(Shape<2, 3, 5>{}, Shape<5>{});
}

TEST_CASE("more axes are batches, which broadcast", "[op]") {
  check_shapes<float>(Shape<2, 3, 4>{}, Shape<2, 4, 5>{});
  check_shapes<float>(Shape<2, 3, 4>{}, Shape<4, 17>{});
  check_shapes<float>(Shape<3, 4>{}, Shape<2, 4, 5>{});
  check_shapes<float>(Shape<3, 1, 2, 4>{}, Shape<5, 4, 3>{});
  check_shapes<double>(Shape<1, 2, 3>{}, Shape<4, 3, 2>{});
}

TEST_CASE("nothing to multiply", "[op]") {
  check_shapes<float>(Shape<2, 0>{}, Shape<0, 3>{});
  check_shapes<float>(Shape<0, 2>{}, Shape<2, 3>{});
  check_shapes<float>(Shape<2, 3>{}, Shape<3, 0>{});
}

TEST_CASE("products in constant evaluation", "[op]") {
  constexpr tn::Tensor<float, 2, 3> a{{1, 2, 3}, {4, 5, 6}};
  constexpr tn::Tensor<float, 2, 2> g = tn::matmul(a, tn::transpose(a)) + 10;
  static_assert(g(0, 0) == 24 && g(0, 1) == 42 && g(1, 0) == 42 && g(1, 1) == 87);
  tn::Tensor<float, 2, 2> const h = tn::matmul(a, tn::transpose(a)) + 10;
  check_equal<float>(h(tn::all), array(g));
}

TEST_CASE("a product may be written over its operand", "[op]") {
  tn::Tensor<float, 3, 3> a{{1, 2, 3}, {4, 5, 6}, {7, 8, 10}};
  tn::Tensor<float, 3, 3> const b{{1, 0, 2}, {0, 3, 0}, {4, 0, 5}};
  auto const want = product(array(a), array(b));
  tn::Tensor<float, 3, 3> const c = tn::matmul(a, b);
  check_equal<float>(c, want, 0);
  a = tn::matmul(a, b);
  check_equal<float>(a, want, 0);
}

TEST_CASE("integer products wrap", "[op]") {
  tn::Tensor<std::uint8_t, 1, 3> a{{100, 100, 100}};
  tn::Tensor<std::uint8_t, 3, 1> b{{3}, {3}, {3}};
  CHECK(tn::matmul(a, b).item() == static_cast<std::uint8_t>(900));
}
