// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/shape_ops.hpp>

#include <tuple>

/// The points of a grid.
namespace tenon {

/// Which axis the first vector of a grid lies along: the second, as the x of a picture, or the first, as a matrix's row.
enum class Indexing { xy, ij };

namespace diagnose {
template <bool All, class... S>
inline constexpr bool grids_are_of_vectors = All;
}  // namespace diagnose

namespace detail {
template <Indexing Order, class... S>
struct Grid {
  static constexpr int place(int i) { return Order == Indexing::xy && sizeof...(S) > 1 && i < 2 ? 1 - i : i; }
  static constexpr Dims full = [] {
    Dims const vectors[] = {dims_of<S>...};
    Dims d;
    d.rank = static_cast<int>(sizeof...(S));
    for (int i = 0; i < d.rank; ++i) d[place(i)] = vectors[i][0];
    return d;
  }();
  template <int I>
  static constexpr Dims units = [] {
    Dims d = full;
    for (int i = 0; i < d.rank; ++i)
      if (i != place(I)) d[i] = 1;
    return d;
  }();
};
template <class G, class... X, std::size_t... I>
constexpr auto grid(std::index_sequence<I...>, X&&... x) {
  return std::tuple{
      broadcast_to_shape<shape_from<G::full>>(reshape_to_shape<shape_from<G::template units<int(I)>>>(static_cast<X&&>(x)))...};
}
}  // namespace detail

/// The coordinates of every point of the grid that vectors span, a tensor for each of them: a tuple of views. As NumPy's the
/// first vector lies along the second axis, with `meshgrid<Indexing::ij>` along the first.   [n], [m] -> [m, n], [m, n]
template <Indexing Order = Indexing::xy, class... X>
  requires(sizeof...(X) > 0 && (Operand<X> && ...))
constexpr auto meshgrid(X&&... x) {
  constexpr bool vectors = ((detail::shape_of_t<X>::rank == 1) && ...), broken = (detail::OfFrontEnd<X, front::Broken> || ...);
  static_assert(diagnose::grids_are_of_vectors<(vectors || broken), detail::shape_of_t<X>...>,
                "meshgrid: every operand must have one axis (their shapes follow)");
  if constexpr (vectors)
    return detail::grid<detail::Grid<Order, detail::shape_of_t<X>...>>(std::index_sequence_for<X...>{}, static_cast<X&&>(x)...);
  else
    return Invalid{};
}

}  // namespace tenon
