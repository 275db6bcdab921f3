// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace tenon {

/// A string literal as a template argument: `einsum<"ij,jk->ik">`.
template <std::size_t N>
struct FixedString {
  char text[N] = {};
  static constexpr std::size_t size = N - 1;
  constexpr FixedString(char const (&s)[N]) {  // not explicit: that is its use
    for (std::size_t i = 0; i < N; ++i) text[i] = s[i];
  }
};

}  // namespace tenon
