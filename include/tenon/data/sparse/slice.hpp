// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/sparse/compress.hpp>
#include <tenon/data/sparse/select.hpp>

/// Parts of sparse tensors along an axis.
namespace tenon {

namespace diagnose {
template <class S, int Axis>
inline constexpr bool sparse_slice_axis_exists = axes::exist<S::rank, Axis>;
template <std::size_t First, std::size_t Last, std::size_t Extent>
inline constexpr bool sparse_slice_is_within = First < Last && Last <= Extent;
}  // namespace diagnose

namespace sparse {
namespace detail {

template <class S, int Axis, std::size_t Extent>
inline constexpr Dims sliced_dims = [] {
  Dims d = dims_of<S>;
  d[Axis] = static_cast<std::int32_t>(Extent);
  return d;
}();

template <class R, int Axis, std::size_t First, std::size_t Last, std::size_t C, class X>
constexpr auto sliced(X&& s) {
  using P = std::remove_cvref_t<X>;
  if constexpr (Dynamic<X>) {
    SparseTensor<typename P::value_type, R, dynamic_capacity, typename P::index_type> r;
    for (std::size_t e = 0; e < s.nnz(); ++e) {
      typename P::index_type at[P::rank];
      for (std::size_t k = 0; k < P::rank; ++k) at[k] = s.index_data()[e * P::rank + k];
      if (static_cast<std::size_t>(at[Axis]) < First || static_cast<std::size_t>(at[Axis]) >= Last) continue;
      at[Axis] = static_cast<typename P::index_type>(at[Axis] - static_cast<typename P::index_type>(First));
      r.indices.append(at, P::rank), r.values.append(s.value_data() + e, 1);
    }
    return r;
  } else {
    decltype(auto) indices = indices_of<X>(s);
    auto at = apply<NumbersForm<op::SparseSlice, Shape<C, P::shape_type::rank>, 2 * Axis, First, Last>>(
        tenon::detail::again<decltype(indices)>(indices));
    auto places = apply<NumbersForm<op::SparseSlice, Shape<C, 1>, 2 * Axis + 1, First, Last>>(
        tenon::detail::again<decltype(indices)>(indices));
    auto values =
        call<op::SparseGather, typename P::value_type, Shape<C>>(values_of<X>(s), static_cast<decltype(places)&&>(places));
    return expression<R>(static_cast<decltype(at)&&>(at), static_cast<decltype(values)&&>(values));
  }
}

}  // namespace detail

/// The part of a sparse tensor whose indices along an axis are First ... Last - 1, in the layout that it has. Its capacity is
/// that of s or, where there is one in the type, `Capacity`: more entries end the program.   sparse [..., n, ...] -> [..., Last -
/// First, ...] Example: tn::SparseTensor<float, tn::Shape<3, 2>, 5> const right = tn::sparse::slice<1, 2, 4>(s);
template <int Axis, std::size_t First, std::size_t Last, std::size_t Capacity = 0, Any X>
constexpr auto slice(X&& s) {
  using P = std::remove_cvref_t<X>;
  using S = typename P::shape_type;
  static_assert(diagnose::sparse_slice_axis_exists<S, Axis>,
                "sparse::slice: an axis that the shape does not have (shape, axis follow)");
  if constexpr (!diagnose::sparse_slice_axis_exists<S, Axis>)
    return Invalid{};
  else {
    constexpr int axis = axes::normalised(Axis, int(S::rank));
    constexpr auto extent = static_cast<std::size_t>(dims_of<S>[axis]);
    static_assert(diagnose::sparse_slice_is_within<First, Last, extent>,
                  "sparse::slice: First is less than Last, which is at most the extent (First, Last, extent follow)");
    if constexpr (!diagnose::sparse_slice_is_within<First, Last, extent>)
      return Invalid{};
    else {
      using R = shape_from<detail::sliced_dims<S, axis, Last - First>>;
      constexpr std::size_t c = Capacity == 0 ? P::capacity : Capacity;
      if constexpr (CompressedOperand<P>) {
        // As coordinates of slices and what is in them, so that the order stays.
        constexpr int outer = P::sparse_layout::axis;
        using Inside = Shape<detail::outer_extent<R, outer>, detail::inner_extent<R, outer>>;
        return detail::compressed<R, outer>(detail::sliced < Inside, outer == 0 ? axis : 1 - axis, First, Last,
                                            c > (detail::expanded(static_cast<X&&>(s))));
      } else
        return detail::sliced<R, axis, First, Last, c>(static_cast<X&&>(s));
    }
  }
}

}  // namespace sparse
}  // namespace tenon
