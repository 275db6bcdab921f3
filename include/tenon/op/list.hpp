// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace tenon::detail {

/// A growing array for constant evaluation. Plain pointers instead of std::vector: compilers count evaluation steps,
/// and a container's calls cost ten times those of an index.
template <class T>
class List {
 public:
  constexpr List() = default;
  /// n zeros: one allocation, no loop.
  constexpr explicit List(int n) : items(n == 0 ? nullptr : new T[static_cast<std::size_t>(n)]{}), length(n), capacity_(n) {}
  constexpr List(int n, T const& value) : List(n) {
    for (int i = 0; i < n; ++i) items[i] = value;
  }
  constexpr List(List const& other) {
    reserve(other.length);
    for (int i = 0; i < other.length; ++i) items[i] = other.items[i];
    length = other.length;
  }
  constexpr List(List&& other) noexcept : items(other.items), length(other.length), capacity_(other.capacity_) {
    other.items = nullptr;
    other.length = other.capacity_ = 0;
  }
  constexpr List& operator=(List other) noexcept {
    T* const data = items;
    items = other.items;
    other.items = data;
    length = other.length;
    capacity_ = other.capacity_;
    return *this;
  }
  constexpr ~List() { delete[] items; }

  constexpr void reserve(int n) {
    if (n <= capacity_) return;
    T* const data = new T[static_cast<std::size_t>(n)]{};
    for (int i = 0; i < length; ++i) data[i] = static_cast<T&&>(items[i]);
    delete[] items;
    items = data;
    capacity_ = n;
  }
  constexpr int push_back(T value) {
    if (length == capacity_) reserve(capacity_ < 16 ? 16 : capacity_ * 4);
    items[length] = static_cast<T&&>(value);
    return length++;
  }
  constexpr void clear() { length = 0; }
  constexpr void truncate(int n) { length = n; }
  constexpr T& operator[](int i) { return items[i]; }
  constexpr T const& operator[](int i) const { return items[i]; }
  constexpr T* begin() { return items; }
  constexpr T* end() { return items + length; }
  constexpr T const* begin() const { return items; }
  constexpr T const* end() const { return items + length; }
  constexpr int size() const { return length; }
  constexpr T const* data() const { return items; }

  /// The elements, for hot loops: an index is one evaluation step, a call of operator[] three.
  T* items = nullptr;
  int length = 0;

 private:
  int capacity_ = 0;
};

}  // namespace tenon::detail
