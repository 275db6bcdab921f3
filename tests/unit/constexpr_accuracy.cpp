// SPDX-License-Identifier: MIT
// What the compiler computes and what kernels compute differ by 1 unit in the last place at most.
#include "support/catch.hpp"

#include <tenon/core.hpp>

#include <bit>

namespace tn = tenon;

namespace {

template <class T>
std::int64_t ordered(T x) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
  auto const b = std::bit_cast<Bits>(x);
  return b < 0 ? std::int64_t{std::numeric_limits<Bits>::min()} - b : b;
}

template <class T>
constexpr tn::Tensor<T, 16> samples(T scale, T shift) {
  tn::Tensor<T, 16> x;
  T v = T(-8);
  for (std::size_t i = 0; i < 16; ++i, v += T(1.03125)) x(i) = v * scale + shift;
  return x;
}
template <class T>
struct Inputs {
  static constexpr tn::Tensor<T, 16> wide = samples<T>(1, 0), positive = samples<T>(T(0.125), T(1.5)),
                                     unit = samples<T>(T(0.12), 0);
};

/// F of a constant: in constant evaluation, and through kernels on a copy that is none.
template <auto F, auto const& X>
void check_alike() {
  static constexpr tn::BasicTensor<typename decltype(F(X))::value_type, typename decltype(F(X))::shape_type> constant = F(X);
  auto volatile_input = X;
  std::remove_const_t<decltype(constant)> const computed = F(volatile_input);
  for (std::size_t i = 0; i < computed.size; ++i) {
    INFO(i << ": " << constant.element(i) << " and " << computed.element(i));
    CHECK(std::abs(ordered(constant.element(i)) - ordered(computed.element(i))) <= 1);
  }
}

}  // namespace

#define ALIKE(f, inputs) check_alike<[](auto const& x) { return f; }, Inputs<TestType>::inputs>()

TEMPLATE_TEST_CASE("constants have the accuracy of kernels", "[constexpr]", float, double) {
  ALIKE(tn::exp(x), wide);
  ALIKE(tn::tanh(x), wide);
  ALIKE(tn::sigmoid(x) * x, wide);
  ALIKE(tn::sin(x) + tn::cos(x), wide);
  ALIKE(tn::erf(x), unit);
  ALIKE(tn::asin(x), unit);
  ALIKE(tn::log(x), positive);
  ALIKE(tn::pow(x, x), positive);
  ALIKE(tn::lgamma(x), positive);
  ALIKE(tn::softmax<-1>(x), unit);
  ALIKE(tn::sum(x), positive);
  ALIKE((tn::matmul(tn::reshape<4, 4>(x), tn::reshape<4, 4>(x))), positive);
}
