// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace tenon {

/// A number as a template argument: `L2<0.01>`. Floating template parameters do not exist on every compiler; its bits do.
struct Number {
  std::uint64_t bits = 0;
  constexpr Number(double x) : bits(__builtin_bit_cast(std::uint64_t, x)) {}  // not explicit: that is their use
  constexpr Number(int x) : Number(static_cast<double>(x)) {}
  constexpr double value() const { return __builtin_bit_cast(double, bits); }
  /// As a scalar of a dtype, for expressions with tensors of it.
  template <class T>
  constexpr T as() const {
    return static_cast<T>(value());
  }
};

}  // namespace tenon
