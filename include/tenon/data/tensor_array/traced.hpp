// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/tensor_array/interface.hpp>
#include <tenon/trace/structure.hpp>

/// Tensor arrays in traced functions: values, as tensors are. An argument, a carry or a result that is a TensorArray outside is a
/// TracedArray inside.
namespace tenon {

/// An array as a value of the function being traced: all slots in one tensor, and what is in each. Writing gives it a new value,
/// in which the slot is replaced; the nodes that were recorded before keep the old one. What is written over has no part in the
/// gradient, what is read has the gradient of its slot.
template <class Element, std::size_t Capacity, auto... Option>
class TracedArray : public detail::ArrayInterface<TracedArray<Element, Capacity, Option...>,
                                                  detail::ArrayTraits<Element, Capacity, Option...>> {
 public:
  using Interface = typename TracedArray::ArrayInterface;
  using typename Interface::element_shape;
  using typename Interface::element_type;
  using typename Interface::value_type;
  template <std::size_t>
  using stacked_shape = detail::joined_shape<Shape<Capacity>, element_shape>;
  using Elements = Traced<value_type, stacked_shape<Capacity>>;
  using States = Traced<Index, Shape<Capacity>>;
  using structure_type = TensorArray<Element, Capacity, Option...>;
  using parts_type = std::tuple<Elements, States>;

  constexpr TracedArray(Elements const& elements, States const& states) : elements_(elements), states_(states) {}

  static constexpr std::size_t size() { return Capacity; }
  constexpr Builder* builder() const { return elements_.builder(); }
  constexpr Elements const& elements() const { return elements_; }
  constexpr States const& states() const { return states_; }
  constexpr parts_type parts() const { return {elements_, states_}; }

  /// All elements along a new first axis; zeros where there is none.   [size, element...]
  constexpr Elements stack() const { return elements_; }
  /// All elements one behind the other along their first axis; zeros where there is none.   [size * n, rest...]
  constexpr auto concat() const {
    static_assert(diagnose::has_axes<element_shape, TracedArray, (element_shape::rank > 0)>, TENON_ARRAY_AXES);
    if constexpr (element_shape::rank > 0) return reshape_to_shape<detail::concatenated<stacked_shape<Capacity>>>(elements_);
  }
  /// Which slots hold an element.   [size]
  constexpr auto written() const { return states_ == data::detail::element; }
  /// Takes out everything.
  constexpr TracedArray& clear() & {
    Builder& b = *builder();
    elements_ = {&b, b.constant(dtype_of<value_type>, dims_of<typename Elements::shape_type>, Scalar{})};
    states_ = {&b, b.constant(dtype_of<Index>, dims_of<Shape<Capacity>>, Scalar{})};
    return *this;
  }

  // For the interface.
  template <class... X>
  constexpr TracedArray copy_for(X const&...) const {
    return *this;
  }
  template <class I, class X>
  constexpr void put(I const& i, X const& x) {
    replace(to_write(index(i)), node(x), data::detail::element);
  }
  template <class I, class X>
  constexpr void put_at(I const& indices, X const& x) {
    Value const at = detail::as_index(detail::lift(*builder(), indices));
    replace(to_write(at), node(x), data::detail::element);
  }
  template <class X>
  constexpr void put_all(X const& x) {
    Builder& b = *builder();
    elements_ = {&b, node(x)};
    states_ = {&b, b.constant(dtype_of<Index>, dims_of<Shape<Capacity>>, Scalar{0, data::detail::element})};
  }
  template <class I>
  constexpr Traced<value_type, element_shape> peek(I const& i) const {
    return {builder(), take_at(to_read(index(i)))};
  }
  template <class I>
  constexpr auto peek_at(I const& indices) const {
    Value const at = detail::as_index(detail::lift(*builder(), indices));
    return Traced<value_type, detail::joined_shape<typename I::shape_type, element_shape>>(builder(), take_at(to_read(at)));
  }
  template <class I>
  constexpr Traced<value_type, element_shape> take_out(I const& i) {
    Builder& b = *builder();
    Value const at = to_read(index(i));
    NodeId const taken = take_at(at);
    replace(at, b.constant(dtype_of<value_type>, dims_of<element_shape>, Scalar{}), data::detail::was_read);
    return {&b, taken};
  }

 private:
  template <class X>
  constexpr NodeId node(X const& x) const {
    if constexpr (std::is_arithmetic_v<X>)
      return builder()->constant(dtype_of<value_type>, Dims{}, detail::to_scalar(static_cast<value_type>(x)));
    else
      return detail::lift(*builder(), x).id;
  }
  template <class I>
  constexpr Value index(I const& i) const {
    Builder& b = *builder();
    if constexpr (detail::is_static_slot<I>)
      return {&b, b.constant(dtype_of<Index>, Dims{}, Scalar{0, detail::static_slot<I>()})};
    else if constexpr (std::is_integral_v<I>)
      return {&b, b.constant(dtype_of<Index>, Dims{}, detail::to_scalar(static_cast<Index>(i)))};
    else
      return detail::as_index(detail::lift(b, i));
  }
  constexpr Value to_write(Value at) const {
    return routine<op::SlotToWrite>(dtype_of<Index>, (*builder())[at.id].dims, static_cast<std::int32_t>(Capacity), at);
  }
  constexpr Value to_read(Value at) const {
    return routine<op::SlotToRead>(dtype_of<Index>, (*builder())[at.id].dims, 0, Value{builder(), states_.id()}, at);
  }
  constexpr NodeId take_at(Value at) const {
    Builder& b = *builder();
    Dims const dims = detail::TakeRule<0>::dims(b[elements_.id()].dims, b[at.id].dims);
    return routine<op::Take>(dtype_of<value_type>, dims, op::axis_and_flag(0, false), Value{&b, elements_.id()}, at).id;
  }
  /// Puts x, and what is in these slots then, at places that are there.
  constexpr void replace(Value at, NodeId x, Index state) {
    Builder& b = *builder();
    NodeId const states = b.constant(dtype_of<Index>, b[at.id].dims, Scalar{0, state});
    elements_ = {&b, detail::with_rows(Value{&b, elements_.id()}, at, x)};
    states_ = {&b, detail::with_rows(Value{&b, states_.id()}, at, states)};
  }

  Elements elements_;
  States states_;
};

namespace detail {
template <class E, std::size_t N, auto... O>
  requires(N != dynamic_capacity)
struct StructureInTrace<TensorArray<E, N, O...>> : std::type_identity<TracedArray<E, N, O...>> {};
}  // namespace detail

}  // namespace tenon
