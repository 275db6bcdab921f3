// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/arrange.hpp>
#include <tenon/trace/module.hpp>

/// Layers that put the same elements into another shape. Axes are counted as in the tensor, the batch being axis 0.
namespace tenon::nn {

namespace detail {
/// Rows of a batch, and elements of a row.
template <class S>
inline constexpr std::int64_t batch_of = dims_of<S>.rank == 0 ? 1 : dims_of<S>[0];
}  // namespace detail

/// All axes but the batch in one.   [batch, S...] -> [batch, size]
struct Flatten {
  TENON_MODULE(Flatten);
  static constexpr char name[] = "Flatten";
  template <Operand X>
  constexpr auto call(X const& x) const {
    constexpr std::int64_t batch = detail::batch_of<typename X::shape_type>;
    return reshape<batch, std::int64_t(X::shape_type::size) / (batch == 0 ? 1 : batch)>(x);
  }
};

/// The same elements of a row in another shape; one extent may be -1, and follows from the others.
/// [batch, S...] -> [batch, To...]
template <std::int64_t... To>
struct Reshape {
  TENON_MODULE(Reshape);
  static constexpr char name[] = "Reshape";
  /// Inputs of as many elements.
  template <class S>
  static constexpr bool accepts =
      layout::extents_of<To...>(static_cast<std::int64_t>(S::size)).ok &&
      layout::extents_of<To...>(static_cast<std::int64_t>(S::size)).dims.size() == static_cast<std::int64_t>(S::size);
  template <Operand X>
  constexpr auto call(X const& x) const {
    return reshape<detail::batch_of<typename X::shape_type>, To...>(x);
  }
};

/// Axes in another order: axis i of the result is axis `Order[i]`, counted from 1.   [batch, S...] -> [batch, ...]
template <int... Order>
struct Permute {
  TENON_MODULE(Permute);
  static constexpr char name[] = "Permute";
  /// Inputs of which every axis is named once.
  template <class S>
  static constexpr bool accepts = sizeof...(Order) == S::rank && ((Order >= 1 && Order <= int(S::rank)) && ...);
  constexpr auto call(Operand auto const& x) const { return permute<0, Order...>(x); }
};

/// A row N times, along a new axis.   [batch, features] -> [batch, N, features]
template <std::size_t N>
struct RepeatVector {
  static_assert(N > 0, "RepeatVector: once at least");
  TENON_MODULE(RepeatVector);
  static constexpr char name[] = "RepeatVector";
  template <class S>
  static constexpr bool accepts = S::rank == 1;
  template <Operand X>
  constexpr auto call(X const& x) const {
    constexpr Dims d = dims_of<typename X::shape_type>;
    return broadcast_to<std::size_t(d[0]), N, std::size_t(d[1])>(expand<1>(x));
  }
};

namespace detail {

/// What is before and after each of `Spatial` axes: one number for all sides, one for each axis, or a pair for each axis.
template <int Spatial, std::int64_t... N>
struct Sides {
  static_assert(sizeof...(N) == 1 || int(sizeof...(N)) == Spatial || int(sizeof...(N)) == 2 * Spatial,
                "name one number for all sides, one for each axis, or a pair (before, after) for each axis");
  static_assert(((N >= 0) && ...), "numbers of elements are not negative");
  static constexpr std::int64_t given[sizeof...(N)] = {N...};
  // Of one axis, two numbers are a pair.
  static constexpr bool pairs = int(sizeof...(N)) == 2 * Spatial;
  static constexpr std::int64_t before(int axis) { return given[pairs ? 2 * axis : sizeof...(N) == 1 ? 0 : axis]; }
  static constexpr std::int64_t after(int axis) { return given[pairs ? 2 * axis + 1 : sizeof...(N) == 1 ? 0 : axis]; }
};

template <int Spatial, std::int64_t... N>
struct CroppingLayer {
  using sides = Sides<Spatial, N...>;
  TENON_MODULE(CroppingLayer);
  /// Inputs that have elements left.
  template <class S>
  static constexpr bool accepts = [] {
    if constexpr (S::rank == Spatial + 1) {
      for (int i = 0; i < Spatial; ++i)
        if (dims_of<S>[i] <= sides::before(i) + sides::after(i)) return false;
      return true;
    } else
      return false;
  }();
  template <Operand X>
  constexpr auto call(X const& x) const {
    constexpr Dims d = dims_of<typename X::shape_type>;
    return [&]<int... I>(std::integer_sequence<int, I...>) {
      return slice(x, all, range<sides::before(I), d[1 + I] - sides::after(I)>...);
    }(std::make_integer_sequence<int, Spatial>{});
  }
};

template <int Spatial, std::int64_t... N>
struct ZeroPaddingLayer {
  using sides = Sides<Spatial, N...>;
  TENON_MODULE(ZeroPaddingLayer);
  template <class S>
  static constexpr bool accepts = S::rank == Spatial + 1;
  template <Operand X>
  constexpr auto call(X const& x) const {
    return [&]<int... I>(std::integer_sequence<int, I...>) {
      return pad<0, 0, std::int64_t(I % 2 == 0 ? sides::before(I / 2) : sides::after(I / 2))..., 0, 0>(x);
    }(std::make_integer_sequence<int, 2 * Spatial>{});
  }
};

}  // namespace detail

/// Without the first and last elements of spatial axes: `Cropping2D<1>` on all sides, `Cropping2D<1, 2>` of rows, of columns,
/// `Cropping2D<1, 0, 2, 2>` before and after each.   [batch, spatial..., channels] -> [batch, spatial'..., channels]
template <std::int64_t... N>
struct Cropping1D : detail::CroppingLayer<1, N...> {
  static constexpr char name[] = "Cropping1D";
};
template <std::int64_t... N>
struct Cropping2D : detail::CroppingLayer<2, N...> {
  static constexpr char name[] = "Cropping2D";
};
template <std::int64_t... N>
struct Cropping3D : detail::CroppingLayer<3, N...> {
  static constexpr char name[] = "Cropping3D";
};

/// Zeros before and after the elements of spatial axes; numbers as of `Cropping1D`.
/// [batch, spatial..., channels] -> [batch, spatial'..., channels]
template <std::int64_t... N>
struct ZeroPadding1D : detail::ZeroPaddingLayer<1, N...> {
  static constexpr char name[] = "ZeroPadding1D";
};
template <std::int64_t... N>
struct ZeroPadding2D : detail::ZeroPaddingLayer<2, N...> {
  static constexpr char name[] = "ZeroPadding2D";
};
template <std::int64_t... N>
struct ZeroPadding3D : detail::ZeroPaddingLayer<3, N...> {
  static constexpr char name[] = "ZeroPadding3D";
};

}  // namespace tenon::nn
