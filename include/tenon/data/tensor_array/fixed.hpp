// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/tensor_array/traced.hpp>

/// Tensor arrays whose number of slots is in the type.
namespace tenon {

/// `Capacity` slots for tensors of one dtype and shape, TensorFlow's TensorArray: `TensorArray<Tensor<float, 2>, 3>`. It is a
/// module of two variables, all elements in one tensor and what is in each slot; both begin as zeros, nothing. It owns what
/// tensors of that size own: 16 KB inside itself, beyond that an allocation when it is made, and none later. In a traced function
/// an array is a value, as argument, carry and result: a TracedArray, with the same functions. A slot out of range, or one that
/// is read and holds nothing, is an error that names it: `try_read`, `try_write`, `try_gather` and `try_scatter` return it and
/// leave the array as it was; without `try_` it ends the program. Example: examples/29_tensor_arrays_and_sets.cpp
template <class Element, std::size_t Capacity, auto... Option>
class TensorArray : public detail::ArrayInterface<TensorArray<Element, Capacity, Option...>,
                                                  detail::ArrayTraits<Element, Capacity, Option...>> {
#if defined(TENON_NO_HEAP)
  static_assert(Capacity != dynamic_capacity || diagnose::capacity_without_heap<TensorArray>,
                "TENON_NO_HEAP is defined and this array grows on the heap: give its capacity in its type");
#endif

 public:
  using Interface = typename TensorArray::ArrayInterface;
  using typename Interface::element_shape;
  using typename Interface::element_type;
  using typename Interface::value_type;
  using traced_type = TracedArray<Element, Capacity, Option...>;
  template <std::size_t>
  using stacked_shape = detail::joined_shape<Shape<Capacity>, element_shape>;
  using Elements = BasicVariable<value_type, stacked_shape<Capacity>>;
  using States = BasicVariable<Index, Shape<Capacity>>;

  Elements elements;
  States states;  ///< of each slot: 0 nothing, 1 an element, 2 what was read and cleared
  TENON_MODULE(TensorArray, elements, states);
  static constexpr bool tenon_lists_every_field = true;

  static constexpr std::size_t size() { return Capacity; }

  constexpr data::Outcome try_write(std::ptrdiff_t i, element_type const& x) {
    auto const found = data::detail::check_slot(i, Capacity);
    if (found) put(i, x);
    return found;
  }
  constexpr data::Result<element_type> try_read(std::ptrdiff_t i) {
    if (auto const found = data::detail::check_read(i, Capacity, states.data()); !found) return found;
    return this->read(i);
  }
  template <Operand I, Operand X>
  constexpr data::Outcome try_scatter(I const& indices, X const& values) {
    auto const found = detail::check_indices_of(indices, in_range);
    if (found) this->scatter(indices, values);
    return found;
  }
  template <Operand I>
  constexpr auto try_gather(I const& indices) const {
    using Gathered = BasicTensor<value_type, detail::joined_shape<typename I::shape_type, element_shape>>;
    if (auto const found = detail::check_indices_of(indices, readable()); !found) return data::Result<Gathered>(found);
    return data::Result<Gathered>(peek_at(indices));
  }

  /// All elements along a new first axis; zeros where there is none.   [size, element...]
  constexpr typename Elements::tensor_type const& stack() const& { return elements.tensor(); }
  constexpr typename Elements::tensor_type stack() && { return elements.tensor(); }
  /// All elements one behind the other along their first axis; zeros where there is none.   [size * n, rest...]
  constexpr auto concat() const {
    static_assert(diagnose::has_axes<element_shape, TensorArray, (element_shape::rank > 0)>, TENON_ARRAY_AXES);
    if constexpr (element_shape::rank > 0) {
      using S = detail::concatenated<stacked_shape<Capacity>>;
      return BasicTensor<value_type, S>(reshape_to_shape<S>(elements.tensor()));
    }
  }
  /// Which slots hold an element.   [size]
  constexpr BasicTensor<bool, Shape<Capacity>> written() const {
    return BasicTensor<bool, Shape<Capacity>>(states.tensor() == data::detail::element);
  }
  /// Takes out everything.
  constexpr TensorArray& clear() {
    elements.fill(value_type{});
    states.fill(data::detail::nothing);
    return *this;
  }

  // For the interface.
  template <class... X>
  constexpr auto copy_for(X const&... x) const {
    if constexpr (detail::inside_a_trace<X...>)
      return value_in(*detail::TraceBehind{}.first(x...));
    else
      return *this;
  }
  /// The value in a trace: of a field of a module, or of an array that is made there, which holds nothing.
  constexpr traced_type value_in(Builder& b) const {
    using E = typename traced_type::Elements;
    typename traced_type::States const s(&b, detail::lift(b, states).id);
    if (!states.is_marked() && detail::is_uniform(states.tensor()) && states.element(0) == data::detail::nothing)
      return traced_type(E(&b, b.constant(dtype_of<value_type>, dims_of<typename E::shape_type>, Scalar{})), s);
    return traced_type(E(&b, detail::lift(b, elements.tensor()).id), s);
  }
  template <class I, class X>
  constexpr void put(I const& i, X const& x) {
    if constexpr (detail::inside_a_trace<I, X>)
      become(copy_for(i, x).write(i, x));
    else {
      std::ptrdiff_t const slot = detail::slot_number(i);
      data::detail::require_slot(slot, Capacity, "TensorArray::write");
      detail::write_element<element_shape>(elements.data() + static_cast<std::size_t>(slot) * element_shape::size, x);
      states.data()[slot] = data::detail::element;
    }
  }
  template <class I, class X>
  constexpr void put_at(I const& indices, X const& x) {
    if constexpr (detail::inside_a_trace<I, X>)
      become(copy_for(indices, x).scatter(indices, x));
    else {
      detail::for_each_index(indices, [](Index i) { data::detail::require_slot(i, Capacity, "TensorArray::scatter"); });
      detail::with_elements<value_type>(x, elements.data(), Elements::size, [&](value_type const* from) {
        detail::for_each_index(indices, [&](Index i) {
          value_type* const to = elements.data() + static_cast<std::size_t>(i) * element_shape::size;
          for (std::size_t k = 0; k < element_shape::size; ++k) to[k] = *from++;
          states.data()[i] = data::detail::element;
        });
      });
    }
  }
  template <class X>
  constexpr void put_all(X const& x) {
    elements.assign(x);
    states.assign(data::detail::element);
  }
  template <class I>
  constexpr auto peek(I const& i) const {
    if constexpr (detail::inside_a_trace<I>)
      return copy_for(i).peek(i);
    else {
      std::ptrdiff_t const slot = detail::slot_number(i);
      data::detail::require_element(slot, Capacity, states.data(), "TensorArray::read");
      element_type x;
      copy_out(slot, x.data());
      return x;
    }
  }
  template <class I>
  constexpr auto peek_at(I const& indices) const {
    if constexpr (detail::inside_a_trace<I>)
      return copy_for(indices).peek_at(indices);
    else {
      detail::for_each_index(
          indices, [this](Index i) { data::detail::require_element(i, Capacity, states.data(), "TensorArray::gather"); });
      BasicTensor<value_type, detail::joined_shape<typename I::shape_type, element_shape>> r;
      value_type* to = r.data();
      detail::for_each_index(indices, [&](Index i) { to = copy_out(i, to); });
      return r;
    }
  }
  template <class I>
  constexpr auto take_out(I const& i) {
    if constexpr (detail::inside_a_trace<I>) {
      auto rest = copy_for(i);
      auto const x = rest.take_out(i);
      become(rest);
      return x;
    } else {
      element_type const x = peek(i);
      std::ptrdiff_t const slot = detail::slot_number(i);
      value_type* const at = elements.data() + static_cast<std::size_t>(slot) * element_shape::size;
      for (std::size_t k = 0; k < element_shape::size; ++k) at[k] = value_type{};
      states.data()[slot] = data::detail::was_read;
      return x;
    }
  }

 private:
  constexpr void become(traced_type const& value) {
    elements.assign(value.elements());
    states.assign(value.states());
  }
  static constexpr data::Outcome in_range(std::ptrdiff_t i) { return data::detail::check_slot(i, Capacity); }
  constexpr auto readable() const {
    return [state = states.data()](std::ptrdiff_t i) { return data::detail::check_read(i, Capacity, state); };
  }
  constexpr value_type* copy_out(std::ptrdiff_t slot, value_type* to) const {
    value_type const* const from = elements.data() + static_cast<std::size_t>(slot) * element_shape::size;
    for (std::size_t k = 0; k < element_shape::size; ++k) to[k] = from[k];
    return to + element_shape::size;
  }
};

}  // namespace tenon
