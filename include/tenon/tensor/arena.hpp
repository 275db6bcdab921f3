// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/tensor/tensor.hpp>

namespace tenon {

/// Hands out a user's bytes, one tensor after the other: static storage for tensors where there is no heap.
/// Nothing is given back but everything at once. The bytes must outlive the tensors.
class Arena {
 public:
  constexpr Arena(std::byte* memory, std::size_t bytes) : begin_(memory), capacity_(bytes) {}
  template <std::size_t N>
  constexpr explicit Arena(std::byte (&memory)[N]) : Arena(memory, N) {}
  Arena(Arena const&) = delete;
  Arena& operator=(Arena const&) = delete;

  /// Memory aligned to a cache line; a full arena stops the program with a message that names both sizes.
  void* allocate(std::size_t bytes) {
    auto const address = reinterpret_cast<std::uintptr_t>(begin_) + used_;
    std::size_t const padding = static_cast<std::size_t>(-address % alignment), left = capacity_ - used_;
    if (padding > left || bytes > left - padding) detail::fail("Arena: bytes left for a tensor", bytes + padding, left);
    std::byte* const p = begin_ + used_ + padding;
    used_ += padding + bytes;
    return p;
  }
  /// Takes all memory back: tensors made so far must not be used any more.
  void reset() { used_ = 0; }

  std::size_t used() const { return used_; }
  std::size_t capacity() const { return capacity_; }
  static constexpr std::size_t alignment = 64;

 private:
  std::byte* begin_;
  std::size_t capacity_;
  std::size_t used_ = 0;
};

/// A tensor of zeros in an arena; its copies are names of the same memory.   -> [D...]
template <Element T, std::size_t... D>
auto in_arena(Arena& arena) {
  constexpr std::size_t size = Shape<D...>::size;
  BasicTensor<T, Shape<D...>, storage::Arena> t(static_cast<T*>(arena.allocate(sizeof(T) * size)));
  __builtin_memset(static_cast<void*>(t.data()), 0, sizeof(T) * size);
  return t;
}

}  // namespace tenon
