// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/shape/dtype.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace tenon::io::detail {

/// An array in memory, in C order, whatever the type that holds it.
struct ArrayRef {
  DType dtype;
  std::vector<std::uint64_t> shape;
  void const* elements;
};

/// One number, its bytes in this machine's order or in the other one.
template <std::size_t Width>
void copy_element(std::byte* to, std::byte const* from, bool swap) {
  if (!swap)
    std::memcpy(to, from, Width);
  else
    for (std::size_t i = 0; i < Width; ++i) to[i] = from[Width - 1 - i];
}

}  // namespace tenon::io::detail
