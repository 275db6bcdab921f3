// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/capacity.hpp>
#include <tenon/data/outcome.hpp>
#include <tenon/op/ops.hpp>
#include <tenon/tensor/assign.hpp>
#include <tenon/tensor/run.hpp>

/// The slots of tensor arrays: what is in them, how they are named, and what is wrong with a name.
namespace tenon {

namespace detail {
struct ClearAfterRead {};
}  // namespace detail

/// An option of a TensorArray: what is read is taken out, so a slot can be read once for each time it is written.
inline constexpr detail::ClearAfterRead clear_after_read{};

namespace diagnose {
template <class Element>
inline constexpr bool element_is_a_tensor = requires {
  typename Element::storage_type;
  typename Element::shape_type;
};
template <auto Option>
inline constexpr bool is_an_option_of_arrays = std::is_same_v<std::remove_cv_t<decltype(Option)>, tenon::detail::ClearAfterRead>;
template <class Array, class I>
inline constexpr bool slot_is_an_integer = false;
template <class Slot, class Slots>
inline constexpr bool slot_is_there = Slots::contains(Slot::value);
template <class Array>
inline constexpr bool array_can_be_changed = !std::is_const_v<Array>;
}  // namespace diagnose

#define TENON_ARRAY_SHAPE "TensorArray: the shapes differ (what is written, what the array takes there follow)"
#define TENON_ARRAY_DTYPE "TensorArray: the dtypes differ (array, what is written, its elements follow); use tn::cast<T>(x)"
#define TENON_ARRAY_SLOT "TensorArray: a slot is named by an integer, run-time, traced or constant (array, what names it follow)"
#define TENON_ARRAY_RANGE "TensorArray: there is no such slot (slot, those that are there follow)"
#define TENON_ARRAY_AXES                                                                                                         \
  "TensorArray: elements without axes cannot be joined or split along one (their shape, array follow): stack"
#define TENON_ARRAY_CONST                                                                                                        \
  "TensorArray: with clear_after_read reading changes the array, which is const here (its type follows): read from a copy"

namespace data::detail {

/// What is in a slot.
inline constexpr Index nothing = 0, element = 1, was_read = 2;

constexpr bool has_slot(std::ptrdiff_t i, std::size_t slots) { return i >= 0 && static_cast<std::size_t>(i) < slots; }
constexpr bool holds(std::ptrdiff_t i, std::size_t slots, Index const* state) {
  return has_slot(i, slots) && state[i] == element;
}

constexpr Outcome check_slot(std::ptrdiff_t i, std::size_t slots) {
  if (has_slot(i, slots)) return {};
  if (slots == 0) return Outcome::failure("slot ", i, " is out of range: there are no slots");
  return Outcome::failure("slot ", i, " is out of range: there are slots 0 to ", slots - 1);
}
constexpr Outcome check_read(std::ptrdiff_t i, std::size_t slots, Index const* state) {
  if (auto const found = check_slot(i, slots); !found) return found;
  Index const s = state[i];
  if (s == was_read) return Outcome::failure("slot ", i, " was read before, and the array clears what is read");
  return s == nothing ? Outcome::failure("slot ", i, " was not written") : Outcome{};
}
/// Ends the program where `right` does not hold, with the sentence of `why`; where nobody could read it, without making it.
template <class Why>
constexpr void require(bool right, [[maybe_unused]] char const* operation, [[maybe_unused]] Why const& why) {
  if (right) [[likely]]
    return;
#if defined(TENON_NO_HEAP)
  tenon::detail::fail(operation);
#else
  why().or_stop(operation);
#endif
}
constexpr void require_slot(std::ptrdiff_t i, std::size_t slots, char const* operation) {
  require(has_slot(i, slots), operation, [=] { return check_slot(i, slots); });
}
constexpr void require_element(std::ptrdiff_t i, std::size_t slots, Index const* state, char const* operation) {
  require(holds(i, slots, state), operation, [=] { return check_read(i, slots, state); });
}

}  // namespace data::detail

namespace op {

/// Slots that are about to be written: [slots asked for, slots there are].
struct SlotToWrite {
  static constexpr char name[] = "slot_to_write";
  static constexpr int arity = 1, flops = 0;
  static constexpr Typed operands[1] = {Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) { return Dims{2, {static_cast<std::int32_t>(in[0].size()), n.attr}}; }
  TENON_INLINE static constexpr void run(Dims const& form, Index const* at, Index* y) {
    for (std::ptrdiff_t i = 0; i < form[0]; ++i) {
      if constexpr (TENON_CHECKS != 0) data::detail::require_slot(at[i], static_cast<std::size_t>(form[1]), "TensorArray::write");
      y[i] = at[i];
    }
  }
};
/// Slots that are about to be read, beside what is in all: [slots asked for, slots there are].
struct SlotToRead {
  static constexpr char name[] = "slot_to_read";
  static constexpr int arity = 2, flops = 0;
  static constexpr Typed operands[2] = {Typed::index, Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const&, Dims const* in) { return Dims{2, {static_cast<std::int32_t>(in[1].size()), in[0][0]}}; }
  TENON_INLINE static constexpr void run(Dims const& form, Index const* state, Index const* at, Index* y) {
    for (std::ptrdiff_t i = 0; i < form[0]; ++i) {
      if constexpr (TENON_CHECKS != 0)
        data::detail::require_element(at[i], static_cast<std::size_t>(form[1]), state, "TensorArray::read");
      y[i] = at[i];
    }
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("slot_to_write")> : std::type_identity<op::SlotToWrite> {};
template <> struct OpOf<hash_name("slot_to_read")> : std::type_identity<op::SlotToRead> {};
// clang-format on

namespace detail {

/// The element of an array, as dtype and shape; a number is a tensor without axes.
template <class E>
struct ArrayElement {
  static constexpr bool ok = false;
  using value_type = float;
  using shape_type = Shape<>;
};
template <class T, class S, class Storage>
struct ArrayElement<BasicTensor<T, S, Storage>> {
  static constexpr bool ok = BasicTensor<T, S, Storage>::owns;
  using value_type = T;
  using shape_type = S;
};
template <Element T>
struct ArrayElement<T> {
  static constexpr bool ok = true;
  using value_type = T;
  using shape_type = Shape<>;
};

/// A tensor shape in front of another.
template <class A, class B>
struct JoinedShapes;
template <std::size_t... A, std::size_t... B>
struct JoinedShapes<Shape<A...>, Shape<B...>> : std::type_identity<Shape<A..., B...>> {};
template <class A, class B>
using joined_shape = typename JoinedShapes<A, B>::type;

template <class S>
inline constexpr std::size_t first_extent = 0;
template <std::size_t First, std::size_t... Rest>
inline constexpr std::size_t first_extent<Shape<First, Rest...>> = First;

/// Of N elements: one behind the other along their own first axis.   [N, n, rest...] -> [N * n, rest...]
template <class Stacked>
struct Concatenated;
template <std::size_t N, std::size_t First, std::size_t... Rest>
struct Concatenated<Shape<N, First, Rest...>> : std::type_identity<Shape<N * First, Rest...>> {};
template <class Stacked>
using concatenated = typename Concatenated<Stacked>::type;

/// How a slot may be named: by a number that only run time or a trace knows, by one that the compiler knows, by a scalar tensor.
template <class I>
inline constexpr bool names_a_slot = [] {
  if constexpr (StaticIndex<I>)
    return true;
  else if constexpr (SliceIndex<I>)
    return std::remove_cvref_t<I>::item.kind == SliceItem::index;
  else if constexpr (std::is_arithmetic_v<I>)
    return std::is_integral_v<I> && !std::is_same_v<I, bool>;
  else if constexpr (Operand<I>)
    return shape_of_t<I>::rank == 0 && std::is_integral_v<value_of_t<I>> && !std::is_same_v<value_of_t<I>, bool>;
  else
    return false;
}();
template <class I>
inline constexpr bool is_static_slot = SliceIndex<I> && names_a_slot<I>;
template <class I>
constexpr int static_slot() {
  return slice_item<I>().begin;
}

/// The slot that is named outside a trace.
template <class I>
constexpr std::ptrdiff_t slot_number(I const& i) {
  if constexpr (is_static_slot<I>)
    return static_slot<I>();
  else if constexpr (std::is_integral_v<I>)
    return static_cast<std::ptrdiff_t>(i);
  else
    return static_cast<std::ptrdiff_t>(BasicTensor<value_of_t<I>, Shape<>>(i).item());
}
/// Calls f with each of some indices, in order.
template <class I, class F>
constexpr void for_each_index(I const& indices, F const& f) {
  BasicTensor<Index, shape_of_t<I>> const at(cast<Index>(indices));
  for (std::size_t k = 0; k < at.size; ++k) f(at.element(k));
}
/// What is wrong with the first index that `check` refuses.
template <class I, class Check>
constexpr data::Outcome check_indices_of(I const& indices, Check const& check) {
  data::Outcome found;
  for_each_index(indices, [&](Index i) {
    if (found) found = check(i);
  });
  return found;
}
/// Evaluates x into an element's memory.
template <class S, class T, class X>
constexpr void write_element(T* to, X const& x) {
  if constexpr (std::is_arithmetic_v<X>)
    *to = static_cast<T>(x);
  else {
    BasicTensor<T, S, storage::Borrowed> place(to);
    place = x;
  }
}

template <class X>
struct ShapeWritten : std::type_identity<Shape<>> {};
template <Operand X>
struct ShapeWritten<X> : std::type_identity<typename X::shape_type> {};
template <class X>
using shape_written = typename ShapeWritten<X>::type;
template <class X>
struct DTypeWritten : std::type_identity<X> {};
template <Operand X>
struct DTypeWritten<X> : std::type_identity<typename X::value_type> {};
template <class X>
using dtype_written = typename DTypeWritten<X>::type;

/// Whether x may be written where an array takes dtype T and shape S.
template <class T, class S, class X>
inline constexpr bool can_be_written = [] {
  if constexpr (std::is_arithmetic_v<X>)
    return std::is_same_v<S, Shape<>> && diagnose::scalar_fits_dtype<S, T, X>;
  else if constexpr (Operand<X>)
    return std::is_same_v<S, typename X::shape_type> && std::is_same_v<T, typename X::value_type>;
  else
    return false;
}();

}  // namespace detail
}  // namespace tenon
