// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/config.hpp>

#include <cstdint>

namespace tenon::op::detail {

/// How a scatter joins what is there with what comes.
enum class Join : std::uint8_t { update, add, subtract, minimum, maximum };
template <Join How, class T>
TENON_INLINE constexpr T joined(T a, T b) {
  switch (How) {
    case Join::add: return static_cast<T>(a + b);
    case Join::subtract: return static_cast<T>(a - b);
    case Join::minimum: return a < b || a != a ? a : b;
    case Join::maximum: return a > b || a != a ? a : b;
    default: return b;
  }
}

}  // namespace tenon::op::detail
