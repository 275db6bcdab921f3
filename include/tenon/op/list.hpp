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
  constexpr explicit List(int n, T const& value = T{}) {
    reserve(n);
    for (int i = 0; i < n; ++i) data_[i] = value;
    size_ = n;
  }
  constexpr List(List const& other) {
    reserve(other.size_);
    for (int i = 0; i < other.size_; ++i) data_[i] = other.data_[i];
    size_ = other.size_;
  }
  constexpr List(List&& other) noexcept : data_(other.data_), size_(other.size_), capacity_(other.capacity_) {
    other.data_ = nullptr;
    other.size_ = other.capacity_ = 0;
  }
  constexpr List& operator=(List other) noexcept {
    T* const data = data_;
    data_ = other.data_;
    other.data_ = data;
    size_ = other.size_;
    capacity_ = other.capacity_;
    return *this;
  }
  constexpr ~List() { delete[] data_; }

  constexpr void reserve(int n) {
    if (n <= capacity_) return;
    T* const data = new T[static_cast<std::size_t>(n)]{};
    for (int i = 0; i < size_; ++i) data[i] = data_[i];
    delete[] data_;
    data_ = data;
    capacity_ = n;
  }
  constexpr int push_back(T const& value) {
    if (size_ == capacity_) {
      T const copy = value;
      reserve(capacity_ < 16 ? 16 : capacity_ * 2);
      data_[size_] = copy;
    } else
      data_[size_] = value;
    return size_++;
  }
  constexpr void clear() { size_ = 0; }
  constexpr void truncate(int n) { size_ = n; }
  constexpr T& operator[](int i) { return data_[i]; }
  constexpr T const& operator[](int i) const { return data_[i]; }
  constexpr T* begin() { return data_; }
  constexpr T* end() { return data_ + size_; }
  constexpr T const* begin() const { return data_; }
  constexpr T const* end() const { return data_ + size_; }
  constexpr int size() const { return size_; }
  constexpr T const* data() const { return data_; }

 private:
  T* data_ = nullptr;
  int size_ = 0;
  int capacity_ = 0;
};

}  // namespace tenon::detail
