// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/sparse/order.hpp>

/// Sums over axes, softmax of rows.
namespace tenon {
namespace op {

/// The sum of the values of each entry's row, the entries that agree in all indices but the last: [C, rank]. In order.
struct SparseRowSums {
  static constexpr char name[] = "sparse_row_sums";
  static constexpr int arity = 2, flops = 1;
  static constexpr Typed operands[2] = {Typed::data, Typed::index}, result = Typed::data;
  static constexpr Dims form(Node const&, Dims const* in) { return Dims{2, {in[1][0], in[1][1]}}; }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, Index const* at, T* y) {
    auto row = [&](std::ptrdiff_t first, std::ptrdiff_t last) {
      T sum(0);
      for (std::ptrdiff_t e = first; e < last; ++e) sum = static_cast<T>(sum + x[e]);
      for (std::ptrdiff_t e = first; e < last; ++e) y[e] = sum;
    };
    for_each_row(form, at, row, y);
  }
  template <class D>
  static constexpr void derive(D& d) {
    Node const n = d.node();
    d.add(0, routine<SparseRowSums>(n.dtype, n.dims, 0, d.g(), d.in(1)));
  }
  /// Calls row(first, last) for each row of entries, and writes 0 behind the last.
  template <class I, class Row, class T>
  static constexpr void for_each_row(Dims const& form, I const* at, Row const& row, T* y) {
    auto const rank = static_cast<std::size_t>(form[1]);
    auto const entries = static_cast<std::ptrdiff_t>(sparse::detail::count_entries(at, rank, static_cast<std::size_t>(form[0])));
    for (std::ptrdiff_t first = 0, last = 0; first < entries; first = last) {
      I const* const a = at + first * form[1];
      for (last = first + 1; last < entries && sparse::detail::compare(a, at + last * form[1], rank - 1) == 0;) ++last;
      row(first, last);
    }
    for (std::ptrdiff_t e = entries; e < form[0]; ++e) y[e] = T(0);
  }
};
/// Softmax over each entry's row: [C, rank]. In order.
struct SparseSoftmax {
  static constexpr char name[] = "sparse_softmax";
  static constexpr int arity = 2, flops = 4;
  static constexpr bool floating_only = true;
  static constexpr Typed operands[2] = {Typed::data, Typed::index}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) { return SparseRowSums::form(n, in); }
  template <class T, class I>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, I const* at, T* y) {
    auto row = [&](std::ptrdiff_t first, std::ptrdiff_t last) {
      T most = x[first], total(0);
      for (std::ptrdiff_t e = first + 1; e < last; ++e) most = detail::joined<detail::Join::maximum>(most, x[e]);
      for (std::ptrdiff_t e = first; e < last; ++e) {
        y[e] = Exp::lane(lanes::Lane<T, 1>(x[e] - most)).v[0];
        total += y[e];
      }
      for (std::ptrdiff_t e = first; e < last; ++e) y[e] /= total;
    };
    SparseRowSums::for_each_row(form, at, row, y);
  }
  template <class D>
  static constexpr void derive(D& d) {
    Node const n = d.node();
    d.add(0, d.out() * (d.g() - routine<SparseRowSums>(n.dtype, n.dims, 0, d.g() * d.out(), d.in(1))));
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("sparse_row_sums")> : std::type_identity<op::SparseRowSums> {};
template <> struct OpOf<hash_name("sparse_softmax")> : std::type_identity<op::SparseSoftmax> {};
// clang-format on

namespace sparse {
namespace detail {

template <class S, int... Axis>
struct Reduced {
  static constexpr bool is_reduced(int k) {
    return sizeof...(Axis) == 0 || (((Axis < 0 ? Axis + int(S::rank) : Axis) == k) || ...);
  }
  static constexpr Dims dims = [] {
    Dims d;
    for (int k = 0; k < int(S::rank); ++k)
      if (!is_reduced(k)) d.push_back(dims_of<S>[k]);
    return d;
  }();
  template <int Nth>
  static constexpr int kept = [] {
    int n = 0;
    for (int k = 0; k < int(S::rank); ++k)
      if (!is_reduced(k) && n++ == Nth) return k;
    return 0;
  }();
  /// Where an element is in the result; its indices are in range.
  template <class I>
  static constexpr std::size_t place_of(I const* at) {
    std::size_t place = 0;
    for (int k = 0; k < int(S::rank); ++k)
      if (!is_reduced(k)) place = place * static_cast<std::size_t>(dims_of<S>[k]) + static_cast<std::size_t>(at[k]);
    return place;
  }
  template <int... K>
  static constexpr bool axes_exist(std::integer_sequence<int, K...>) {
    return ((axes::exist<S::rank, K>) && ...);
  }
  static constexpr bool ok = axes_exist(std::integer_sequence<int, Axis...>{}) && diagnose::axes_differ<S, Axis...>;
};

}  // namespace detail

/// Sums over axes, over all without one: a dense tensor. The entries may be in any order, and come twice.
/// [D...] -> [D... without the axes]
template <int... Axis, Any X>
constexpr auto sum(X&& s) {
  using P = std::remove_cvref_t<X>;
  using S = typename P::shape_type;
  using T = typename P::value_type;
  using R = detail::Reduced<S, Axis...>;
  static_assert(R::ok, "sparse::sum: an axis that the shape does not have, or one twice");
  if constexpr (!R::ok)
    return Invalid{};
  else if constexpr (CompressedOperand<P>) {
    // As coordinates of slices and what is in them.
    constexpr auto axis = [](int k) { return P::sparse_layout::axis == 0 ? k : 1 - axes::normalised(k, 2); };
    return sum<axis(Axis)...>(detail::expanded(static_cast<X&&>(s)));
  } else if constexpr (Dynamic<X>) {
    BasicTensor<T, shape_from<R::dims>> r;
    for (std::size_t e = 0; e < s.nnz(); ++e) {
      T& to = r.data()[R::place_of(s.index_data() + e * S::rank)];
      to = static_cast<T>(to + s.value_data()[e]);
    }
    return r;
  } else if constexpr (R::dims.rank == 0) {
    auto is_entry = detail::index_columns<0>(detail::indices_of<X>(s)) >= 0;
    return tenon::sum(where(reshape_to_shape<Shape<P::capacity>>(is_entry), detail::values_of<X>(s), T(0)));
  } else
    return [&]<int... K>(std::integer_sequence<int, K...>) {
      auto columns = detail::index_columns<R::template kept<K>...>(detail::indices_of<X>(s));
      return detail::call<op::SparseScatter<false>, T, shape_from<R::dims>>(detail::values_of<X>(s),
                                                                            static_cast<decltype(columns)&&>(columns));
    }(std::make_integer_sequence<int, R::dims.rank>{});
}
/// Means over axes, of all their elements: those that are not stored are 0.
template <int... Axis, Any X>
constexpr auto mean(X&& s) {
  using P = std::remove_cvref_t<X>;
  using S = typename P::shape_type;
  constexpr auto count = S::size / static_cast<std::size_t>(detail::Reduced<S, Axis...>::dims.size());
  return sum<Axis...>(static_cast<X&&>(s)) / static_cast<typename P::value_type>(count);
}

/// Softmax over the last axis of the entries that are stored, as tf.sparse.softmax: what is not stored is minus infinity. The
/// entries must be in order.   sparse [..., n] -> sparse [..., n]
template <class X>
  requires(Operand<X> || Dynamic<X>)
constexpr auto softmax(X&& s) {
  using P = std::remove_cvref_t<X>;
  using T = typename P::value_type;
  static_assert(diagnose::operation_accepts_dtype<op::SparseRowSums, T, std::is_floating_point_v<T>>,
                "sparse::softmax: not defined for this dtype");
  if constexpr (Dynamic<X>) {
    detail::stop_unless_ordered(s, "sparse::softmax");
    P r = s;
    op::SparseSoftmax::run(Dims{2, {static_cast<std::int32_t>(s.nnz()), static_cast<std::int32_t>(P::rank)}}, s.value_data(),
                           s.index_data(), r.values.data());
    return r;
  } else {
    auto&& indexed = tenon::detail::again<X>(s);  // the indices are used twice
    return detail::with_values<X>(
        s, detail::call<op::SparseSoftmax, T, Shape<P::capacity>>(detail::values_of<X>(s), detail::indices_of<X>(indexed)));
  }
}

}  // namespace sparse
}  // namespace tenon
