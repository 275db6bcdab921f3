// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/comparison.hpp>
#include <tenon/op/indexing.hpp>
#include <tenon/tensor/tensor.hpp>

/// What `x[i]` is. By a run-time integer the row i of a tensor, or the element of a vector; by a tensor of integers the rows that
/// they name, as `take`; by compile-time indices the slice. Of a tensor that is not const all of them can be assigned, and so can
/// what a mask selects: `x[mask] = 0`. Indices out of range: op/gather.hpp.
namespace tenon {

namespace diagnose {
template <class S, class I>
inline constexpr bool index_is_an_integer_a_tensor_or_a_slice = false;
template <class S, class Mask>
inline constexpr bool selected_elements_are_assigned = false;
template <class S, class Mask, bool Fits>
inline constexpr bool mask_covers_the_first_axes = Fits;
}  // namespace diagnose

namespace detail {

template <class I>
concept RunTimeIndex = std::is_integral_v<I> && !std::is_same_v<I, bool>;
template <class I>
concept MaskIndex = Operand<I> && std::is_same_v<value_of_t<I>, bool>;

constexpr Dims of_row(Dims const& d) {
  Dims r;
  for (int i = 1; i < d.rank; ++i) r.push_back(d[i]);
  return r;
}
template <class S>
using row_shape = shape_from<of_row(dims_of<S>)>;
/// The rows of a tensor by run-time indices, as an operand.
template <class Tensor, class At>
using RowsOf =
    Expr<Gathering<op::Take, TakeRule<0>>, typename Tensor::value_type,
         shape_from<TakeRule<0>::dims(dims_of<typename Tensor::shape_type>, dims_of<typename At::shape_type>)>, Ref<Tensor>, At>;

/// What stands in a tensor where x was assigned to the elements that a mask selects.
template <class Mask, class X, class Tensor>
constexpr auto with_selected(Mask const& mask, X const& x, Tensor const& whole) {
  return where(reshape_to_shape<shape_from<with_units_behind(dims_of<shape_of_t<Mask>>, int(Tensor::rank))>>(mask), x, whole);
}

/// An expression's values in a tensor of its own.
template <class X>
constexpr auto evaluated(X const& x) {
  return BasicTensor<typename X::value_type, typename X::shape_type>(x);
}

}  // namespace detail

/// A row of a tensor: the memory that it is.
template <class T, class S>
class Row : public BasicTensor<T, S, storage::Borrowed> {
 public:
  using Base = BasicTensor<T, S, storage::Borrowed>;
  constexpr explicit Row(T* memory) : Base(memory) {}
  constexpr Row(Row const&) = default;
  /// Writes a number, or an expression of the row's dtype whose shape broadcasts to its.
  template <class X>
    requires(Operand<X> || std::is_arithmetic_v<X>)
  constexpr Row& operator=(X const& x) {
    Base& self = *this;
    self(ellipsis) = x;
    return *this;
  }
  constexpr Row& operator=(Row const& other) {
    Base::operator=(other);
    return *this;
  }
};

/// Rows of a tensor by run-time indices: an operand, and a place to assign to. A row that is named twice is what was
/// written to it last; `scatter_nd_add` adds up instead.
template <class Tensor, class At>
class SelectedRows : public detail::RowsOf<Tensor, At> {
 public:
  using Base = detail::RowsOf<Tensor, At>;
  using value_type = typename Base::value_type;
  using shape_type = typename Base::shape_type;

  constexpr SelectedRows(Tensor& t, At const& at) : Base(detail::Ref<Tensor>{&t}, At(at)), tensor_(&t), at_(at) {}
  constexpr SelectedRows(SelectedRows const&) = default;

  /// Writes a number, or an expression of the rows' dtype whose shape broadcasts to theirs; it is read in full first.
  template <class X>
    requires(Operand<X> || std::is_arithmetic_v<X>)
  constexpr SelectedRows const& operator=(X const& x) const {
    assign(x);
    return *this;
  }
  constexpr SelectedRows const& operator=(SelectedRows const& other) const {
    assign(other);
    return *this;
  }

#define TENON_COMPOUND(op)                                                                                                       \
  template <class X>                                                                                                             \
    requires Operands<SelectedRows, X>                                                                                           \
  constexpr SelectedRows const& operator op##=(X const& x) const {                                                               \
    return *this = *this op x;                                                                                                   \
  }
  TENON_COMPOUNDS(TENON_COMPOUND)
#undef TENON_COMPOUND

 private:
  template <class X>
  constexpr void assign(X const& x) const {
    BasicTensor<value_type, shape_type> values;
    values(ellipsis) = x;  // which says what does not fit
    constexpr std::size_t inner = detail::row_shape<typename Tensor::shape_type>::size;
    auto row = [this](std::size_t c) {
      std::ptrdiff_t const asked = static_cast<std::ptrdiff_t>(at_.data()[c]);
      return static_cast<std::size_t>(op::detail::in_range(asked, std::ptrdiff_t(Tensor::extent(0))));
    };
    if constexpr (TENON_CHECKS != 0)  // all of them, before anything is written
      for (std::size_t c = 0; c < At::size; ++c) static_cast<void>(row(c));
    for (std::size_t c = 0; c < At::size; ++c) {
      value_type* const to = tensor_->data() + row(c) * inner;
      for (std::size_t j = 0; j < inner; ++j) to[j] = values.data()[c * inner + j];
    }
  }
  Tensor* tensor_;
  At at_;
};

/// The elements of a tensor where a mask of its first axes holds: a place to assign to.
template <class Tensor, class Mask>
class SelectedElements {
 public:
  constexpr SelectedElements(Tensor& t, Mask const& mask) : tensor_(&t), mask_(mask) {}

  /// Writes a number, or of an expression that broadcasts to the tensor what stands where the mask holds.
  template <class X>
    requires Operands<Tensor, X>
  constexpr SelectedElements const& operator=(X const& x) const {
    *tensor_ = detail::with_selected(mask_, x, *tensor_);
    return *this;
  }
#define TENON_COMPOUND(op)                                                                                                       \
  template <class X>                                                                                                             \
    requires Operands<Tensor, X>                                                                                                 \
  constexpr SelectedElements const& operator op##=(X const& x) const {                                                           \
    return *this = *tensor_ op x;                                                                                                \
  }
  TENON_COMPOUNDS(TENON_COMPOUND)
#undef TENON_COMPOUND

 private:
  Tensor* tensor_;
  Mask mask_;
};

namespace detail {
template <class Tensor, class At>
struct SignatureOf<SelectedRows<Tensor, At>> : std::type_identity<typename SelectedRows<Tensor, At>::signature> {};
}  // namespace detail

/// Reading: what `x[i]` calls.
template <Operand X, class I>
constexpr auto subscript(X&& x, I const& i) {
  using S = detail::shape_of_t<X>;
  if constexpr (SliceIndex<I>)
    return slice(static_cast<X&&>(x), i);
  else if constexpr (detail::RunTimeIndex<I>) {
    constexpr std::ptrdiff_t extent = dims_of<S>[0];
    BasicTensor<Index, Shape<>> const at(static_cast<Index>(op::detail::in_range(static_cast<std::ptrdiff_t>(i), extent)));
    if constexpr (S::rank == 1 && requires { x.element(0); })
      return x.element(static_cast<std::size_t>(at.item()));
    else
      return take(static_cast<X&&>(x), BasicTensor<Index, Shape<>>(at));
  } else if constexpr (detail::MaskIndex<I>) {
    static_assert(
        diagnose::selected_elements_are_assigned<S, detail::shape_of_t<I>>,
        "x[mask]: how many elements a mask selects is not known to the compiler: tn::compress and tn::boolean_mask give "
        "them with a count (shape, shape of the mask follow)");
    return Invalid{};
  } else if constexpr (Operand<I>)
    return take(static_cast<X&&>(x), i);
  else {
    static_assert(diagnose::index_is_an_integer_a_tensor_or_a_slice<S, I>,
                  "x[i]: the index must be an integer, a tensor of integers, or a compile-time index (shape, index follow)");
    return Invalid{};
  }
}
/// Of a tensor that can be written.
template <class T, class S, class Storage, class I>
constexpr decltype(auto) subscript(BasicTensor<T, S, Storage>& x, I const& i) {
  using X = BasicTensor<T, S, Storage>;
  if constexpr (SliceIndex<I>)
    return x(i);
  else if constexpr (detail::RunTimeIndex<I>) {
    std::ptrdiff_t const row = op::detail::in_range(static_cast<std::ptrdiff_t>(i), dims_of<S>[0]);
    if constexpr (S::rank == 1)
      return (x.data()[row]);
    else {
      using R = detail::row_shape<S>;
      return Row<T, R>(x.data() + static_cast<std::size_t>(row) * R::size);
    }
  } else if constexpr (detail::MaskIndex<I>) {
    using M = detail::shape_of_t<I>;
    constexpr bool fits = detail::masks(dims_of<M>, dims_of<S>);
    static_assert(diagnose::mask_covers_the_first_axes<S, M, fits>,
                  "x[mask]: the mask must have the first axes of what it masks (shape, shape of the mask follow)");
    if constexpr (fits)
      return SelectedElements<X, decltype(detail::evaluated(i))>(x, detail::evaluated(i));
    else
      return Invalid{};
  } else if constexpr (Operand<I> && std::is_integral_v<detail::value_of_t<I>>)
    return SelectedRows<X, decltype(detail::evaluated(i))>(x, detail::evaluated(i));
  else
    return subscript(static_cast<X const&>(x), i);
}

}  // namespace tenon
