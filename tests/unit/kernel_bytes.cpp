// SPDX-License-Identifier: MIT
// Products of int8 and uint8 operands that are summed as int32: all values of both types, against the definition.
#include "support/catch.hpp"

#include <tenon/core.hpp>
#include <tenon/trace/cost.hpp>
#include <tenon/trace/run.hpp>

namespace tn = tenon;

namespace {

using Sum = std::int32_t;

template <class Tensor>
Tensor bytes(unsigned seed) {
  Tensor t;
  for (auto& x : t) {
    seed = seed * 1664525u + 1013904223u;
    x = static_cast<typename Tensor::value_type>(seed >> 24);
  }
  if (t.size > 2) t.data()[0] = std::numeric_limits<typename Tensor::value_type>::min();
  if (t.size > 2) t.data()[1] = t.data()[2] = std::numeric_limits<typename Tensor::value_type>::max();
  return t;
}
/// Extremes everywhere: the largest sums.
template <class Tensor>
Tensor all(bool low) {
  using T = typename Tensor::value_type;
  Tensor t;
  for (auto& x : t) x = low ? std::numeric_limits<T>::min() : std::numeric_limits<T>::max();
  return t;
}

template <std::size_t M, std::size_t N>
std::size_t wrong(tn::Tensor<Sum, M, N> const& c, auto const& want) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t j = 0; j < N; ++j) count += c(i, j) != want(i, j);
  return count;
}

constexpr auto product =
    tn::function([](auto const& a, auto const& b) { return tn::matmul(tn::cast<Sum>(a), tn::cast<Sum>(b)); });
constexpr auto left_transposed =
    tn::function([](auto const& a, auto const& b) { return tn::matmul(tn::cast<Sum>(tn::transpose(a)), tn::cast<Sum>(b)); });
constexpr auto right_transposed =
    tn::function([](auto const& a, auto const& b) { return tn::matmul(tn::cast<Sum>(a), tn::transpose(tn::cast<Sum>(b))); });

template <class A, class B, std::size_t M, std::size_t K, std::size_t N>
void check() {
  INFO(M << " x " << K << " times " << K << " x " << N << (std::is_signed_v<A> ? ", i8" : ", u8")
         << (std::is_signed_v<B> ? " i8" : " u8"));
  auto one = [](auto const& a, auto const& b) {
    auto definition = [&](std::size_t i, std::size_t j) {
      Sum sum = 0;
      for (std::size_t k = 0; k < K; ++k) sum += Sum(a(i, k)) * Sum(b(k, j));
      return sum;
    };
    CHECK(wrong<M, N>(product(a, b), definition) == 0);
    tn::Tensor<A, K, M> const at = tn::transpose(a);
    tn::Tensor<B, N, K> const bt = tn::transpose(b);
    CHECK(wrong<M, N>(left_transposed(at, b), definition) == 0);
    CHECK(wrong<M, N>(right_transposed(a, bt), definition) == 0);
  };
  using X = tn::Tensor<A, M, K>;
  using W = tn::Tensor<B, K, N>;
  one(bytes<X>(1), bytes<W>(2));
  for (bool low : {false, true}) one(all<X>(low), all<W>(low)), one(all<X>(low), all<W>(!low));
  // The bytes are read where they lie.
  constexpr tn::Cost cost = tn::cost<decltype(product), X, W>;
  STATIC_REQUIRE(cost.kernels == 1);
  STATIC_REQUIRE(cost.workspace_bytes == 0);
  STATIC_REQUIRE(cost.bytes_read == M * K + K * N);
}

}  // namespace

TEST_CASE("products of bytes: signed and unsigned, all remainders", "[kernel]") {
  check<std::int8_t, std::int8_t, 7, 10, 37>();
  check<std::uint8_t, std::int8_t, 13, 8, 64>();
  check<std::int8_t, std::uint8_t, 6, 3, 10>();
  check<std::uint8_t, std::uint8_t, 3, 21, 20>();
  check<std::int8_t, std::int8_t, 2, 5, 1>();
  check<std::int8_t, std::int8_t, 1, 600, 21>();  // panels of fewer vectors
}

TEST_CASE("products of bytes: batches, what follows, in place", "[kernel]") {
  auto const a = bytes<tn::Tensor<std::int8_t, 2, 5, 6>>(3);
  auto const b = bytes<tn::Tensor<std::int8_t, 2, 6, 19>>(4);
  tn::Tensor<Sum, 2, 5, 19> const c = product(a, b);
  auto definition = [&](std::size_t n, std::size_t i, std::size_t j) {
    Sum sum = 0;
    for (std::size_t k = 0; k < 6; ++k) sum += Sum(a(n, i, k)) * Sum(b(n, k, j));
    return sum;
  };
  tn::Tensor<Sum, 2, 5, 19> d = tn::full<Sum, 2, 5, 19>(7);
  d = tn::maximum(tn::matmul(tn::cast<Sum>(a), tn::cast<Sum>(b)) + d * 3, 0);
  std::size_t wrong_sums = 0, wrong_updates = 0;
  for (std::size_t n = 0; n < 2; ++n)
    for (std::size_t i = 0; i < 5; ++i)
      for (std::size_t j = 0; j < 19; ++j) {
        wrong_sums += c(n, i, j) != definition(n, i, j);
        wrong_updates += d(n, i, j) != std::max(definition(n, i, j) + 21, 0);
      }
  CHECK(wrong_sums == 0);
  CHECK(wrong_updates == 0);

  // Quantised inference: scales and a bias follow in the same kernel.
  constexpr auto layer = tn::function([](auto const& x, auto const& w, auto const& bias) {
    return tn::relu(tn::cast<float>(tn::matmul(tn::cast<Sum>(x), tn::cast<Sum>(w))) * 0.5f + bias);
  });
  auto const x = bytes<tn::Tensor<std::uint8_t, 3, 12>>(5);
  auto const w = bytes<tn::Tensor<std::int8_t, 12, 18>>(6);
  auto const bias = tn::full<float, 18>(2.0f);
  tn::Tensor<float, 3, 18> const y = layer(x, w, bias);
  std::size_t wrong_values = 0;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 18; ++j) {
      Sum sum = 0;
      for (std::size_t k = 0; k < 12; ++k) sum += Sum(x(i, k)) * Sum(w(k, j));
      wrong_values += y(i, j) != std::max(static_cast<float>(sum) * 0.5f + 2, 0.0f);
    }
  CHECK(wrong_values == 0);
  STATIC_REQUIRE(
      tn::cost<decltype(layer), tn::Tensor<std::uint8_t, 3, 12>, tn::Tensor<std::int8_t, 12, 18>, tn::Tensor<float, 18>>.kernels ==
      1);
}

TEST_CASE("products of bytes: what is not one stays as it was", "[kernel]") {
  using X = tn::Tensor<std::int8_t, 2, 5000>;
  using W = tn::Tensor<std::int8_t, 5000, 2>;
  STATIC_REQUIRE(tn::cost<decltype(product), X, W>.kernels == 3);  // there is no room for its panel
  constexpr auto one_side = [](auto const& a, auto const& b) { return tn::matmul(tn::cast<Sum>(a), b); };
  STATIC_REQUIRE(tn::cost<decltype(one_side), tn::Tensor<std::int8_t, 2, 3>, tn::Tensor<Sum, 3, 2>>.kernels == 2);
}
