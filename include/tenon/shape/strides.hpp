// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/shape/diagnose.hpp>

/// Strides of memory that somebody else has laid out.
namespace tenon {

/// How far apart neighbours along each axis are, in elements. A negative stride walks backwards, stride 0 repeats.
template <std::ptrdiff_t... Step>
struct Strides {
  static constexpr std::size_t rank = sizeof...(Step);
};

namespace detail {

template <class St>
struct StridesOf;
template <std::ptrdiff_t... Step>
struct StridesOf<Strides<Step...>> {
  static constexpr Dims value{static_cast<std::int32_t>(sizeof...(Step)), {static_cast<std::int32_t>(Step)...}};
};

template <Dims D>
struct StridesFrom {
  template <std::size_t... I>
  static Strides<static_cast<std::ptrdiff_t>(D.extent[I])...> make(std::index_sequence<I...>);
  using type = decltype(make(std::make_index_sequence<static_cast<std::size_t>(D.rank)>{}));
};

/// The strides of a contiguous tensor whose first index runs fastest.
constexpr Dims column_major(Dims const& dims) {
  Dims strides;
  strides.rank = dims.rank;
  std::int32_t step = 1;
  for (int i = 0; i < dims.rank; ++i) {
    strides[i] = step;
    step *= dims[i];
  }
  return strides;
}

/// The elements that strides lead to: the lowest and the highest place, counted from that of index (0, 0, ...), and how many
/// elements lie between, both counted.
struct Reach {
  std::int64_t low = 0, high = 0, span = 0;
};
constexpr Reach reach_of(Dims const& dims, Dims const& strides) {
  Reach r;
  for (int i = 0; i < dims.rank; ++i) {
    std::int64_t const end = static_cast<std::int64_t>(dims[i] - 1) * strides[i];
    (end < 0 ? r.low : r.high) += end;
  }
  r.span = r.high - r.low + 1;
  return dims.size() == 0 ? Reach{} : r;
}

/// Whether no two indices lead to one element: each stride steps over all that the smaller ones reach.
constexpr bool elements_differ(Dims const& dims, Dims const& strides) {
  bool done[max_rank] = {};
  std::int64_t reached = 0;
  for (int round = 0; round < dims.rank; ++round) {
    int next = -1;
    std::int64_t least = 0;
    for (int i = 0; i < dims.rank; ++i) {
      std::int64_t const step = strides[i] < 0 ? -static_cast<std::int64_t>(strides[i]) : strides[i];
      if (!done[i] && (next < 0 || step < least)) {
        next = i;
        least = step;
      }
    }
    done[next] = true;
    if (dims[next] == 1) continue;
    if (least <= reached) return dims.size() == 0;
    reached += least * (dims[next] - 1);
  }
  return true;
}

}  // namespace detail

/// Strides as a value and as a type, like `dims_of` and `shape_from`.
template <class St>
inline constexpr Dims strides_of = detail::StridesOf<St>::value;
template <Dims D>
using strides_from = typename detail::StridesFrom<D>::type;

/// The strides of a contiguous array of shape S: of C and NumPy (the last index runs fastest), and of Fortran (the first).
template <class S>
using RowMajor = strides_from<row_major(dims_of<S>)>;
template <class S>
using ColumnMajor = strides_from<detail::column_major(dims_of<S>)>;

#define TENON_ONE_STRIDE_AN_AXIS "view: one stride for each axis (shape, strides follow)"
namespace diagnose {
template <class S, class St>
inline constexpr bool one_stride_an_axis = S::rank == St::rank;
template <class S, class St>
inline constexpr bool every_index_has_an_element_of_its_own = detail::elements_differ(dims_of<S>, strides_of<St>);
}  // namespace diagnose

}  // namespace tenon
