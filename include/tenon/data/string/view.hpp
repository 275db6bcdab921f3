// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/capacity.hpp>
#include <tenon/shape/fail.hpp>
#include <tenon/shape/shape.hpp>

#include <compare>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace tenon {

namespace detail {

/// Bytes first, first + 1, ... of a text, first <= its size: substr, which may throw, without what that brings.
constexpr std::string_view part_of(std::string_view text, std::size_t first,
                                   std::size_t count = static_cast<std::size_t>(-1)) noexcept {
  std::size_t const rest = text.size() - first;
  return {text.data() + first, count < rest ? count : rest};
}

/// Walks strings of one buffer.
class StringIterator {
 public:
  using value_type = std::string_view;
  using difference_type = std::ptrdiff_t;

  constexpr StringIterator() noexcept = default;
  constexpr StringIterator(char const* bytes, std::size_t const* offset) noexcept : bytes_(bytes), offset_(offset) {}

  constexpr std::string_view operator*() const noexcept { return {bytes_ + offset_[0], offset_[1] - offset_[0]}; }
  constexpr std::string_view operator[](std::ptrdiff_t i) const noexcept { return *(*this + i); }
  constexpr StringIterator& operator++() noexcept { return ++offset_, *this; }
  constexpr StringIterator operator++(int) noexcept { return {bytes_, offset_++}; }
  constexpr StringIterator& operator--() noexcept { return --offset_, *this; }
  constexpr StringIterator operator+(std::ptrdiff_t i) const noexcept { return {bytes_, offset_ + i}; }
  friend constexpr std::ptrdiff_t operator-(StringIterator a, StringIterator b) noexcept { return a.offset_ - b.offset_; }
  constexpr bool operator==(StringIterator const& other) const noexcept { return offset_ == other.offset_; }

 private:
  char const* bytes_ = nullptr;
  std::size_t const* offset_ = nullptr;
};

/// The shape without its first axis.
template <class S>
struct RowOf;
template <std::size_t First, std::size_t... Rest>
struct RowOf<Shape<First, Rest...>> {
  using type = Shape<Rest...>;
};

/// The place of run-time indices in row-major order; they are checked.
template <class S, class... I>
constexpr std::size_t string_place(I... i) {
  std::size_t at = 0;
  int axis = 0;
  auto const step = [&](std::ptrdiff_t index) {
    std::ptrdiff_t const extent = dims_of<S>[axis++];
    if (index < 0 || index >= extent) fail_index(index, extent);
    at = at * static_cast<std::size_t>(extent) + static_cast<std::size_t>(index);
  };
  (step(static_cast<std::ptrdiff_t>(i)), ...);
  return at;
}

}  // namespace detail

template <class S, std::size_t Capacity>
class BasicStringTensor;

/// Strings of static shape S in a buffer that somebody else owns, such as a row of a StringTensor: it is read only, and valid as
/// long as that buffer is not changed.
template <class S>
class StringTensorView {
 public:
  using shape_type = S;
  using strings_type = BasicStringTensor<S, dynamic_capacity>;
  static constexpr std::size_t rank = S::rank, size = S::size, capacity = dynamic_capacity;
  static constexpr bool is_strings = true, has_rows = false;

  constexpr StringTensorView(char const* bytes, std::size_t const* offsets) noexcept : bytes_(bytes), offsets_(offsets) {}

  static constexpr std::size_t elements() noexcept { return size; }
  /// String i in row-major order.
  constexpr std::string_view element(std::size_t i) const noexcept { return begin()[static_cast<std::ptrdiff_t>(i)]; }
  constexpr std::string_view item() const noexcept
    requires(size == 1)
  {
    return element(0);
  }
  constexpr operator std::string_view() const noexcept
    requires(S::rank == 0)
  {
    return element(0);
  }
  constexpr std::size_t const* offsets() const noexcept { return offsets_; }
  constexpr detail::StringIterator begin() const noexcept { return {bytes_, offsets_}; }
  constexpr detail::StringIterator end() const noexcept { return {bytes_, offsets_ + size}; }

  /// The string at run-time indices, one for each axis.
  template <class... I>
    requires(sizeof...(I) == S::rank && S::rank > 0 && (std::is_integral_v<I> && ...))
  constexpr std::string_view operator()(I... i) const {
    return element(detail::string_place<S>(i...));
  }
  /// Of a vector a string, of more axes a row.
  template <class I>
    requires(S::rank > 0 && std::is_integral_v<I>)
  constexpr auto operator[](I i) const {
    using Row = typename detail::RowOf<S>::type;
    std::ptrdiff_t const extent = dims_of<S>[0], index = static_cast<std::ptrdiff_t>(i);
    if (index < 0 || index >= extent) detail::fail_index(index, extent);
    if constexpr (S::rank == 1)
      return element(static_cast<std::size_t>(index));
    else
      return StringTensorView<Row>(bytes_, offsets_ + static_cast<std::size_t>(index) * Row::size);
  }

 private:
  char const* bytes_;
  std::size_t const* offsets_;
};

/// What the functions of tn::strings take: a StringTensor, StringRows, or a view of them. `element(i)` of `elements()` is string
/// i. Results of strings have the form and the capacity of the operand (of a view, the heap); those of numbers are a Tensor of
/// its shape, of rows data::Rows.
template <class X>
concept Strings = std::remove_cvref_t<X>::is_strings;

}  // namespace tenon
