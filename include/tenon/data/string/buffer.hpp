// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/capacity.hpp>
#include <tenon/data/outcome.hpp>

#include <cstdint>
#include <string_view>

namespace tenon::data::detail {

/// Plain values from one place to another, which may overlap where `to` is not behind `from`, or at run time.
template <class T>
constexpr void copy_elements(T* to, T const* from, std::size_t count) noexcept {
  if (__builtin_is_constant_evaluated())
    for (std::size_t i = 0; i < count; ++i) to[i] = from[i];
  else if (count != 0)
    __builtin_memmove(static_cast<void*>(to), from, count * sizeof(T));
}

template <class X>
constexpr void exchange(X& a, X& b) noexcept {
  X old = static_cast<X&&>(a);
  a = static_cast<X&&>(b);
  b = static_cast<X&&>(old);
}

/// Plain values in a row, `Most` of them at most, inside.
template <class T, std::size_t Most>
class List {
 public:
  static constexpr std::size_t most = Most;
  constexpr std::size_t size() const noexcept { return size_; }
  constexpr T* data() noexcept { return items_; }
  constexpr T const* data() const noexcept { return items_; }
  constexpr void reserve(std::size_t) noexcept {}
  /// Values at the end, which may lie here already; false, and nothing, if there is no room.
  constexpr bool append(T const* values, std::size_t count) noexcept {
    if (count > Most - size_) return false;
    copy_elements(items_ + size_, values, count);
    size_ += count;
    return true;
  }
  /// So many, size <= most; new ones are zero, or what they were before.
  constexpr void resize(std::size_t size) noexcept { size_ = size; }

 private:
  std::size_t size_ = 0;
  T items_[Most == 0 ? 1 : Most]{};
};

/// The same on the heap; it grows.
template <class T>
class List<T, dynamic_capacity> {
 public:
  static constexpr std::size_t most = static_cast<std::size_t>(-1) / 4 / sizeof(T);

  constexpr List() noexcept = default;
  constexpr List(List const& other) { append(other.items_, other.size_); }
  constexpr List(List&& other) noexcept { swap(other); }
  constexpr List& operator=(List const& other) {
    if (this != &other) size_ = 0, append(other.items_, other.size_);
    return *this;
  }
  constexpr List& operator=(List&& other) noexcept {
    swap(other);
    return *this;
  }
  constexpr ~List() { delete[] items_; }

  constexpr std::size_t size() const noexcept { return size_; }
  constexpr T* data() noexcept { return items_; }
  constexpr T const* data() const noexcept { return items_; }
  constexpr void reserve(std::size_t count) {
    if (count > capacity_ && count <= most) delete[] grow(count);
  }
  constexpr bool append(T const* values, std::size_t count) {
    if (count > most - size_) return false;
    T* const old = size_ + count > capacity_ ? grow(size_ + count) : nullptr;
    copy_elements(items_ + size_, values, count);
    delete[] old;  // only now: the values may lie there
    size_ += count;
    return true;
  }
  constexpr void resize(std::size_t size) {
    reserve(size);
    size_ = size;
  }

 private:
  constexpr T* grow(std::size_t count) {
    T* const old = items_;
    capacity_ = count > 2 * capacity_ ? count : 2 * capacity_;
    items_ = new T[capacity_]{};
    copy_elements(items_, old, size_);
    return old;
  }
  constexpr void swap(List& other) noexcept {
    exchange(items_, other.items_);
    exchange(size_, other.size_);
    exchange(capacity_, other.capacity_);
  }
  T* items_ = nullptr;
  std::size_t size_ = 0, capacity_ = 0;
};

/// Strings one behind the other in one buffer: string i is bytes offsets[i] ... offsets[i + 1] - 1. At most `Most` strings of
/// `Capacity` bytes together. New ones go to the end, whole or piece by piece.
template <std::size_t Most, std::size_t Capacity>
class StringBuffer {
#if defined(TENON_NO_HEAP)
  static_assert(diagnose::capacity_without_heap<StringBuffer> || (Most != dynamic_capacity && Capacity != dynamic_capacity),
                "TENON_NO_HEAP: strings without a capacity are on the heap: BasicStringTensor<Shape<2>, 64> has 64 bytes inside");
#endif

 public:
  static constexpr std::size_t longest = 0x7fffffff;  ///< bytes of one string: lengths and positions are int32

  /// `count` empty strings.
  constexpr explicit StringBuffer(std::size_t count = 0) { offsets_.resize(count + 1); }
  constexpr StringBuffer(StringBuffer const&) = default;
  /// Of what is moved from, the empty buffer is left, which takes memory.
  constexpr StringBuffer(StringBuffer&& other) noexcept(false) : StringBuffer() { swap(other); }
  constexpr StringBuffer& operator=(StringBuffer const&) = default;
  constexpr StringBuffer& operator=(StringBuffer&& other) noexcept {
    swap(other);
    return *this;
  }
  constexpr ~StringBuffer() = default;
  constexpr void swap(StringBuffer& other) noexcept {
    exchange(bytes_, other.bytes_);
    exchange(offsets_, other.offsets_);
    exchange(open_, other.open_);
    exchange(refused_, other.refused_);
  }

  constexpr std::size_t count() const noexcept { return offsets_.size() - 1; }
  constexpr std::size_t used() const noexcept { return bytes_.size(); }
  constexpr char const* bytes() const noexcept { return bytes_.data(); }
  constexpr std::size_t const* offsets() const noexcept { return offsets_.data(); }
  constexpr std::string_view element(std::size_t i) const noexcept {
    return {bytes() + offsets()[i], offsets()[i + 1] - offsets()[i]};
  }

  /// The first `count` strings.
  constexpr void truncate(std::size_t count) noexcept {
    offsets_.resize(count + 1);
    bytes_.resize(offsets()[count]);
    open_ = 0;
  }
  constexpr void reserve(std::size_t count, std::size_t bytes) {
    offsets_.reserve(count + 1);
    bytes_.reserve(bytes);
  }

  /// More bytes of the string that is being written; false if there is no room, of which `fault()` tells.
  constexpr bool extend(std::string_view text) {
    if (text.size() > longest - open_ || !bytes_.append(text.data(), text.size())) {
      refused_ = text.size();
      return false;
    }
    open_ += text.size();
    return true;
  }
  /// The bytes of the string that is being written.
  constexpr char* open() noexcept { return bytes_.data() + (used() - open_); }
  constexpr std::size_t open_size() const noexcept { return open_; }
  /// The string that is being written ends.
  constexpr bool finish() {
    refused_ = 0;
    std::size_t const end = used();
    if (!offsets_.append(&end, 1)) return false;
    open_ = 0;
    return true;
  }
  /// One more string, or nothing.
  constexpr bool append(std::string_view text) {
    if (extend(text) && finish()) return true;
    bytes_.resize(used() - open_);
    open_ = 0;
    return false;
  }
  /// Why the last `extend`, `finish` or `append` was refused.
  constexpr Outcome fault() const {
    if (refused_ == 0) return Outcome::failure("there is room for ", count(), " strings, not for ", count() + 1);
    if (refused_ > longest - open_) return too_long(count());
    return too_small(refused_);
  }
  constexpr Outcome try_append(std::string_view text) { return append(text) ? Outcome{} : fault(); }

  /// Another string i.
  constexpr Outcome try_replace(std::size_t i, std::string_view text) {
    if (text.size() > longest) return too_long(i);
    if (text.size() > bytes_.most - (used() - element(i).size())) return too_small(text.size());
    if (lies_here(text)) {
      List<char, Capacity> copy;
      copy.append(text.data(), text.size());
      write(i, {copy.data(), text.size()});
    } else
      write(i, text);
    return {};
  }

  /// Whether a text may be part of these bytes, which are about to move. In constant evaluation pointers cannot be compared.
  constexpr bool lies_here(std::string_view text) const noexcept { return lies_in(bytes_, text.data()); }
  /// The same of strings whose offsets begin there.
  constexpr bool lies_here(std::size_t const* offset) const noexcept { return lies_in(offsets_, offset); }

 private:
  template <class L, class T>
  static constexpr bool lies_in(L const& list, T const* place) noexcept {
    return __builtin_is_constant_evaluated() ||
           reinterpret_cast<std::uintptr_t>(place) - reinterpret_cast<std::uintptr_t>(list.data()) < list.size() * sizeof(T);
  }
  /// Replaces string i by a text from elsewhere, for which there is room.
  constexpr void write(std::size_t i, std::string_view text) {
    std::size_t const begin = offsets()[i], end = offsets()[i + 1], old = end - begin, before = used();
    std::size_t const after = before - old + text.size();
    if (after > before) bytes_.resize(after);
    char* const bytes = bytes_.data();
    if (text.size() > old && __builtin_is_constant_evaluated())
      for (std::size_t k = before; k-- > end;) bytes[k - old + text.size()] = bytes[k];
    else
      copy_elements(bytes + begin + text.size(), bytes + end, before - end);
    copy_elements(bytes + begin, text.data(), text.size());
    if (after < before) bytes_.resize(after);
    for (std::size_t k = i + 1; k <= count(); ++k) offsets_.data()[k] = offsets_.data()[k] - old + text.size();
  }
  static constexpr Outcome too_long(std::size_t i) {
    return Outcome::failure("string ", i, " is longer than ", longest, " bytes");
  }
  constexpr Outcome too_small(std::size_t more) const {
    return Outcome::failure("the capacity is ", bytes_.most, " bytes, ", used(), " are taken and ", more, " more are needed");
  }

  // Of many strings, the offsets are on the heap too: a tensor is to fit a stack.
  static constexpr std::size_t offset_capacity =
      Most == dynamic_capacity || (Capacity == dynamic_capacity && Most >= 1024) ? dynamic_capacity : Most + 1;
  List<char, Capacity> bytes_;
  List<std::size_t, offset_capacity> offsets_;
  std::size_t open_ = 0, refused_ = 0;
};

}  // namespace tenon::data::detail
