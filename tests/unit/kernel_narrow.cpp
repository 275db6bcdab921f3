// SPDX-License-Identifier: MIT
// Contractions with few columns: the forms of their kernels against the definition. Small integers, so that sums are exact.
#include "support/catch.hpp"

#include <tenon/embedded.hpp>

#include <cmath>
#include <limits>

namespace tn = tenon;

namespace {

template <class Tensor>
Tensor numbers(unsigned seed) {
  Tensor t;
  for (auto& x : t) {
    seed = seed * 1664525u + 1013904223u;
    x = static_cast<typename Tensor::value_type>(static_cast<int>(seed >> 29) - 4);
  }
  return t;
}

// x w, x^T w and x w^T: columns in lanes, rows in lanes, dot products.
template <class T, std::size_t M, std::size_t K, std::size_t N>
void check() {
  INFO(M << " x " << K << " times " << K << " x " << N);
  auto const a = numbers<tn::Tensor<T, M, K>>(1);
  auto const b = numbers<tn::Tensor<T, K, N>>(2);
  auto const bias = numbers<tn::Tensor<T, N>>(3);
  tn::Tensor<T, K, M> const at = tn::transpose(a);
  tn::Tensor<T, N, K> const bt = tn::transpose(b);
  tn::Tensor<T, M, N> const plain = tn::matmul(a, b) + bias, rows = tn::matmul(tn::transpose(at), b) + bias,
                            dots = tn::matmul(a, tn::transpose(bt)) + bias;
  int wrong = 0;
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t j = 0; j < N; ++j) {
      T sum = bias.data()[j];
      for (std::size_t k = 0; k < K; ++k) sum = static_cast<T>(sum + a.data()[i * K + k] * b.data()[k * N + j]);
      wrong += plain.data()[i * N + j] != sum;
      wrong += rows.data()[i * N + j] != sum;
      wrong += dots.data()[i * N + j] != sum;
    }
  CHECK(wrong == 0);
}

// A convolution with C channels and F filters of 3 x 2 taps, and both gradients.
template <std::size_t C, std::size_t F>
void check_convolution() {
  INFO(C << " channels, " << F << " filters");
  constexpr std::size_t B = 2, Y = 6, X = 20, J = 3, I = 2, V = Y - J + 1, W = X - I + 1;
  auto const x = numbers<tn::Tensor<float, B, Y, X, C>>(4);
  auto const k = numbers<tn::Tensor<float, J, I, C, F>>(5);
  auto const g = numbers<tn::Tensor<float, B, V, W, F>>(6);
  tn::Tensor<float, B, V, W, F> const y = tn::conv2d(x, k);
  constexpr auto weighted = [](auto const& input, auto const& kernel, auto const& weights) {
    return tn::sum(tn::conv2d(input, kernel) * weights);
  };
  auto const [dx, dk, dg] = tn::grad(weighted)(x, k, g);
  tn::Tensor<float, B, V, W, F> want_y = tn::zeros<float, B, V, W, F>();
  tn::Tensor<float, B, Y, X, C> want_dx = tn::zeros<float, B, Y, X, C>();
  tn::Tensor<float, J, I, C, F> want_dk = tn::zeros<float, J, I, C, F>();
  for (std::size_t b = 0; b < B; ++b)
    for (std::size_t v = 0; v < V; ++v)
      for (std::size_t w = 0; w < W; ++w)
        for (std::size_t j = 0; j < J; ++j)
          for (std::size_t i = 0; i < I; ++i)
            for (std::size_t c = 0; c < C; ++c)
              for (std::size_t f = 0; f < F; ++f) {
                want_y(b, v, w, f) += x(b, v + j, w + i, c) * k(j, i, c, f);
                want_dx(b, v + j, w + i, c) += g(b, v, w, f) * k(j, i, c, f);
                want_dk(j, i, c, f) += g(b, v, w, f) * x(b, v + j, w + i, c);
              }
  auto same = [](auto const& a, auto const& b) { return std::equal(a.begin(), a.end(), b.begin()); };
  CHECK(same(y, want_y));
  CHECK(same(dx, want_dx));
  CHECK(same(dk, want_dk));
  CHECK(same(dg, want_y));
}

}  // namespace

TEST_CASE("products with few columns", "[kernel]") {
  check<float, 5, 40, 6>();
  check<float, 28, 25, 6>();
  check<float, 33, 8, 2>();
  check<float, 17, 19, 7>();
  check<float, 1, 16, 8>();
  check<double, 9, 11, 3>();
  check<double, 20, 24, 4>();
  check<std::int32_t, 6, 20, 5>();
}

TEST_CASE("convolutions with few channels or filters", "[kernel]") {
  check_convolution<1, 6>();
  check_convolution<6, 16>();
  check_convolution<3, 8>();
}

TEST_CASE("lanes without a column keep what is not finite to themselves", "[kernel]") {
  tn::Tensor<float, 3, 9> a = tn::ones<float, 3, 9>();
  a(1, 8) = std::numeric_limits<float>::infinity();
  tn::Tensor<float, 9, 3> const b = tn::ones<float, 9, 3>();
  tn::Tensor<float, 3, 9> const bt = tn::ones<float, 3, 9>();
  tn::Tensor<float, 3, 3> const plain = tn::matmul(a, b), dots = tn::matmul(a, tn::transpose(bt));
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      CHECK(std::isinf(plain(i, j)) == (i == 1));
      CHECK(std::isinf(dots(i, j)) == (i == 1));
      CHECK((i == 1 || (plain(i, j) == 9 && dots(i, j) == 9)));
    }
}
