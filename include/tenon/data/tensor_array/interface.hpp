// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/tensor_array/slots.hpp>

/// What all tensor arrays can do, whether they are memory, values of a trace, or grow; and the errors that the compiler sees.
namespace tenon {

template <class Element, std::size_t Capacity, auto... Option>
class TensorArray;

namespace detail {

/// What an array is made of, from its arguments.
template <class E, std::size_t Capacity, auto... Option>
struct ArrayTraits {
  static_assert(ArrayElement<E>::ok,
                "TensorArray: an element is a number or a tensor that owns its elements: tn::Tensor<float, 2>");
  static_assert((diagnose::is_an_option_of_arrays<Option> && ...), "TensorArray: its option is tn::clear_after_read");
  using value_type = typename ArrayElement<E>::value_type;
  using shape_type = typename ArrayElement<E>::shape_type;
  static constexpr std::size_t capacity = Capacity;
  static constexpr bool clears = sizeof...(Option) != 0;
};

/// Self has `put(i, x)`, `put_at(indices, x)` and `put_all(x)`, `peek(i)` and `peek_at(indices)`, which only look, `take_out(i)`,
/// which clears, and `copy_for(x...)`, a copy that takes these. They are given what was found right here: the assertions stand in
/// these functions, for another one in between would cost a reader three lines.
template <class Self, class Traits>
class ArrayInterface {
 public:
  using value_type = typename Traits::value_type;
  using element_shape = typename Traits::shape_type;
  using element_type = BasicTensor<value_type, element_shape>;
  static constexpr bool clears_after_read = Traits::clears;

  /// Puts x in slot i, over what was there; x is of the elements' dtype and shape, or a number where they have no axes. The slot
  /// must be there, but in an array that grows. Of a const array or a temporary it gives one with x in slot i.
  template <class I, class X>
  constexpr Self& write(I const& i, X const& x) & {
    using Given = detail::shape_written<X>;
    static_assert(diagnose::same_shape<Given, element_shape>, TENON_ARRAY_SHAPE);
    constexpr bool fits = detail::can_be_written<value_type, element_shape, X>;
    if constexpr (std::is_same_v<Given, element_shape> && !fits)
      static_assert(diagnose::same_dtype<Self, detail::dtype_written<X>, value_type>, TENON_ARRAY_DTYPE);
    static_assert(detail::names_a_slot<I> || diagnose::slot_is_an_integer<Self, I>, TENON_ARRAY_SLOT);
    if constexpr (detail::is_static_slot<I>) static_assert(diagnose::slot_is_there<SlotOf<I>, Slots>, TENON_ARRAY_RANGE);
    if constexpr (fits && is_there<I>) self().put(i, x);
    return self();
  }
  /// Values in braces.
  template <class I>
  constexpr Self& write(I const& i, element_type const& x) & {
    return this->template write<I, element_type>(i, x);
  }
  template <class I, class X>
  [[nodiscard]] constexpr auto write(I const& i, X const& x) const& {
    auto changed = self().copy_for(i, x);
    changed.write(i, x);
    return changed;
  }
  template <class I>
  [[nodiscard]] constexpr auto write(I const& i, element_type const& x) const& {
    return this->template write<I, element_type>(i, x);
  }

  /// What is in slot i. It must have been written; with `clear_after_read`, after it was read last, and it is gone then.
  template <class I>
  constexpr auto read(I const& i) & {
    static_assert(detail::names_a_slot<I> || diagnose::slot_is_an_integer<Self, I>, TENON_ARRAY_SLOT);
    if constexpr (detail::is_static_slot<I>) static_assert(diagnose::slot_is_there<SlotOf<I>, Slots>, TENON_ARRAY_RANGE);
    if constexpr (!is_there<I>)
      return Invalid{};
    else if constexpr (clears_after_read)
      return self().take_out(i);
    else
      return self().peek(i);
  }
  template <class I>
  constexpr auto read(I const& i) const& {
    static_assert(detail::names_a_slot<I> || diagnose::slot_is_an_integer<Self, I>, TENON_ARRAY_SLOT);
    if constexpr (detail::is_static_slot<I>) static_assert(diagnose::slot_is_there<SlotOf<I>, Slots>, TENON_ARRAY_RANGE);
    static_assert(diagnose::array_can_be_changed<std::conditional_t<clears_after_read && sizeof(I) != 0, Self const, Self>>,
                  TENON_ARRAY_CONST);
    if constexpr (!is_there<I> || clears_after_read)
      return Invalid{};
    else
      return self().peek(i);
  }

  /// Puts values in slots, in the order of the indices; a gradient takes them for different.   indices [I...], values [I...,
  /// element...]
  template <Operand I, Operand X>
  constexpr Self& scatter(I const& indices, X const& values) & {
    static_assert(diagnose::indices_are_integers<typename I::value_type>, TENON_INDICES);
    using To = detail::joined_shape<typename I::shape_type, element_shape>;
    static_assert(diagnose::same_shape<typename X::shape_type, To>, TENON_ARRAY_SHAPE);
    constexpr bool fits = detail::can_be_written<value_type, To, X>;
    if constexpr (std::is_same_v<typename X::shape_type, To> && !fits)
      static_assert(diagnose::same_dtype<Self, typename X::value_type, value_type>, TENON_ARRAY_DTYPE);
    if constexpr (fits && diagnose::indices_are_integers<typename I::value_type>) self().put_at(indices, values);
    return self();
  }
  template <Operand I, Operand X>
  [[nodiscard]] constexpr auto scatter(I const& indices, X const& values) const& {
    auto changed = self().copy_for(indices, values);
    changed.scatter(indices, values);
    return changed;
  }
  /// What is in several slots, each of which must hold something; it stays there.   [I...] -> [I..., element...]
  template <Operand I>
  constexpr auto gather(I const& indices) const {
    static_assert(diagnose::indices_are_integers<typename I::value_type>, TENON_INDICES);
    if constexpr (diagnose::indices_are_integers<typename I::value_type>)
      return self().peek_at(indices);
    else
      return Invalid{};
  }

  /// Puts a tensor's rows in the slots, one in each; an array that grows has as many slots then.   [size, element...]
  template <Operand X>
  constexpr Self& unstack(X const& x) & {
    using To = typename Self::template stacked_shape<detail::first_extent<typename X::shape_type>>;
    static_assert(diagnose::same_shape<typename X::shape_type, To>, TENON_ARRAY_SHAPE);
    constexpr bool fits = detail::can_be_written<value_type, To, X>;
    if constexpr (std::is_same_v<typename X::shape_type, To> && !fits)
      static_assert(diagnose::same_dtype<Self, typename X::value_type, value_type>, TENON_ARRAY_DTYPE);
    if constexpr (fits) self().put_all(x);
    return self();
  }
  template <Operand X>
  [[nodiscard]] constexpr auto unstack(X const& x) const& {
    auto changed = self().copy_for(x);
    changed.unstack(x);
    return changed;
  }
  /// Cuts a tensor along its first axis into elements and puts one in each slot: what `concat` joins.
  /// [size * n, rest...] for elements [n, rest...]
  template <Operand X>
  constexpr Self& split(X const& x) & {
    static_assert(diagnose::has_axes<element_shape, Self, (element_shape::rank > 0)>, TENON_ARRAY_AXES);
    if constexpr (element_shape::rank > 0) {
      constexpr std::size_t parts = detail::first_extent<typename X::shape_type> / detail::first_extent<element_shape>;
      using Stacked = typename Self::template stacked_shape<parts>;
      using To = detail::concatenated<Stacked>;
      static_assert(diagnose::same_shape<typename X::shape_type, To>, TENON_ARRAY_SHAPE);
      if constexpr (std::is_same_v<typename X::shape_type, To>) unstack(reshape_to_shape<Stacked>(x));
    }
    return self();
  }
  template <Operand X>
  [[nodiscard]] constexpr auto split(X const& x) const& {
    auto changed = self().copy_for(x);
    changed.split(x);
    return changed;
  }

 private:
  template <class I>
  using SlotOf = diagnose::got<detail::static_slot<I>()>;
  static constexpr int last = Traits::capacity == dynamic_capacity ? slice_end : static_cast<int>(Traits::capacity) - 1;
  using Slots = diagnose::expected_from_to<0, last>;
  template <class I>
  static constexpr bool is_there = [] {
    if constexpr (detail::is_static_slot<I>)
      return Slots::contains(detail::static_slot<I>());
    else
      return detail::names_a_slot<I>;
  }();
  constexpr Self& self() { return static_cast<Self&>(*this); }
  constexpr Self const& self() const { return static_cast<Self const&>(*this); }
};

}  // namespace detail
}  // namespace tenon
