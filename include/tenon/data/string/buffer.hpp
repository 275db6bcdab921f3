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

/// Plain values in a row, `Most` of them at most, inline.
template <class T, std::size_t Most>
class Elements {
 public:
  static constexpr std::size_t most = Most;
  /// Room for `count`, of which the first `used` are kept; false if there is none.
  constexpr bool reserve(std::size_t count, std::size_t) noexcept { return count <= Most; }
  /// Puts `count` more behind `used`; they may lie here. False if there is no room.
  constexpr bool append(T const* more, std::size_t count, std::size_t used) noexcept {
    if (count > Most - used) return false;
    copy_elements(items_ + used, more, count);
    return true;
  }
  constexpr T* data() noexcept { return items_; }
  constexpr T const* data() const noexcept { return items_; }
  /// The first `used` of one and `other_used` of the other, which are all that count.
  constexpr void swap(Elements& other, std::size_t used, std::size_t other_used) noexcept {
    for (std::size_t i = 0; i < used || i < other_used; ++i) {
      T const mine = items_[i];
      items_[i] = other.items_[i];
      other.items_[i] = mine;
    }
  }

 private:
  T items_[Most == 0 ? 1 : Most]{};
};

/// The same on the heap; it grows.
template <class T>
class Elements<T, dynamic_capacity> {
 public:
#if defined(TENON_NO_HEAP)
  static_assert(diagnose::capacity_without_heap<Elements>,
                "TENON_NO_HEAP is defined and this structure grows on the heap: give it a capacity in its type");
#endif
  static constexpr std::size_t most = static_cast<std::size_t>(-1) / 4 / sizeof(T);

  constexpr Elements() noexcept = default;
  Elements(Elements const&) = delete;
  Elements& operator=(Elements const&) = delete;
  constexpr ~Elements() { delete[] items_; }

  constexpr bool reserve(std::size_t count, std::size_t used) {
    if (count <= capacity_) return true;
    return count <= most && (append(nullptr, 0, used, count), true);
  }
  constexpr bool append(T const* more, std::size_t count, std::size_t used) {
    if (count > most - used) return false;
    append(more, count, used, used + count);
    return true;
  }
  constexpr T* data() noexcept { return items_; }
  constexpr T const* data() const noexcept { return items_; }
  constexpr void swap(Elements& other, std::size_t, std::size_t) noexcept {
    T* const items = items_;
    items_ = other.items_;
    other.items_ = items;
    std::size_t const capacity = capacity_;
    capacity_ = other.capacity_;
    other.capacity_ = capacity;
  }

 private:
  constexpr void append(T const* more, std::size_t count, std::size_t used, std::size_t needed) {
    T* items = items_;
    if (needed > capacity_) {
      capacity_ = needed > 2 * capacity_ ? needed : 2 * capacity_;
      items = new T[capacity_]{};
      copy_elements(items, items_, used);
    }
    copy_elements(items + used, more, count);
    if (items != items_) delete[] items_;  // only now: `more` may lie there
    items_ = items;
  }
  T* items_ = nullptr;
  std::size_t capacity_ = 0;
};

/// Strings one behind the other in one buffer: string i is bytes offsets[i] ... offsets[i + 1] - 1. At most `Most` strings of
/// `Capacity` bytes together. New ones go to the end, whole or piece by piece.
template <std::size_t Most, std::size_t Capacity>
class StringBuffer {
 public:
  static constexpr std::size_t longest = 0x7fffffff;  ///< bytes of one string: lengths and positions are int32

  constexpr StringBuffer() noexcept = default;
  /// Empty strings.
  constexpr explicit StringBuffer(std::size_t count) : count_(count) { offsets_.reserve(count + 1, 0); }
  constexpr StringBuffer(StringBuffer const& other) { *this = other; }
  constexpr StringBuffer(StringBuffer&& other) noexcept { swap(other); }
  constexpr StringBuffer& operator=(StringBuffer const& other) {
    if (this == &other) return *this;
    bytes_.reserve(other.used_, 0);
    copy_elements(bytes_.data(), other.bytes_.data(), other.used_);
    if (other.offsets() != nullptr) {
      offsets_.reserve(other.count_ + 1, 0);
      copy_elements(offsets_.data(), other.offsets_.data(), other.count_ + 1);
    }
    used_ = other.used_;
    count_ = other.count_;
    return *this;
  }
  constexpr StringBuffer& operator=(StringBuffer&& other) noexcept {
    swap(other);
    return *this;
  }
  constexpr ~StringBuffer() = default;

  constexpr std::size_t count() const noexcept { return count_; }
  constexpr std::size_t used() const noexcept { return used_; }
  constexpr char const* bytes() const noexcept { return bytes_.data(); }
  constexpr std::size_t const* offsets() const noexcept { return offsets_.data(); }
  constexpr std::string_view element(std::size_t i) const noexcept {
    return {bytes() + offsets()[i], offsets()[i + 1] - offsets()[i]};
  }

  constexpr void clear() noexcept { truncate(0); }
  /// The first `count` strings.
  constexpr void truncate(std::size_t count) noexcept {
    used_ = count == 0 ? 0 : offsets()[count];
    open_ = 0;
    count_ = count;
  }
  constexpr void reserve(std::size_t count, std::size_t used) {
    if (count < Most) offsets_.reserve(count + 1, used_offsets());
    if (used <= Capacity) bytes_.reserve(used, used_);
  }

  /// More bytes of the string that is being written; false if there is no room, of which `fault()` tells.
  constexpr bool extend(std::string_view text) {
    if (text.size() > longest - open_ || !bytes_.append(text.data(), text.size(), used_)) {
      refused_ = text.size();
      return false;
    }
    used_ += text.size();
    open_ += text.size();
    return true;
  }
  /// The bytes of the string that is being written.
  constexpr char* open() noexcept { return bytes_.data() + (used_ - open_); }
  constexpr std::size_t open_size() const noexcept { return open_; }
  /// The string that is being written ends.
  constexpr bool finish() {
    refused_ = 0;
    if (count_ + 1 > Most || !offsets_.reserve(count_ + 2, used_offsets())) return false;
    if (count_ == 0) offsets_.data()[0] = 0;
    offsets_.data()[++count_] = used_;
    open_ = 0;
    return true;
  }
  /// One more string, or nothing.
  constexpr bool append(std::string_view text) {
    if (extend(text) && finish()) return true;
    used_ -= open_;
    open_ = 0;
    return false;
  }
  /// Why the last `extend`, `finish` or `append` was refused.
  constexpr Outcome fault() const {
    if (refused_ == 0) return Outcome::failure("there is room for ", Most, " strings, not for ", count_ + 1);
    if (refused_ > longest - open_) return too_long(count_);
    return too_small(refused_);
  }
  constexpr Outcome try_append(std::string_view text) { return append(text) ? Outcome{} : fault(); }

  /// Another string i.
  constexpr Outcome try_replace(std::size_t i, std::string_view text) {
    if (text.size() > longest) return too_long(i);
    if (text.size() > bytes_.most - (used_ - element(i).size())) return too_small(text.size());
    if (lies_here(text)) {
      Elements<char, Capacity> copy;
      copy.append(text.data(), text.size(), 0);
      write(i, {copy.data(), text.size()});
    } else
      write(i, text);
    return {};
  }

  constexpr void swap(StringBuffer& other) noexcept {
    bytes_.swap(other.bytes_, used_, other.used_);
    offsets_.swap(other.offsets_, count_ + 1, other.count_ + 1);
    exchange(used_, other.used_);
    exchange(open_, other.open_);
    exchange(count_, other.count_);
  }

 private:
  constexpr std::size_t used_offsets() const noexcept { return offsets() == nullptr ? 0 : count_ + 1; }
  static constexpr void exchange(std::size_t& a, std::size_t& b) noexcept {
    std::size_t const old = a;
    a = b;
    b = old;
  }
  /// Replaces string i by a text from elsewhere, for which there is room.
  constexpr void write(std::size_t i, std::string_view text) {
    std::size_t const begin = offsets()[i], end = offsets()[i + 1], old = end - begin, size = used_ - old + text.size();
    bytes_.reserve(size, used_);
    char* const bytes = bytes_.data();
    if (text.size() > old && __builtin_is_constant_evaluated())
      for (std::size_t k = used_; k-- > end;) bytes[k - old + text.size()] = bytes[k];
    else
      copy_elements(bytes + begin + text.size(), bytes + end, used_ - end);
    copy_elements(bytes + begin, text.data(), text.size());
    for (std::size_t k = i + 1; k <= count_; ++k) offsets_.data()[k] = offsets_.data()[k] - old + text.size();
    used_ = size;
  }
  /// Whether a text may be part of these bytes, which are about to move. In constant evaluation pointers cannot be compared.
  constexpr bool lies_here(std::string_view text) const noexcept {
    return __builtin_is_constant_evaluated() ||
           reinterpret_cast<std::uintptr_t>(text.data()) - reinterpret_cast<std::uintptr_t>(bytes()) < used_;
  }
  static constexpr Outcome too_long(std::size_t i) {
    return Outcome::failure("string ", i, " is longer than ", longest, " bytes");
  }
  constexpr Outcome too_small(std::size_t more) const {
    return Outcome::failure("the capacity is ", Capacity == dynamic_capacity ? bytes_.most : Capacity, " bytes, ", used_,
                            " are taken and ", more, " more are needed");
  }

  // Of many strings, the offsets are on the heap too: a tensor is to fit a stack.
  static constexpr std::size_t offset_capacity =
      Most == dynamic_capacity || (Capacity == dynamic_capacity && Most >= 1024) ? dynamic_capacity : Most + 1;
  Elements<char, Capacity> bytes_;
  Elements<std::size_t, offset_capacity> offsets_;
  std::size_t used_ = 0, open_ = 0, count_ = 0, refused_ = 0;
};

}  // namespace tenon::data::detail
