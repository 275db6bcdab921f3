// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/tensor/tensor.hpp>

/// Tensors from nothing. All of them work in constant evaluation too, for tensors that are inline.
namespace tenon {

/// What is written, with the dtype of its numbers and the shape of its braces: `constant(42)` is an int scalar,
/// `constant({{1.f, 2.f}, {3.f, 4.f}})` a float matrix. Arrays of the host are taken likewise.   -> [], [N], [N, M], [N, M, K]
template <Element T>
constexpr Tensor<T> constant(T value) {
  return Tensor<T>(value);
}
template <Element T, std::size_t N>
constexpr Tensor<T, N> constant(T const (&values)[N]) {
  Tensor<T, N> t;
  for (std::size_t i = 0; i < N; ++i) t.data()[i] = values[i];
  return t;
}
template <Element T, std::size_t N, std::size_t M>
constexpr Tensor<T, N, M> constant(T const (&rows)[N][M]) {
  Tensor<T, N, M> t;
  for (std::size_t i = 0; i < N * M; ++i) t.data()[i] = rows[i / M][i % M];
  return t;
}
template <Element T, std::size_t N, std::size_t M, std::size_t K>
constexpr Tensor<T, N, M, K> constant(T const (&blocks)[N][M][K]) {
  Tensor<T, N, M, K> t;
  for (std::size_t i = 0; i < N * M * K; ++i) t.data()[i] = blocks[i / (M * K)][i / K % M][i % K];
  return t;
}
/// Zeros.   -> [D...]
template <Element T, std::size_t... D>
constexpr Tensor<T, D...> zeros() {
  return {};
}
/// The same value everywhere.   -> [D...]
template <Element T, std::size_t... D>
constexpr Tensor<T, D...> full(T value) {
  Tensor<T, D...> t;
  t.fill(value);
  return t;
}
/// Ones; `true` for bool.   -> [D...]
template <Element T, std::size_t... D>
constexpr Tensor<T, D...> ones() {
  return full<T, D...>(T(1));
}
/// Ones on the diagonal, zeros beside it; square unless Columns is given.   -> [Rows, Columns]
template <Element T, std::size_t Rows, std::size_t Columns = Rows>
constexpr Tensor<T, Rows, Columns> eye() {
  Tensor<T, Rows, Columns> t;
  for (std::size_t i = 0; i < Rows && i < Columns; ++i) t.data()[i * (Columns + 1)] = T(1);
  return t;
}
/// start, start + step, start + 2 step, ... : each from its index, so that no error accumulates.   -> [N]
template <Element T, std::size_t N>
  requires(!std::is_same_v<T, bool>)
constexpr Tensor<T, N> arange(T start = T(0), T step = T(1)) {
  Tensor<T, N> t;
  for (std::size_t i = 0; i < N; ++i) t.data()[i] = lanes::detail::fma(static_cast<T>(i), step, start);
  return t;
}
/// N values at equal distances, both ends among them and exact; `first` alone for N = 1.   -> [N]
template <Element T, std::size_t N>
  requires(std::is_floating_point_v<T>)
constexpr Tensor<T, N> linspace(T first, T last) {
  T const step = N > 1 ? (last - first) / static_cast<T>(N - 1) : T(0);
  Tensor<T, N> t = arange<T, N>(first, step);
  if constexpr (N > 1) t.data()[N - 1] = last;
  return t;
}

/// Zeros of the dtype and shape of a tensor or expression, whose values are not read.   [S...] -> [S...]
template <Operand X>
constexpr auto zeros_like(X const&) {
  return BasicTensor<typename X::value_type, typename X::shape_type>();
}
/// Ones of the dtype and shape of a tensor or expression, whose values are not read.   [S...] -> [S...]
template <Operand X>
constexpr auto ones_like(X const&) {
  using T = typename X::value_type;
  BasicTensor<T, typename X::shape_type> t;
  t.fill(T(1));
  return t;
}

}  // namespace tenon
