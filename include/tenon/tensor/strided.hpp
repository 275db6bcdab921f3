// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/shape/fail.hpp>
#include <tenon/shape/strides.hpp>
#include <tenon/tensor/tensor.hpp>

/// Memory of somebody else as an operand and as a place to assign to, whatever its order: strides are compile-time constants.
namespace tenon {

namespace layout {

/// Shape S through strides St over the elements that they reach. Contiguous memory is a tensor as it is. Other memory is a
/// vector, written with as many axes as S: its unit axes have stride 1 too, so each axis of S steps along one of them.
template <class S, class St>
struct AsStrided : detail::LayoutOp<AsStrided<S, St>> {
  static constexpr bool contiguous = std::is_same_v<St, RowMajor<S>>;
  static constexpr detail::Reach reach = detail::reach_of(dims_of<S>, strides_of<St>);
  static constexpr Dims memory_dims = [] {
    Dims d = dims_of<S>;
    if (!contiguous)
      for (int i = 0; i < d.rank; ++i) d[i] = i == 0 ? static_cast<std::int32_t>(reach.span) : 1;
    return d;
  }();
  using memory = shape_from<memory_dims>;

  template <class From>
  static constexpr bool valid = std::is_same_v<From, memory>;
  static constexpr Dims dims(Dims const&) { return dims_of<S>; }
  static constexpr ViewMap map(Dims const& d) {
    ViewMap m = ViewMap::identity(d.rank);
    if (!contiguous)
      for (int i = 0; i < d.rank; ++i) {
        std::int32_t const step = strides_of<St>[i];
        m.axis[i] = {step == 0 ? -1 : i, step, i == 0 ? static_cast<std::int32_t>(-reach.low) : 0};
      }
    return m;
  }
  static constexpr Value record(Value x) {
    Dims const d = (*x.builder)[x.id].dims;
    return {x.builder, make_view(*x.builder, x.id, map(d), dims(d))};
  }
};

}  // namespace layout

namespace diagnose {
template <class T>
inline constexpr bool elements_can_be_written = !std::is_const_v<T>;
}  // namespace diagnose

namespace detail {
template <class T, class S, class St>
using StridedMemory = BasicTensor<std::remove_const_t<T>, typename layout::AsStrided<S, St>::memory, storage::Borrowed>;
template <class T, class S, class St>
using StridedExpr = Expr<layout::AsStrided<S, St>, std::remove_const_t<T>, S, StridedMemory<T, S, St>>;

/// The strides of a slice of strided memory.
constexpr Dims sliced_strides(ResolvedSlice const& r, Dims const& strides) {
  Dims d;
  d.rank = r.dims.rank;
  for (int i = 0; i < strides.rank; ++i)
    if (r.target[i] >= 0) d[r.target[i]] = strides[i] * r.step[i];
  return d;
}
constexpr std::ptrdiff_t slice_offset(ResolvedSlice const& r, Dims const& strides) {
  std::ptrdiff_t at = 0;
  for (int i = 0; i < strides.rank; ++i) at += static_cast<std::ptrdiff_t>(strides[i]) * r.offset[i];
  return at;
}
}  // namespace detail

/// Foreign memory of dtype T (`float const` to read only) as shape S with strides St, in elements. It owns nothing: the memory
/// must outlive it. It is an operand like a tensor, and a copy is another name of the same memory. Assigning writes the
/// elements that the strides name and no other; strides by which two indices meet in one element are for reading.
template <class T, class S, class St = RowMajor<S>>
class StridedView : public detail::StridedExpr<T, S, St> {
  static_assert(Element<std::remove_const_t<T>>, "view: the element type must be bool, a sized integer, float or double");
  static_assert(diagnose::one_stride_an_axis<S, St>, TENON_ONE_STRIDE_AN_AXIS);
  using Layout = layout::AsStrided<S, St>;

 public:
  using Base = detail::StridedExpr<T, S, St>;
  using value_type = std::remove_const_t<T>;
  using element_type = T;
  using shape_type = S;
  using strides_type = St;
  /// Whether elements can be written.
  static constexpr bool writable = !std::is_const_v<T>;

  /// Over memory whose element (0, 0, ...) is at `first`.
  constexpr explicit StridedView(T* first)
      : Base(detail::StridedMemory<T, S, St>(const_cast<value_type*>(first + Layout::reach.low))), first_(first) {}
  constexpr StridedView(StridedView const&) = default;

  /// Writes an expression of the view's dtype and shape, or one that broadcasts to it.
  template <class X, class Isa = detail::Runner>
    requires(Operand<X> || std::is_arithmetic_v<X>)
  constexpr StridedView const& operator=(X const& x) const {
    static_assert(diagnose::elements_can_be_written<T>, "assignment: the elements of this view are const");
    static_assert(
        diagnose::every_index_has_an_element_of_its_own<S, St>,
        "assignment: by these strides two indices meet in one element: such a view is for reading (shape, strides follow)");
    if constexpr (writable && diagnose::every_index_has_an_element_of_its_own<S, St>)
      detail::write_to<StridedView>(x, [this](auto const& e) { this->template assign_expression<Isa>(e); });
    return *this;
  }
  constexpr StridedView const& operator=(StridedView const& other) const {
    return this->template operator= <StridedView, detail::Runner>(other);
  }

  /// The address of element (0, 0, ...).
  constexpr T* first() const { return first_; }
  static constexpr std::size_t extent(int axis) { return static_cast<std::size_t>(dims_of<S>[axis]); }
  static constexpr std::ptrdiff_t stride(int axis) { return strides_of<St>[axis]; }

  /// The element at run-time indices, one for each axis, checked unless TENON_CHECKS is 0.
  template <class... I>
    requires(sizeof...(I) == S::rank && S::rank > 0 && (std::is_integral_v<I> && ...))
  constexpr T& operator()(I... i) const {
    std::ptrdiff_t at = 0;
    int axis = 0;
    ((at += stride(axis) * checked(static_cast<std::int64_t>(i), axis), ++axis), ...);
    return first_[at];
  }
  /// A slice by compile-time indices is memory with strides again.
  template <SliceIndex... I>
  constexpr auto operator()(I const&... i) const {
    using F = layout::Slice<detail::slice_item<I>()...>;
    if constexpr (F::template ok<detail::Arg<value_type, S>>) {
      constexpr ResolvedSlice r = F::of(dims_of<S>);
      using To = StridedView<T, shape_from<r.dims>, strides_from<detail::sliced_strides(r, strides_of<St>)>>;
      return To(first_ + detail::slice_offset(r, strides_of<St>));
    } else
      return Base::operator()(i...);
  }

 private:
  template <class Isa, class E>
  constexpr void assign_expression(E const& e) const {
    using Target =
        std::conditional_t<Layout::contiguous, detail::WholeTarget, detail::SliceTarget<typename Layout::memory, Layout>>;
#if defined(TENON_NO_HEAP)
    static_assert(diagnose::scratch_fits_the_stack<Isa::template scratch_bytes<Target, E>(), stack_scratch_bytes>,
                  TENON_NO_HEAP_SCRATCH);
#endif
    value_type* const memory = first_ + Layout::reach.low;
    if (__builtin_is_constant_evaluated()) {
      auto const values = detail::evaluate_constant(e);
      Dims index{S::rank, {}};
      for (int i = 0; i < values.size(); ++i, Evaluator::increment(index, dims_of<S>))
        memory[Evaluator::mapped(Layout::map(Layout::memory_dims), Layout::memory_dims, index)] =
            detail::from_scalar<value_type>(values[i]);
    } else
      Isa::template run<Target, Layout::memory::size>(e, memory);
  }
  static constexpr std::ptrdiff_t checked(std::int64_t i, int axis) {
    if constexpr (TENON_CHECKS)
      if (i < 0 || i >= dims_of<S>[axis]) detail::fail_index(static_cast<std::ptrdiff_t>(i), dims_of<S>[axis]);
    return static_cast<std::ptrdiff_t>(i);
  }

  T* first_;
};

}  // namespace tenon
