// SPDX-License-Identifier: MIT
// Maps whose operands are contiguous along another axis than the lanes: squares are transposed in registers.
#include "support/catch.hpp"

#include <tenon/core.hpp>
#include <tenon/tensor/strided.hpp>

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
