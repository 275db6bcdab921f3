// SPDX-License-Identifier: MIT
// Maps whose operands are contiguous along another axis than the lanes: squares are transposed in registers.
#include "support/catch.hpp"

#include <tenon/core.hpp>
#include <tenon/tensor/strided.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace tn = tenon;

namespace {

template <class X>
void count_up(X& x, int first) {
  int i = first;
  for (auto& v : x) v = static_cast<typename X::value_type>(i++ % 251);
}

/// Alone, fused, and added in place; every element of each.
template <class T, std::size_t R, std::size_t C>
void transposed() {
  tn::Tensor<T, R, C> x;
  tn::Tensor<T, C, R> y, sum, twice;
  count_up(x, 1);
  count_up(sum, 7);
  twice = sum;
  tn::Tensor<T, C, R> const before = sum;
  y = tn::transpose(x);
  sum = sum + tn::transpose(x);
  twice = twice * T(2) - tn::transpose(x + T(1));
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < C; ++i)
    for (std::size_t j = 0; j < R; ++j) {
      T const want = x.data()[j * C + i], old = before.data()[i * R + j];
      wrong += y.data()[i * R + j] != want;
      wrong += sum.data()[i * R + j] != static_cast<T>(old + want);
      wrong += twice.data()[i * R + j] != static_cast<T>(old * T(2) - (want + T(1)));
    }
  INFO(R << " by " << C);
  CHECK(wrong == 0);
}
template <class T>
void sizes() {
  transposed<T, 2, 3>();
  transposed<T, 4, 4>();
  transposed<T, 16, 4>();
  transposed<T, 17, 5>();
  transposed<T, 33, 16>();
  transposed<T, 40, 7>();
  transposed<T, 64, 64>();
}

}  // namespace

TEST_CASE("transposed operands of 4 bytes", "[kernel]") {
  sizes<float>();
  transposed<std::int32_t, 33, 6>();
}
TEST_CASE("transposed operands of 8 bytes", "[kernel]") {
  sizes<double>();
  transposed<std::int64_t, 19, 6>();
}
TEST_CASE("transposed operands of narrow types, and of several", "[kernel]") {
  transposed<std::int16_t, 33, 6>();
  tn::Tensor<float, 20, 6> x;
  tn::Tensor<double, 20, 6> d;
  tn::Tensor<std::int32_t, 20, 6> n;
  count_up(x, 1), count_up(d, 5), count_up(n, 9);
  tn::Tensor<double, 6, 20> const sum = tn::cast<double>(tn::transpose(x)) + tn::transpose(d);
  tn::Tensor<float, 6, 20> const product = tn::transpose(x) * tn::cast<float>(tn::transpose(n));
  tn::Tensor<bool, 6, 20> const larger = tn::transpose(x) > tn::cast<float>(tn::transpose(n));
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t j = 0; j < 20; ++j) {
      float const a = x.data()[j * 6 + i];
      wrong += sum.data()[i * 20 + j] != static_cast<double>(a) + d.data()[j * 6 + i];
      wrong += product.data()[i * 20 + j] != a * static_cast<float>(n.data()[j * 6 + i]);
      wrong += larger.data()[i * 20 + j] != (a > static_cast<float>(n.data()[j * 6 + i]));
    }
  CHECK(wrong == 0);
}
TEST_CASE("axes in any order, and values of a row", "[kernel]") {
  tn::Tensor<float, 5, 18, 9> x;
  tn::Tensor<float, 18> row;
  tn::Tensor<float, 5> factor;
  count_up(x, 1), count_up(row, 3), count_up(factor, 2);
  tn::Tensor<float, 9, 18, 5> const reversed = tn::permute<2, 1, 0>(x) + tn::expand<1>(row);
  tn::Tensor<float, 5, 9, 18> const last = tn::permute<0, 2, 1>(x) * tn::expand<1>(tn::expand<1>(factor)) + row;
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t j = 0; j < 18; ++j)
      for (std::size_t k = 0; k < 9; ++k) {
        float const v = x.data()[(i * 18 + j) * 9 + k];
        wrong += reversed.data()[(k * 18 + j) * 5 + i] != v + row.data()[j];
        wrong += last.data()[(i * 9 + k) * 18 + j] != v * factor.data()[i] + row.data()[j];
      }
  CHECK(wrong == 0);
}
TEST_CASE("windows that step by two are columns of one another", "[kernel]") {
  float series[64];
  for (int i = 0; i < 64; ++i) series[i] = static_cast<float>(i * i);
  auto const windows = tn::view<tn::Shape<6, 20>, tn::Strides<1, 2>>(&series[0]);  // [i, j] is element i + 2 j
  tn::Tensor<float, 6, 20> const copy = windows + 1.0f;
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t j = 0; j < 20; ++j) wrong += copy.data()[i * 20 + j] != series[i + 2 * j] + 1.0f;
  CHECK(wrong == 0);
}

namespace {
/// Dear enough for a last block of fewer lanes; in place, and each row with a value of its own.
template <class T, std::size_t R, std::size_t N>
void dear_rows() {
  tn::Tensor<T, R, N> x;
  tn::Tensor<T, R, 1> scale;
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = static_cast<T>(i * 37 % 41) / 16 - 1;
  for (std::size_t i = 0; i < R; ++i) scale.data()[i] = static_cast<T>(i) + T(0.5);
  tn::Tensor<T, R, N> const before = x;
  x = x - tn::tanh(x * scale) * tn::sigmoid(x) / tn::exp(x);
  for (std::size_t i = 0; i < x.size; ++i) {
    auto const v = static_cast<double>(before.data()[i]), s = static_cast<double>(i / N) + 0.5;
    double const want = v - std::tanh(v * s) / (1 + std::exp(-v)) / std::exp(v);
    REQUIRE(static_cast<double>(x.data()[i]) == Catch::Detail::Approx(want).epsilon(sizeof(T) == 4 ? 2e-6 : 1e-14).margin(1e-6));
  }
}
}  // namespace

TEST_CASE("the last block of a short row has as few lanes as it needs", "[kernel]") {
  dear_rows<float, 1, 20>();  // 16 and 4 lanes, or 8, 8 and 4
  dear_rows<float, 3, 21>();  // 16 and 8, which overlap
  dear_rows<double, 2, 13>();
}
