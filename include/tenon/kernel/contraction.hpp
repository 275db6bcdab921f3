// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/reduce.hpp>

/// What the forms of a contraction have in common.
namespace tenon::kernel {
inline namespace TENON_ISA {

namespace detail {

template <class D>
struct Contraction {
  /// The innermost of the contracted axes; most contractions have no other.
  static constexpr int K = D::size.rank - 1, n_axis = D::kept - 1, m_axis = D::kept - 2;
  static constexpr int left = int(D::nodes[D::nodes[D::folded].in[0]].payload);
  static constexpr int right = int(D::nodes[D::nodes[D::folded].in[1]].payload);
  using T = cpp_type<D::nodes[D::folded].dtype>;
  static constexpr int m = D::extent[m_axis], n = D::extent[n_axis], k = D::extent[K];

  /// Lanes run along n when the right operand is contiguous there, along m for a matrix times a column stored by columns, and
  /// where few columns would leave half of a register empty, unless much follows that is contiguous along n; else along k.
  enum Form { along_n, along_m, along_k };
  static constexpr Form form = [] {
    bool const rows = D::loads[left].stride[m_axis] == 1 && m > 1;
    if (n == 1) return rows ? along_m : along_k;
    if (D::loads[right].stride[n_axis] != 1) return along_k;
    int const native = simd::native_lanes<typename D::Primary>;
    return rows && 2 * n <= native && m >= native && D::size.loads + D::size.stores <= 4 ? along_m : along_n;
  }();
};

/// How many steps of two kept axes a tile of results takes from where the pointers stand; of an axis -1 none.
struct Tile {
  int axis[2], steps[2];
  constexpr int along(int a) const { return a == axis[0] ? steps[0] : a == axis[1] ? steps[1] : 1; }
};

/// The indices of a contracted axis at which any window of a tile has its tap on something else than padding.
struct TapRange {
  std::int32_t begin, end;
};
template <class D, int Axis>
TENON_INLINE TapRange taps_of([[maybe_unused]] typename D::Pointers const& p, [[maybe_unused]] Tile const& tile) {
  TapRange r{0, D::extent[Axis]};
  if constexpr (D::size.trims != 0)
#pragma GCC unroll 4
    for (int i = 0; i < D::size.trims; ++i) {
      Trim const t = D::trims[i];
      if (t.inner != Axis) continue;
      // Of the first and the last window; a step back from an element is a step forward to it.
      std::int32_t const first = p.place[i] + t.offset, last = first + (tile.along(t.outer) - 1) * t.step;
      std::int32_t const step = t.tap_step < 0 ? -t.tap_step : t.tap_step;
      std::int32_t const low = t.tap_step < 0 ? first - (t.extent - 1) : -last,
                         high = t.tap_step < 0 ? last : t.extent - 1 - first;
      if (high < 0) return {0, 0};
      std::int32_t const begin = low > 0 ? (low + step - 1) / step : 0, end = high / step + 1;
      if (begin > r.begin) r.begin = begin;
      if (end < r.end) r.end = end;
    }
  return r;
}

/// The windows along a tile's first axis that have their tap `index` on the input, as far as one trim says.
template <class D, int Axis>
TENON_INLINE TapRange windows_of([[maybe_unused]] typename D::Pointers const& p, Tile const& tile,
                                 [[maybe_unused]] std::int32_t index, TapRange r) {
  if constexpr (D::size.trims != 0)
#pragma GCC unroll 4
    for (int i = 0; i < D::size.trims; ++i) {
      Trim const t = D::trims[i];
      if (t.inner != Axis || t.outer != tile.axis[0] || t.step != 1) continue;
      std::int32_t const first = p.place[i] + t.offset + t.tap_step * index;
      if (-first > r.begin) r.begin = -first;
      if (t.extent - first < r.end) r.end = t.extent - first;
    }
  return r;
}

/// Runs `f` with the offsets of two operands for every index of the contracted axes but the innermost, without those at which
/// all of a tile's windows are on padding; if it asks, it gets the windows along the tile's first axis that are not.
template <class D, int X, int Y, int Axis = D::kept, class F>
TENON_INLINE void for_each_offset(typename D::Pointers const& p, Tile const& tile, F const& f, std::ptrdiff_t x, std::ptrdiff_t y,
                                  TapRange windows) {
  if constexpr (Axis == D::size.rank - 1) {
    if constexpr (requires { f(x, y, windows); })
      f(x, y, windows);
    else
      f(x, y);
  } else {
    constexpr std::ptrdiff_t dx = D::loads[X].stride[Axis], dy = D::loads[Y].stride[Axis];
    TapRange const taps = taps_of<D, Axis>(p, tile);
    for (std::int32_t i = taps.begin; i < taps.end; ++i)
      for_each_offset<D, X, Y, Axis + 1>(p, tile, f, x + i * dx, y + i * dy, windows_of<D, Axis>(p, tile, i, windows));
  }
}
template <class D, int X, int Y, class F>
TENON_INLINE void for_each_offset(typename D::Pointers const& p, Tile const& tile, F const& f) {
  for_each_offset<D, X, Y, D::kept>(p, tile, f, 0, 0, TapRange{0, tile.steps[0]});
}

}  // namespace detail

}  // namespace TENON_ISA
}  // namespace tenon::kernel
