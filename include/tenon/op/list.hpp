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
  constexpr explicit List(int n) : items(n == 0 ? nullptr : new T[static_cast<std::size_t>(n)]{}), size_(n), capacity_(n) {}
  constexpr List(int n, T const& value) : List(n) {
    for (int i = 0; i < n; ++i) items[i] = value;
  }
  constexpr List(List const& other) {
    reserve(other.size_);
    for (int i = 0; i < other.size_; ++i) items[i] = other.items[i];
    size_ = other.size_;
  }
  constexpr List(List&& other) noexcept : items(other.items), size_(other.size_), capacity_(other.capacity_) {
    other.items = nullptr;
    other.size_ = other.capacity_ = 0;
  }
  constexpr List& operator=(List other) noexcept {
    T* const data = items;
    items = other.items;
    other.items = data;
    size_ = other.size_;
    capacity_ = other.capacity_;
    return *this;
  }
  constexpr ~List() { delete[] items; }

  constexpr void reserve(int n) {
    if (n <= capacity_) return;
    T* const data = new T[static_cast<std::size_t>(n)]{};
    for (int i = 0; i < size_; ++i) data[i] = static_cast<T&&>(items[i]);
    delete[] items;
    items = data;
    capacity_ = n;
  }
  constexpr int push_back(T value) {
    if (size_ == capacity_) reserve(capacity_ < 16 ? 16 : capacity_ * 4);
    items[size_] = static_cast<T&&>(value);
    return size_++;
  }
  constexpr void clear() { size_ = 0; }
  constexpr void truncate(int n) { size_ = n; }
  constexpr T& operator[](int i) { return items[i]; }
  constexpr T const& operator[](int i) const { return items[i]; }
  constexpr T* begin() { return items; }
  constexpr T* end() { return items + size_; }
  constexpr T const* begin() const { return items; }
  constexpr T const* end() const { return items + size_; }
  constexpr int size() const { return size_; }
  constexpr T const* data() const { return items; }

  /// The elements, for hot loops: an index is one evaluation step, a call of operator[] three.
  T* items = nullptr;

 private:
  int size_ = 0;
  int capacity_ = 0;
};

}  // namespace tenon::detail
