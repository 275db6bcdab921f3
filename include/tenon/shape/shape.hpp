// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace tenon {

/// The largest number of axes of a tensor.
inline constexpr int max_rank = 8;
/// That of a value inside a graph, and of a kernel's loops: windows over three axes have 8 already, their contraction with a
/// kernel folds 4 of 9, and `vmap` puts more in front.
inline constexpr int max_node_rank = 10;

/// The shape of a tensor as a type. `Shape<>` is a scalar, `Shape<2, 3>` two rows of three.
template <std::size_t... Extent>
struct Shape {
  static_assert(sizeof...(Extent) <= max_rank, "Shape: at most 8 axes");
  static constexpr std::size_t rank = sizeof...(Extent);
  static constexpr std::size_t size = (Extent * ... * std::size_t{1});
};

/// The shape of a tensor as a value: what the shape rules and the graph passes compute with.
/// Extents beyond the rank are zero, so that equality is member-wise.
struct Dims {
  std::int32_t rank = 0;
  std::int32_t extent[max_node_rank] = {};

  constexpr std::int32_t operator[](int axis) const { return extent[axis]; }
  constexpr std::int32_t& operator[](int axis) { return extent[axis]; }

  constexpr std::int64_t size() const {
    std::int64_t n = 1;
    for (int i = 0; i < rank; ++i) n *= extent[i];
    return n;
  }
  constexpr void push_back(std::int32_t n) { extent[rank++] = n; }
  // One expression, no loop: compilers count steps, and this is what tracing does most.
  constexpr bool operator==(Dims const& o) const {
    return rank == o.rank && extent[0] == o.extent[0] && extent[1] == o.extent[1] && extent[2] == o.extent[2] &&
           extent[3] == o.extent[3] && extent[4] == o.extent[4] && extent[5] == o.extent[5] && extent[6] == o.extent[6] &&
           extent[7] == o.extent[7] && extent[8] == o.extent[8] && extent[9] == o.extent[9];
  }
};

namespace detail {

template <class S>
struct DimsOf;
template <std::size_t... E>
struct DimsOf<Shape<E...>> {
  static constexpr Dims value{static_cast<std::int32_t>(sizeof...(E)), {static_cast<std::int32_t>(E)...}};
};

// A member template instead of a defaulted argument: g++ 12 crashes on a default that reads D.
template <Dims D>
struct ShapeFrom {
  template <std::size_t... I>
  static Shape<static_cast<std::size_t>(D.extent[I])...> make(std::index_sequence<I...>);
  using type = decltype(make(std::make_index_sequence<static_cast<std::size_t>(D.rank)>{}));
};

}  // namespace detail

/// Shape as a value, from the type.
template <class S>
inline constexpr Dims dims_of = detail::DimsOf<S>::value;

/// Shape as a type, from the value.
template <Dims D>
using shape_from = typename detail::ShapeFrom<D>::type;

/// Row-major strides, in elements, of a contiguous tensor.
constexpr Dims row_major(Dims const& dims) {
  Dims strides;
  strides.rank = dims.rank;
  std::int32_t step = 1;
  for (int i = dims.rank - 1; i >= 0; --i) {
    strides[i] = step;
    step *= dims[i];
  }
  return strides;
}

}  // namespace tenon
