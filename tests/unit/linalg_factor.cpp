// SPDX-License-Identifier: MIT
// Factorisations: cholesky and qr.
#include "support/matrices.hpp"

#include <tenon/core.hpp>

namespace tn = tenon;
using namespace tenon_test;

namespace {

/// B B^T + 0.1, symmetric and positive definite.
template <class T, std::size_t Batch, std::size_t N>
tn::Tensor<T, Batch, N, N> positive(std::uint64_t seed) {
  auto const b = random_tensor<T, Batch, N, N>(seed);
  tn::Tensor<T, Batch, N, N> a = tn::matmul(b, tn::permute<0, 2, 1>(b));
  for (std::size_t k = 0; k < Batch; ++k)
    for (std::size_t i = 0; i < N; ++i) a(k, i, i) += T(0.1);
  return a;
}

template <class T, std::size_t N>
void factors() {
  INFO(N << " of " << sizeof(T));
  tn::Tensor<T, 2, N, N> a = positive<T, 2, N>(N);
  tn::Tensor<T, 2, N, N> const symmetric = a;
  for (std::size_t i = 0; i < N; ++i)
    for (std::size_t j = i + 1; j < N; ++j) a(0, i, j) = 1000;  // the upper triangle is not read
  tn::Tensor<T, 2, N, N> const l = tn::cholesky(a);
  for (std::size_t k = 0; k < 2; ++k) {
    Matrix const m = matrix(l, N, N, k), want = matrix(symmetric, N, N, k);
    CHECK(distance(product(m, transposed(m)), want) <= static_cast<long double>(4 * N) * unit<T> * size(want));
    for (std::size_t i = 0; i < N; ++i) {
      CHECK(l(k, i, i) > 0);
      for (std::size_t j = i + 1; j < N; ++j) CHECK(l(k, i, j) == 0);
    }
  }
}

template <class T, std::size_t M, std::size_t N>
void decomposes(T scale = 1) {
  INFO(M << " x " << N << " of " << sizeof(T));
  tn::Tensor<T, 2, M, N> const a = random_tensor<T, 2, M, N>(M + 10 * N) * scale;
  constexpr std::size_t K = M < N ? M : N;
  auto const [first, second] = tn::qr(a);
  tn::Tensor<T, 2, M, K> const q = first;
  tn::Tensor<T, 2, K, N> const r = second;
  for (std::size_t k = 0; k < 2; ++k) {
    Matrix const mq = matrix(q, M, K, k), mr = matrix(r, K, N, k), ma = matrix(a, M, N, k);
    long double const tolerance = static_cast<long double>(8 * (M + N)) * unit<T>;
    CHECK(distance(product(mq, mr), ma) <= tolerance * size(ma));
    CHECK(distance(product(transposed(mq), mq), identity(K)) <= tolerance);
    for (std::size_t i = 0; i < K; ++i)
      for (std::size_t j = 0; j < i; ++j) CHECK(r(k, i, j) == 0);
  }
}

}  // namespace

TEST_CASE("cholesky: of every size") {
  factors<float, 1>();
  factors<double, 2>();
  factors<float, 3>();
  factors<double, 4>();
  factors<float, 5>();
  factors<double, 6>();
  factors<float, 7>();
  factors<float, 8>();
  factors<double, 16>();
  factors<double, 33>();
  tn::Tensor<float, 0, 3, 3> const none = tn::cholesky(tn::Tensor<float, 0, 3, 3>{});
  CHECK(none.size == 0);
}

TEST_CASE("cholesky: from a pivot on that is not positive, columns are NaN; other matrices stay") {
  tn::Tensor<double, 4, 3, 3> a{{{4, 2, 0}, {2, 1, 0}, {0, 0, 1}},
                                {{4, 0, 0}, {0, 9, 0}, {0, 0, 16}},
                                {{-1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
                                {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  a(3, 2, 1) = std::numeric_limits<double>::quiet_NaN();
  tn::Tensor<double, 4, 3, 3> const l = tn::cholesky(a);
  CHECK((l(0, 0, 0) == 2 && l(0, 1, 0) == 1 && l(0, 2, 0) == 0 && l(0, 0, 1) == 0));
  CHECK((l(0, 1, 1) != l(0, 1, 1) && l(0, 2, 1) != l(0, 2, 1) && l(0, 2, 2) != l(0, 2, 2) && l(0, 1, 2) == 0));
  CHECK((l(1, 0, 0) == 2 && l(1, 1, 1) == 3 && l(1, 2, 2) == 4));
  CHECK((l(2, 0, 0) != l(2, 0, 0) && l(2, 2, 0) != l(2, 2, 0)));
  CHECK((l(3, 0, 0) == 1 && l(3, 1, 1) == 1 && l(3, 2, 1) != l(3, 2, 1) && l(3, 2, 2) != l(3, 2, 2)));
}

TEST_CASE("qr: of every shape, scales and zeros among them") {
  decomposes<float, 1, 1>();
  decomposes<double, 2, 2>();
  decomposes<float, 3, 3>();
  decomposes<float, 4, 4>();
  decomposes<double, 5, 3>();
  decomposes<double, 3, 5>();
  decomposes<float, 8, 1>();
  decomposes<float, 1, 6>();
  decomposes<double, 7, 6>();
  decomposes<double, 16, 8>();
  decomposes<float, 20, 33>();
  decomposes<double, 40, 33>();
  decomposes<float, 4, 3>(1e-25f);
  decomposes<float, 4, 3>(1e25f);
  decomposes<double, 3, 3>(0);
  tn::Tensor<double, 3, 2> const dependent{{1, 2}, {2, 4}, {3, 6}};
  auto const [q, r] = tn::qr(dependent);
  tn::Tensor<double, 3, 2> const a = tn::matmul(q, r);
  for (std::size_t i = 0; i < 6; ++i) CHECK(a.data()[i] == Approx(dependent.data()[i]));
  tn::Tensor<double, 3, 2> nan = dependent;
  nan(1, 0) = std::numeric_limits<double>::quiet_NaN();
  tn::Tensor<double, 2, 2> const rn = std::get<1>(tn::qr(nan));
  CHECK(rn(0, 0) != rn(0, 0));
}

TEST_CASE("cholesky, qr: eager, traced and constant evaluation agree") {
  same_everywhere([](auto const& t) { return tn::cholesky(t); }, positive<float, 3, 4>(1));
  same_everywhere([](auto const& t) { return tn::cholesky(t) * 2; }, positive<double, 1, 9>(2));
  constexpr auto q = [](auto const& t) { return std::get<0>(tn::qr(t)); };
  constexpr auto r = [](auto const& t) { return std::get<1>(tn::qr(t)) + 1; };
  same_everywhere(q, random_tensor<float, 2, 4, 3>(1));
  same_everywhere(r, random_tensor<double, 5, 3>(2));
  same_everywhere(r, random_tensor<float, 2, 5>(3));
  same_everywhere(q, random_tensor<float, 3, 3>(4));
  constexpr tn::Tensor<double, 2, 2> a{{4, 0}, {2, 5}}, l = tn::cholesky(a), none = tn::cholesky(-a);
  static_assert(l(0, 0) == 2 && l(1, 0) == 1 && l(1, 1) == 2 && l(0, 1) == 0 && none(0, 0) != none(0, 0));
  constexpr tn::Tensor<double, 2, 1> c{{3}, {4}};
  constexpr tn::Tensor<double, 1, 1> length = std::get<1>(tn::qr(c));
  static_assert(length(0, 0) < -4.999999 && length(0, 0) > -5.000001);
}

TEST_CASE("cholesky, qr: gradients") {
  constexpr auto factor = [](auto const& t) { return tn::cholesky(t); };
  gradient_is_right(factor, positive<double, 2, 3>(3));
  gradient_is_right(factor, positive<double, 1, 5>(4));
  constexpr auto from_root = [](auto const& t) {
    return tn::cholesky(tn::matmul(t, tn::transpose(t)) + tn::square(t(tn::at<0>, tn::at<1>)));
  };
  gradient_is_right(from_root, random_tensor<double, 3, 3>(5));
  constexpr auto q = [](auto const& t) { return std::get<0>(tn::qr(t)); };
  constexpr auto r = [](auto const& t) { return std::get<1>(tn::qr(t)); };
  constexpr auto both = [](auto const& t) {
    auto const [first, second] = tn::qr(t);
    return tn::matmul(first * first, tn::exp(second));
  };
  auto const square = random_tensor<double, 2, 3, 3>(6);
  auto const tall = random_tensor<double, 5, 2>(7);
  auto const wide = random_tensor<double, 2, 4>(8);
  gradient_is_right(q, square);
  gradient_is_right(r, square);
  gradient_is_right(q, tall);
  gradient_is_right(r, tall);
  gradient_is_right(q, wide);
  gradient_is_right(r, wide);
  gradient_is_right(both, square);
  constexpr auto slope = [](auto const& t) {
    return tn::grad(
        [](auto const& u) { return tn::sum(tn::exp(tn::cholesky(u))) + tn::sum(tn::square(std::get<1>(tn::qr(u)) + 1)); })(t);
  };
  gradient_is_right(slope, positive<double, 1, 3>(9));
}
