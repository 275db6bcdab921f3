// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/shape/diagnose.hpp>

/// Compile-time indices: `t(all, from<1>)`, `t(ellipsis, 1_c, newaxis)`, `t(range<0, 10, 2>)`.
namespace tenon {

inline constexpr int slice_end = 2147483647;

/// One index of a slice, as a value.
struct SliceItem {
  enum Kind : std::int32_t { range, index, newaxis, ellipsis } kind = range;
  std::int32_t begin = 0, end = slice_end, step = 1;
};

namespace detail {
template <SliceItem Item>
struct SliceTag {
  static constexpr SliceItem item = Item;
};
}  // namespace detail

/// The whole axis.
inline constexpr detail::SliceTag<SliceItem{}> all{};
/// From an index to the end of the axis; negative indices count from the end.
template <int Begin>
inline constexpr detail::SliceTag<SliceItem{SliceItem::range, Begin, slice_end, 1}> from{};
/// From the start of the axis up to, without, an index.
template <int End>
inline constexpr detail::SliceTag<SliceItem{SliceItem::range, 0, End, 1}> to{};
/// [begin, end) by steps; with a negative step from begin down to, without, end.
template <int Begin, int End, int Step = 1>
inline constexpr detail::SliceTag<SliceItem{SliceItem::range, Begin, End, Step}> range{};
/// The axis backwards.
inline constexpr detail::SliceTag<SliceItem{SliceItem::range, slice_end, slice_end, -1}> reversed{};
/// A new axis of extent 1.
inline constexpr detail::SliceTag<SliceItem{SliceItem::newaxis}> newaxis{};
/// As many whole axes as are not named otherwise.
inline constexpr detail::SliceTag<SliceItem{SliceItem::ellipsis}> ellipsis{};
/// The index I, which drops the axis: `at<1>` is `1_c`.
template <int I>
inline constexpr detail::SliceTag<SliceItem{SliceItem::index, I}> at{};

namespace detail {
template <class T>
concept StaticIndex = requires {
  { std::remove_cvref_t<T>::value } -> std::convertible_to<std::int64_t>;
} && std::bool_constant<(std::remove_cvref_t<T>::value, true)>::value;

template <class T>
constexpr SliceItem slice_item() {
  if constexpr (requires { std::remove_cvref_t<T>::item; })
    return std::remove_cvref_t<T>::item;
  else
    return SliceItem{SliceItem::index, static_cast<std::int32_t>(std::remove_cvref_t<T>::value)};
}
}  // namespace detail

/// What may stand between the brackets of a compile-time slice.
template <class T>
concept SliceIndex = requires { std::remove_cvref_t<T>::item; } || detail::StaticIndex<T>;

/// A slice worked out against a shape.
struct ResolvedSlice {
  enum Error : std::int32_t {
    none,
    too_many,
    index_out_of_range,
    begin_out_of_range,
    end_out_of_range,
    zero_step,
    two_ellipses,
    rank_too_large
  };
  Error error = none;
  /// The item and the axis at fault, the value asked for, and the largest one allowed.
  int item = -1, axis = -1, value = 0, most = 0;
  Dims dims{};
  /// For each operand axis: the result's axis (-1 for an index), the step and the offset.
  std::int32_t target[max_rank] = {}, step[max_rank] = {}, offset[max_rank] = {};
};

constexpr ResolvedSlice resolve(Dims const& from, SliceItem const* items, int count) {
  ResolvedSlice r;
  int named = 0, ellipses = 0, rank = from.rank;
  for (int i = 0; i < count; ++i) {
    if (items[i].kind == SliceItem::range || items[i].kind == SliceItem::index) ++named;
    if (items[i].kind == SliceItem::ellipsis) ++ellipses;
    if (items[i].kind == SliceItem::index) --rank;
    if (items[i].kind == SliceItem::newaxis) ++rank;
  }
  auto fail = [&r](ResolvedSlice::Error e, int item, int axis, int value, int most = 0) {
    if (r.error == ResolvedSlice::none) {
      r.error = e;
      r.item = item;
      r.axis = axis;
      r.value = value;
      r.most = most;
    }
  };
  if (ellipses > 1) fail(ResolvedSlice::two_ellipses, -1, -1, ellipses);
  if (named > from.rank) fail(ResolvedSlice::too_many, -1, -1, named);
  if (rank > max_rank) fail(ResolvedSlice::rank_too_large, -1, -1, rank);
  if (r.error != ResolvedSlice::none) return r;
  int axis = 0;
  auto whole = [&](int n) {
    for (int k = 0; k < n; ++k, ++axis) {
      r.target[axis] = r.dims.rank;
      r.step[axis] = 1;
      r.dims.push_back(from[axis]);
    }
  };
  for (int i = 0; i < count; ++i) {
    SliceItem const s = items[i];
    if (s.kind == SliceItem::newaxis)
      r.dims.push_back(1);
    else if (s.kind == SliceItem::ellipsis)
      whole(from.rank - named);
    else if (s.kind == SliceItem::index) {
      int const n = from[axis], index = s.begin < 0 ? s.begin + n : s.begin;
      if (index < 0 || index >= n) fail(ResolvedSlice::index_out_of_range, i, axis, s.begin, n - 1);
      r.target[axis] = -1;
      r.offset[axis] = index;
      ++axis;
    } else {
      int const n = from[axis];
      if (s.step == 0) fail(ResolvedSlice::zero_step, i, axis, 0);
      int begin = s.begin, end = s.end;
      if (begin == slice_end)
        begin = s.step > 0 ? n : n - 1;
      else if (begin < 0)
        begin += n;
      if (end == slice_end)
        end = s.step > 0 ? n : -1;
      else if (end < 0)
        end += n;
      int const most = s.step > 0 ? n : n - 1;  // backwards, begin is read
      if (s.begin != slice_end && (begin < 0 || begin > most)) fail(ResolvedSlice::begin_out_of_range, i, axis, s.begin, most);
      if (end < -1 || end > n || (end == -1 && s.step > 0)) fail(ResolvedSlice::end_out_of_range, i, axis, s.end, n);
      if (r.error != ResolvedSlice::none) return r;
      int const span = s.step > 0 ? end - begin : begin - end, size = s.step > 0 ? s.step : -s.step;
      r.target[axis] = r.dims.rank;
      r.step[axis] = s.step;
      r.offset[axis] = begin;
      r.dims.push_back(span > 0 ? (span + size - 1) / size : 0);
      ++axis;
    }
  }
  whole(from.rank - axis);
  return r;
}

}  // namespace tenon
