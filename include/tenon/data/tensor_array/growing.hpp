// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/aligned_buffer.hpp>
#include <tenon/data/rows_view.hpp>
#include <tenon/data/tensor_array/interface.hpp>

/// Tensor arrays that grow.
namespace tenon {

/// `TensorArray<Tensor<float, 2>, dynamic_capacity>`: as many slots as the highest that was written needs. Memory doubles, and
/// stays when the array is cleared: an array that is filled again allocates nothing. For run time only; a traced function takes
/// one with its capacity in the type.
template <class Element, auto... Option>
class TensorArray<Element, dynamic_capacity, Option...>
    : public detail::ArrayInterface<TensorArray<Element, dynamic_capacity, Option...>,
                                    detail::ArrayTraits<Element, dynamic_capacity, Option...>> {
 public:
  using Interface = typename TensorArray::ArrayInterface;
  using typename Interface::element_shape;
  using typename Interface::element_type;
  using typename Interface::value_type;
  template <std::size_t N>
  using stacked_shape = detail::joined_shape<Shape<N>, element_shape>;
  template <std::size_t N>
  using Stacked = BasicTensor<value_type, stacked_shape<N>>;

  TensorArray() = default;
  /// With `slots` slots that hold nothing.
  explicit TensorArray(std::size_t slots) { grow(slots); }

  std::size_t size() const { return states_.size(); }
  /// Makes room: up to that many slots nothing is allocated.
  void reserve(std::size_t slots) {
    elements_.reserve(slots * element_shape::size);
    states_.reserve(slots);
  }

  data::Outcome try_write(std::ptrdiff_t i, element_type const& x) {
    auto const found = check_growth(i);
    if (found) put(i, x);
    return found;
  }
  data::Result<element_type> try_read(std::ptrdiff_t i) {
    if (auto const found = readable()(i); !found) return found;
    return this->read(i);
  }
  template <Operand I, Operand X>
  data::Outcome try_scatter(I const& indices, X const& values) {
    auto const found = detail::check_indices_of(indices, &TensorArray::check_growth);
    if (found) this->scatter(indices, values);
    return found;
  }
  template <Operand I>
  auto try_gather(I const& indices) const {
    using Gathered = BasicTensor<value_type, detail::joined_shape<typename I::shape_type, element_shape>>;
    if (auto const found = detail::check_indices_of(indices, readable()); !found) return data::Result<Gathered>(found);
    return data::Result<Gathered>(peek_at(indices));
  }

  /// All elements along a new first axis, which must be N; zeros where there is none.   [N, element...]
  template <std::size_t N>
  data::Result<Stacked<N>> try_stack() const {
    if (N != size()) return data::Outcome::failure("there are ", size(), " slots, and ", N, " are asked for");
    Stacked<N> r;
    for (std::size_t k = 0; k < r.size; ++k) r.data()[k] = elements_.data()[k];
    return r;
  }
  template <std::size_t N>
  Stacked<N> stack() const {
    return try_stack<N>().or_stop("TensorArray::stack");
  }
  /// All elements one behind the other along their first axis, N in all; zeros where there is none.   [N * n, rest...]
  template <std::size_t N>
  auto concat() const {
    static_assert(diagnose::has_axes<element_shape, TensorArray, (element_shape::rank > 0)>, TENON_ARRAY_AXES);
    if constexpr (element_shape::rank > 0) {
      using S = detail::concatenated<stacked_shape<N>>;
      return BasicTensor<value_type, S>(reshape_to_shape<S>(stack<N>()));
    }
  }
  /// The elements where they are, as the rows of a data set.   size x [element...]
  auto rows() const& { return rows_as(element_shape{}); }
  /// Whether slot i is there and holds an element.
  bool is_written(std::size_t i) const { return i < size() && states_.data()[i] == data::detail::element; }
  /// Takes out everything: there are no slots then. The memory stays.
  TensorArray& clear() {
    elements_.clear();
    states_.clear();
    return *this;
  }

  // For the interface.
  template <class... X>
  TensorArray copy_for(X const&...) const {
    return *this;
  }
  template <class I, class X>
  void put(I const& i, X const& x) {
    std::ptrdiff_t const slot = detail::slot_number(i);
    check_growth(slot).or_stop("TensorArray::write");
    grow(static_cast<std::size_t>(slot) + 1);
    detail::write_element<element_shape>(at(slot), x);
    states_.data()[slot] = data::detail::element;
  }
  template <class I, class X>
  void put_at(I const& indices, X const& x) {
    detail::check_indices_of(indices, &TensorArray::check_growth).or_stop("TensorArray::scatter");
    BasicTensor<value_type, typename X::shape_type> const values(x);
    value_type const* from = values.data();
    detail::for_each_index(indices, [&](Index i) {
      grow(static_cast<std::size_t>(i) + 1);
      for (std::size_t k = 0; k < element_shape::size; ++k) at(i)[k] = *from++;
      states_.data()[i] = data::detail::element;
    });
  }
  template <class X>
  void put_all(X const& x) {
    constexpr std::size_t n = detail::first_extent<typename X::shape_type>;
    BasicTensor<value_type, typename X::shape_type> const values(x);
    clear();
    grow(n);
    for (std::size_t k = 0; k < values.size; ++k) elements_.data()[k] = values.data()[k];
    for (std::size_t i = 0; i < n; ++i) states_.data()[i] = data::detail::element;
  }
  template <class I>
  element_type peek(I const& i) const {
    std::ptrdiff_t const slot = detail::slot_number(i);
    readable()(slot).or_stop("TensorArray::read");
    element_type x;
    for (std::size_t k = 0; k < x.size; ++k) x.data()[k] = at(slot)[k];
    return x;
  }
  template <class I>
  auto peek_at(I const& indices) const {
    detail::check_indices_of(indices, readable()).or_stop("TensorArray::gather");
    BasicTensor<value_type, detail::joined_shape<typename I::shape_type, element_shape>> r;
    value_type* to = r.data();
    detail::for_each_index(indices, [&](Index i) {
      for (std::size_t k = 0; k < element_shape::size; ++k) *to++ = at(i)[k];
    });
    return r;
  }
  template <class I>
  element_type take_out(I const& i) {
    element_type const x = peek(i);
    std::ptrdiff_t const slot = detail::slot_number(i);
    for (std::size_t k = 0; k < x.size; ++k) at(slot)[k] = value_type{};
    states_.data()[slot] = data::detail::was_read;
    return x;
  }

 private:
  static constexpr std::ptrdiff_t most =
      static_cast<std::ptrdiff_t>(PTRDIFF_MAX / sizeof(value_type) / (element_shape::size + 1));

  static data::Outcome check_growth(std::ptrdiff_t i) {
    return i < 0 || i >= most ? data::Outcome::failure("slot ", i, " is out of range: slots begin at 0") : data::Outcome{};
  }
  auto readable() const {
    return [this](std::ptrdiff_t i) { return data::detail::check_read(i, size(), states_.data()); };
  }
  /// Slots that hold nothing, and zeros, up to that many.
  void grow(std::size_t slots) {
    if (slots <= size()) return;
    elements_.grow(slots * element_shape::size);
    states_.grow(slots);
  }
  value_type* at(std::ptrdiff_t slot) { return elements_.data() + static_cast<std::size_t>(slot) * element_shape::size; }
  value_type const* at(std::ptrdiff_t slot) const {
    return elements_.data() + static_cast<std::size_t>(slot) * element_shape::size;
  }
  template <std::size_t... D>
  data::RowsView<value_type, D...> rows_as(Shape<D...>) const {
    return {elements_.data(), size()};
  }

  data::detail::AlignedBuffer<value_type> elements_;
  data::detail::AlignedBuffer<Index> states_;
};

}  // namespace tenon
