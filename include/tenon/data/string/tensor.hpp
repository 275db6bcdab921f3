// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/string/buffer.hpp>
#include <tenon/data/string/view.hpp>
#include <tenon/tensor/tensor.hpp>

#include <concepts>
#include <string_view>
#include <utility>

namespace tenon {

namespace diagnose {
template <class S, std::size_t Indices, bool Fit>
inline constexpr bool one_integer_an_axis = Fit;
}  // namespace diagnose

namespace detail {
template <class X>
concept Text = std::convertible_to<X const&, std::string_view> && !std::same_as<X, std::nullptr_t>;
}  // namespace detail

/// Strings of static shape S: bytes, which need not be text, one behind the other in one buffer that the tensor owns. `Capacity`
/// is the number of bytes that all of them may have together: in the type, then everything is inside the tensor, without a heap
/// and in constant evaluation too; or `dynamic_capacity`, the heap, where it grows. `StringTensor<2, 3>` is the usual way to name
/// one. Default-constructed strings are empty. What does not fit ends the program; the `try_` forms return an Outcome, and the
/// tensor is as it was. Example: StringTensor<2> t{"Café", "Coffee"}; t[1]; t.set("tea", 1);
template <class S, std::size_t Capacity>
class BasicStringTensor {
 public:
  using value_type = std::string_view;
  using shape_type = S;
  using strings_type = BasicStringTensor;
  static constexpr std::size_t rank = S::rank, size = S::size, capacity = Capacity;
  static constexpr bool is_strings = true, has_rows = false;
  using buffer_type = data::detail::StringBuffer<S::size, Capacity>;

  /// Empty strings.
  constexpr BasicStringTensor() : buffer_(size) {}
  constexpr BasicStringTensor(BasicStringTensor const&) = default;
  /// Of what is moved from, empty strings are left, which take memory, or those that were here.
  constexpr BasicStringTensor(BasicStringTensor&& other) noexcept(false) : BasicStringTensor() { buffer_.swap(other.buffer_); }
  constexpr BasicStringTensor& operator=(BasicStringTensor const&) = default;
  constexpr BasicStringTensor& operator=(BasicStringTensor&&) = default;
  constexpr ~BasicStringTensor() = default;

  /// A scalar's string, or those of a vector, exactly as many as it has.
  template <detail::Text... U>
    requires(S::rank <= 1 && sizeof...(U) > 0)
  constexpr explicit(sizeof...(U) == 1 && S::rank == 1) BasicStringTensor(U const&... text) {
    static_assert(S::rank == 1 || sizeof...(U) == 1, "string tensor initialiser: a scalar tensor has one string");
    if constexpr (S::rank == 1) {
      using Values = detail::Given<S, 0, sizeof...(U)>;
      static_assert(diagnose::same_size<typename Values::lhs, typename Values::rhs>,
                    "string tensor initialiser: the number of strings along an axis must be its extent (axis, given, shape; "
                    "axis, extent, shape)");
    }
    if constexpr (sizeof...(U) == size)
      if (!(buffer_.append(text) && ...)) strings_exceed_the_capacity();
  }
  /// Nested braces: a row of a matrix each.
  template <std::size_t... N>
    requires(S::rank == 2)
  constexpr BasicStringTensor(std::string_view const (&... rows)[N]) {
    using Values = decltype(detail::first_wrong<detail::Given<S, 0, sizeof...(N)>, detail::Given<S, 1, N...>>());
    static_assert(diagnose::same_size<typename Values::lhs, typename Values::rhs>,
                  "string tensor initialiser: the number of strings along an axis must be its extent (axis, given, shape; axis, "
                  "extent, shape)");
    auto const row = [this](std::string_view const* from, std::size_t n) {
      for (std::size_t i = 0; i < n; ++i) append(from[i]);
    };
    if constexpr (Values::got == Values::want) (row(rows, N), ...);
  }
  /// The strings of a tensor of another capacity, or of a view, of the same shape.
  template <Strings X>
    requires(!std::same_as<X, BasicStringTensor> && std::same_as<typename X::shape_type, S>)
  constexpr BasicStringTensor(X const& other) {
    for (std::size_t i = 0; i < size; ++i) append(other.element(i));
  }
  /// Of another shape: always an error, worded.
  template <Strings X>
    requires(!X::has_rows && !std::same_as<typename X::shape_type, S>)
  constexpr BasicStringTensor(X const&) {
    static_assert(diagnose::same_shape<typename X::shape_type, S>, "assignment: the shapes differ (from, to follow)");
  }
  /// What functions make: as many strings as the shape has.
  constexpr explicit BasicStringTensor(buffer_type&& buffer) : buffer_(std::move(buffer)) {
    if (buffer_.count() != size) detail::fail("StringTensor: number of strings", size, buffer_.count());
  }

  /// The strings of a range (a vector, array or span of texts), exactly `size` of them.
  template <class Range>
  static constexpr data::Result<BasicStringTensor> try_from(Range const& range) {
    buffer_type buffer;
    for (auto const& text : range) {
      if (buffer.count() == size) return data::Outcome::failure("there are more than ", size, " strings");
      if (auto const outcome = buffer.try_append(text); !outcome) return outcome;
    }
    if (buffer.count() != size) return data::Outcome::failure("there are ", buffer.count(), " strings, not ", size);
    return BasicStringTensor(std::move(buffer));
  }
  template <class Range>
  static constexpr BasicStringTensor from(Range const& range) {
    return try_from(range).or_stop("StringTensor::from");
  }

  static constexpr std::size_t elements() noexcept { return size; }
  /// Bytes of all strings together.
  constexpr std::size_t bytes() const noexcept { return buffer_.used(); }
  constexpr StringTensorView<S> view() const& noexcept { return {buffer_.bytes(), buffer_.offsets()}; }
  StringTensorView<S> view() const&& = delete;  // it would outlive the strings
  constexpr operator StringTensorView<S>() const noexcept { return {buffer_.bytes(), buffer_.offsets()}; }

  /// String i in row-major order.
  constexpr std::string_view element(std::size_t i) const noexcept { return buffer_.element(i); }
  constexpr std::string_view item() const noexcept
    requires(size == 1)
  {
    return element(0);
  }
  constexpr operator std::string_view() const& noexcept
    requires(S::rank == 0)
  {
    return element(0);
  }
  constexpr detail::StringIterator begin() const& noexcept { return view().begin(); }
  constexpr detail::StringIterator end() const& noexcept { return view().end(); }

  /// The string at run-time indices, one for each axis.
  template <class... I>
  constexpr std::string_view operator()(I... i) const {
    return element(place(i...));
  }
  /// Of a vector a string, of more axes a row as a view.
  template <class I>
    requires(S::rank > 0 && std::is_integral_v<I>)
  constexpr auto operator[](I i) const {
    return StringTensorView<S>(*this)[i];
  }

  /// Another string at run-time indices, one for each axis (none of a scalar). The text may lie in this tensor.
  template <class... I>
  constexpr data::Outcome try_set(std::string_view text, I... i) {
    return buffer_.try_replace(place(i...), text);
  }
  template <class... I>
  constexpr void set(std::string_view text, I... i) {
    try_set(text, i...).or_stop("StringTensor::set");
  }

 private:
  template <class... I>
  static constexpr std::size_t place(I... i) {
    constexpr bool fit = sizeof...(I) == S::rank && (std::is_integral_v<I> && ...);
    static_assert(diagnose::one_integer_an_axis<S, sizeof...(I), fit>,
                  "index of a string tensor: one run-time integer for each axis (shape, indices follow)");
    if constexpr (fit)
      return detail::string_place<S>(i...);
    else
      return 0;
  }
  constexpr void append(std::string_view text) {
    if (!buffer_.append(text)) strings_exceed_the_capacity();
  }
  /// Not constant: of constants, compilers name it.
  void strings_exceed_the_capacity() const { buffer_.fault().or_stop("StringTensor"); }

  buffer_type buffer_;
};

/// Strings of extents D on the heap; `StringTensor<>` is one string.
template <std::size_t... D>
using StringTensor = BasicStringTensor<Shape<D...>, dynamic_capacity>;

}  // namespace tenon
