// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/fail.hpp>

#include <cstddef>
#include <cstring>
#include <limits>
#include <new>
#include <type_traits>
#include <utility>

namespace tenon::data::detail {

/// A growing array of plain values that starts on a 64-byte boundary. Unlike std::vector it holds
/// bools as bools, so that every dtype has contiguous elements that a kernel can load.
template <class T>
class AlignedBuffer {
  static_assert(std::is_trivially_copyable_v<T>, "AlignedBuffer: the element type must be a plain value");

 public:
  static constexpr std::align_val_t alignment{alignof(T) > 64 ? alignof(T) : 64};

  AlignedBuffer() noexcept = default;

  /// `size` zeros.
  explicit AlignedBuffer(std::size_t size) : data_(allocate(size)), size_(size), capacity_(size) {
    for (std::size_t i = 0; i < size; ++i) data_[i] = T{};
  }

  AlignedBuffer(T const* values, std::size_t size) : data_(allocate(size)), size_(size), capacity_(size) {
    copy(data_, values, size);
  }

  AlignedBuffer(AlignedBuffer const& other) : AlignedBuffer(other.data_, other.size_) {}
  AlignedBuffer(AlignedBuffer&& other) noexcept { swap(other); }
  AlignedBuffer& operator=(AlignedBuffer other) noexcept {
    swap(other);
    return *this;
  }
  ~AlignedBuffer() { ::operator delete(static_cast<void*>(data_), alignment); }

  [[nodiscard]] T* data() noexcept { return data_; }
  [[nodiscard]] T const* data() const noexcept { return data_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

  void reserve(std::size_t capacity) {
    if (capacity > capacity_) AlignedBuffer(*this, capacity).swap(*this);
  }

  /// Adds zeros at the end, up to `size` values.
  void grow(std::size_t size) {
    if (size > capacity_) reserve(capacity_for(size));
    for (; size_ < size; ++size_) data_[size_] = T{};
  }

  /// Leaves no values; the memory stays.
  void clear() noexcept { size_ = 0; }

  /// Adds values at the end; they may lie in this buffer.
  void append(T const* values, std::size_t count) {
    if (count > capacity_ - size_) {
      if (count > std::numeric_limits<std::size_t>::max() / 2 - size_)
        fail("Rows: too many values", {"values", count}, {"already there", size_});
      auto const needed = size_ + count;
      AlignedBuffer grown(*this, capacity_for(needed));
      copy(grown.data_ + size_, values, count);  // before the old memory, which may hold them, goes
      grown.size_ = needed;
      swap(grown);
    } else {
      copy(data_ + size_, values, count);
      size_ += count;
    }
  }

 private:
  AlignedBuffer(AlignedBuffer const& other, std::size_t capacity)
      : data_(allocate(capacity)), size_(other.size_), capacity_(capacity) {
    copy(data_, other.data_, size_);
  }

  [[nodiscard]] std::size_t capacity_for(std::size_t needed) const noexcept {
    return needed > 2 * capacity_ ? needed : 2 * capacity_;
  }

  static T* allocate(std::size_t size) {
    constexpr auto most = std::numeric_limits<std::size_t>::max() / 2 / sizeof(T);
    if (size > most) fail("Rows: too many values", {"values", size}, {"limit", most});
    return size == 0 ? nullptr : static_cast<T*>(::operator new(size * sizeof(T), alignment));
  }

  static void copy(T* to, T const* from, std::size_t count) noexcept {
    if (count != 0) std::memcpy(static_cast<void*>(to), static_cast<void const*>(from), count * sizeof(T));
  }

  void swap(AlignedBuffer& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

  T* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace tenon::data::detail
