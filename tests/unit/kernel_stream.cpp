// SPDX-License-Identifier: MIT
// Large outputs bypass the caches: which do, and that every element is right wherever the output begins and a row ends.
#include "support/catch.hpp"

#include <tenon/core.hpp>
#include <tenon/trace/function.hpp>
#include <tenon/trace/run.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <tuple>
#include <vector>

namespace tn = tenon;

namespace {

template <std::size_t... D>
using F = tn::Tensor<float, D...>;
constexpr auto twice = [](auto const& x) { return x * 2 + 1; };
constexpr auto both = [](auto const& x) { return std::tuple(x * 2 + 1, x - 3); };
constexpr auto narrow = [](auto const& x) { return tn::cast<std::int16_t>(x); };
constexpr auto sum = [](auto const& x, auto const& row, auto const& column) { return x * row + column; };

// Whether the first kernel of a function streams.
template <class Function, class... X>
constexpr bool streams() {
  constexpr auto const& plan = tn::Planned<typename decltype(tn::function(Function{}))::template source<X...>>::plan;
  using D = tn::kernel::Described<tn::detail::descriptor_of<plan.kernels[0].size>(plan, 0)>;
  return tn::kernel::detail::streams<D, D::lanes_for(D::extent[D::size.rank - 1])>;
}

constexpr std::size_t many = TENON_STREAM_BYTES / sizeof(float) + 5;
template <class T>
T value(std::size_t i) {
  return static_cast<T>(static_cast<int>(i % 1009) - 500);
}

// Into memory `shift` elements from where a cache line begins; what lies before and behind stays.
template <class T, std::size_t N>
void check_shifted(std::size_t shift) {
  constexpr std::size_t around = 64;
  auto const x = std::make_unique<tn::Tensor<T, N>>();
  for (std::size_t i = 0; i < N; ++i) x->data()[i] = value<T>(i);
  auto const memory = std::make_unique<tn::Tensor<T, N + 3 * around>>();
  memory->fill(T(77));
  T* const to = memory->data() + around + shift;
  tn::TensorRef<T, N> y(to);
  y = twice(*x);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < N; ++i) wrong += to[i] != static_cast<T>(value<T>(i) * T(2) + T(1));
  for (std::size_t i = 1; i <= around; ++i) wrong += to[-static_cast<std::ptrdiff_t>(i)] != T(77);
  for (std::size_t i = 0; i < around; ++i) wrong += to[N + i] != T(77);
  INFO(shift);
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("which kernels stream", "[kernel]") {
#if TENON_HAS_SIMD && defined(__SSE2__)
  constexpr bool here = true;
#else
  constexpr bool here = false;
#endif
  STATIC_REQUIRE(streams<decltype(twice), F<many>>() == here);
  STATIC_REQUIRE(streams<decltype(both), F<many>>() == here);
  STATIC_REQUIRE(streams<decltype(twice), tn::Tensor<double, many>>() == here);
  STATIC_REQUIRE(streams<decltype(sum), F<5000, 1029>, F<1029>, F<5000, 1>>() == here);
  STATIC_REQUIRE_FALSE(streams<decltype(twice), F<many / 2>>());
  STATIC_REQUIRE_FALSE(streams<decltype(narrow), F<2 * many>>());                      // they go lane by lane
  STATIC_REQUIRE_FALSE(streams<decltype(sum), F<50000, 129>, F<129>, F<50000, 1>>());  // short rows
}

TEST_CASE("streamed outputs begin and end anywhere", "[kernel]") {
  for (std::size_t const shift : {0u, 1u, 7u, 15u}) check_shifted<float, many>(shift);
  check_shifted<double, many / 2 + 1>(3);
  check_shifted<std::int32_t, many>(5);
}

TEST_CASE("what is updated in place, and outputs that lie at different lines, are not streamed and right", "[kernel]") {
  auto x = std::make_unique<F<many>>();
  for (std::size_t i = 0; i < many; ++i) x->data()[i] = value<float>(i);
  auto const memory = std::make_unique<F<many + 64>>();
  auto y = std::make_unique<F<many>>();
  tn::TensorRef<float, many> z(memory->data() + 2);
  auto [a, b] = tn::function(both)(*x);
  *x = twice(*x);
  z = *x - 1.f;
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < many; ++i) {
    float const v = value<float>(i);
    wrong += x->data()[i] != v * 2 + 1;
    wrong += z.data()[i] != v * 2;
    wrong += a.data()[i] != v * 2 + 1;
    wrong += b.data()[i] != v - 3;
  }
  CHECK(wrong == 0);
}

TEST_CASE("rows of no whole number of cache lines are streamed", "[kernel]") {
  constexpr std::size_t rows = 5000, columns = 1029;
  auto const x = std::make_unique<F<rows, columns>>(), y = std::make_unique<F<rows, columns>>();
  F<columns> row;
  auto const column = std::make_unique<F<rows, 1>>();
  for (std::size_t i = 0; i < rows * columns; ++i) x->data()[i] = value<float>(i);
  for (std::size_t i = 0; i < columns; ++i) row.data()[i] = value<float>(7 * i);
  for (std::size_t i = 0; i < rows; ++i) column->data()[i] = value<float>(3 * i);
  *y = sum(*x, row, *column);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j)
      wrong += y->data()[i * columns + j] != value<float>(i * columns + j) * value<float>(7 * j) + value<float>(3 * i);
  CHECK(wrong == 0);
}
