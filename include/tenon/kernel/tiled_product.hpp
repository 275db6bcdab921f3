// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/row_product.hpp>

namespace tenon::kernel {
inline namespace TENON_ISA {

namespace detail {

/// A value that is read several times stays in registers: GCC may load it again at every use, and run out of loads.
template <class L>
TENON_INLINE L keep(L x) {
#if TENON_HAS_SIMD && defined(__x86_64__)
  if constexpr (requires { x.registers; })
#pragma GCC unroll 16
    for (int i = 0; i < L::registers; ++i) {
      auto r = x.r[i];
      __asm__("" : "+v"(r));
      x.r[i] = r;
    }
#endif
  return x;
}

/// Lanes along an output axis: tiles of `Scalars` rows by `Lanes` columns.
template <class D, int Lanes, int Scalars>
class Contract {
  using C = Contraction<D>;
  using T = typename C::T;
  static constexpr int vector_operand = Lanes == C::n_axis ? C::right : C::left;
  static constexpr int scalar_operand = Lanes == C::n_axis ? C::left : C::right;

 public:
  /// Few rows are joined with those of the axis before them, if the vectors are the same there: accumulators enough to hide
  /// the latency of a multiply-add, and vectors that are read once.
  static constexpr bool joins = Scalars == C::m_axis && C::m_axis > 0 && D::extent[Scalars] < 8 &&
                                D::loads[vector_operand].stride[C::m_axis > 0 ? C::m_axis - 1 : 0] == 0;

 private:
  static constexpr int Outer = joins ? C::m_axis - 1 : Scalars, inner = joins ? D::extent[Scalars] : 1;
  static constexpr int rows = inner * D::extent[Outer], columns = D::extent[Lanes];
  /// Lanes of what follows the contraction.
  static constexpr int N = D::lanes_for(columns);
  /// Columns that neither fill a register nor half of one: one vector with some lanes empty, not two that overlap.
  static constexpr bool partial = columns % N != 0 && columns < 2 * N && simd::loads_first<T, 2 * N>;
  /// What follows takes that vector as it is; else its halves, which overlap.
  static constexpr bool whole = partial && takes_first_lanes<D, Lanes, 2 * N>();
  // Where lanes are scalars, smaller tiles save more code than they cost time: each element has its own epilogue.
  static constexpr int registers = simd::native_lanes<float> >= 16 ? 32 : simd::native_lanes<float> == 1 ? 12 : 16;
  static constexpr int panels = partial ? 1 : (columns + N - 1) / N;
  /// Larger than the caches close to the processor; for few rows, larger than the second of them, which else hides how rows are
  /// read.
  static constexpr std::int64_t vector_bytes = std::int64_t(C::k) * columns * int(sizeof(T));
  static constexpr bool blocked =
      N > 1 && !partial && !joins && C::K == D::kept &&
      ((rows >= 96 && vector_bytes >= blocked_bytes) || (rows >= 32 && vector_bytes >= 3 * blocked_bytes)) &&
      sums_wait<D, Lanes, Scalars>();
  /// Whether panels that lie far apart, and stay whole, are copied for many rows.
  static constexpr bool packs = N > 1 && !partial && registers >= 16 && C::K == D::kept && C::k >= 64 &&
                                (registers == 16 || vector_bytes >= blocked_bytes / 2) &&
                                D::loads[vector_operand].stride[C::K] % (512 / int(sizeof(T))) == 0;
  /// Tiles of rows from which on they are copied; what the second cache does not hold is fetched ahead then, and that alone pays.
  static constexpr int least_tiles = registers == 32 && vector_bytes >= blocked_bytes ? 2 : 8;
  /// Whether each step of k takes the scalars from another page: those of a large operand are fetched ahead, and stretches are
  /// shorter, or their lines would push each other out of the second cache.
  static constexpr bool far_scalars = N > 1 && D::loads[scalar_operand].stride[C::K] * int(sizeof(T)) >= 2048;
  static constexpr bool fetches_scalars = far_scalars && std::int64_t(C::k) * rows * int(sizeof(T)) >= 256 * 1024;
  static constexpr int stretch_bytes = far_scalars && registers == 32 ? panel_bytes / 4 : panel_bytes;
  static constexpr int tallest = blocked ? blocked_rows : 28;
  // A panel that overlaps shares a tile with the one it overlaps.
  static constexpr Cut groups =
      cut(panels, choose_vectors(rows, panels, registers, panels > 1 && columns % N != 0 ? 2 : 1, tallest));
  static constexpr int widest = groups.size + (groups.larger != 0 ? 1 : 0);

  using L = simd::lane<T, partial ? 2 * N : N>;
  using After = Evaluate<true, Lanes, D, whole ? 2 * N : N, whole ? columns : N>;
  /// What follows a sum is so much, as an optimizer is, that its code stands once for all rows of a tile: the sums wait in
  /// memory.
  static constexpr bool long_epilogue = N > 1 && D::size.nodes - D::size.loads >= 12;
  using Invariants = typename After::Invariants;

  static constexpr Cut stretches = cut(C::k, blocked ? stretch_bytes / (widest * N * int(sizeof(T))) : C::k);
  static constexpr int row_blocks =
      blocked ? (rows * (stretches.size + 1) * int(sizeof(T)) + scalars_bytes - 1) / scalars_bytes : 1;

  /// Where a group of vectors lies: the elements of the first k, with `Step` elements from one k to the next.
  template <std::ptrdiff_t Step>
  struct Panel {
    T const* first;
    std::ptrdiff_t last;  ///< from the first vector to the last
    std::conditional_t<blocked, Stretch, WholeStretch<C::k>> k;
  };

 public:
  /// One tile, which reads all of both operands before it stores anything, and nothing else.
  static constexpr bool reads_first = [] {
    for (int l = 0; l < D::size.loads; ++l)
      if (l != C::left && l != C::right) return false;
    for (int a = 0; a < C::m_axis; ++a)
      if (D::extent[a] != 1) return false;
    return rows != 1 && !blocked && groups.count == 1 &&
           cut(rows, choose_rows(rows, groups.size, registers, tallest).rows).count == 1;
  }();

  TENON_INLINE static void run(typename D::Pointers const& p) {
    if constexpr (rows != 1)
      run_tiles(p);
    else if constexpr (RowProduct<D, Lanes, Scalars>::form != RowForm::none)
      RowProduct<D, Lanes, Scalars>::run(p);
    else
      run_tiles(p);
  }

 private:
  TENON_INLINE static void run_tiles(typename D::Pointers const& p) {
    Invariants const invariants = After::invariants(p);
    if constexpr (blocked)
      for (int block = 0; block < row_blocks; ++block)
        for (int i = 0, k = 0; i < stretches.count; ++i) {
          int const count = stretches.size + (i < stretches.larger ? 1 : 0);
          all_columns(invariants, p, Stretch{k, count, k == 0, k + count == C::k, block});
          k += count;
        }
    else
      all_columns(invariants, p, WholeStretch<C::k>{});
  }

  TENON_INLINE static void all_columns(Invariants const& invariants, typename D::Pointers const& p, auto k) {
    std::ptrdiff_t j = 0;
    for_each_cut<groups>([&](auto vectors) TENON_INLINE_LAMBDA {
      column<vectors()>(invariants, p, j, k);
      j += vectors() * N;
    });
  }

  /// How the rows, or the steps of the axis that they are joined with, are cut.
  template <int Vectors>
  static constexpr Cut heights_of = [] {
    int const most = choose_rows(rows, Vectors, registers, tallest).rows;
    return cut(D::extent[Outer], joins ? most < inner ? 1 : most / inner : most);
  }();

  /// A group of vectors, all rows. The last vector overlaps its neighbour where the lanes do not divide the columns.
  template <int Vectors>
  TENON_INLINE static void column(Invariants const& invariants, typename D::Pointers const& p, std::ptrdiff_t j,
                                  [[maybe_unused]] auto stretch) {
    constexpr Cut heights = heights_of<Vectors>;
    constexpr std::ptrdiff_t step = D::loads[vector_operand].stride[C::K];
    constexpr int width = Vectors * N;
    T const* const vectors = reinterpret_cast<T const*>(p.load[vector_operand]);
    std::ptrdiff_t const last = whole                                                    ? 0
                                : columns % N == 0 || (!partial && j + width <= columns) ? j + width - N
                                                                                         : std::ptrdiff_t(columns - N);

    // Steps of a multiple of 512 bytes keep meeting in the same few sets of the cache: where a panel is read often, it is copied
    // together.
    if constexpr (blocked || (packs && heights.count >= least_tiles && C::k * width * int(sizeof(T)) <= copied_bytes)) {
      alignas(64) T copy[(blocked ? stretches.size + (stretches.larger != 0 ? 1 : 0) : C::k) * width];
      static_assert(sizeof copy <= tenon::panel_bytes);
      typename D::Pointers q = p;
      Panel<step> const lying{vectors + stretch.begin * step + j, last - j, {stretch}};
      rows_of_block<Vectors>(invariants, q, lying, copy, j, last);
    } else {
      typename D::Pointers q = p;
      for_each_cut<heights>([&](auto count) TENON_INLINE_LAMBDA {
        tile<count() * inner, Vectors>(invariants, q, Panel<step>{vectors + j, partial ? 0 : last - j, {}}, j, last);
        advance<D, Outer>(q, count());
      });
    }
  }

  /// The rows of a block. Its first tile copies the panel together for the others, from where it lies: the copy waits for no
  /// memory that the multiply-adds do not wait for.
  template <int Vectors, std::ptrdiff_t Step>
  TENON_INLINE static void rows_of_block(Invariants const& invariants, typename D::Pointers& q, Panel<Step> const& lying, T* copy,
                                         std::ptrdiff_t j, std::ptrdiff_t last) {
    constexpr Cut heights = heights_of<Vectors>;
    constexpr int smaller = heights.count - heights.larger, width = Vectors * N;
    int begin = 0, end = heights.count;
    if constexpr (row_blocks > 1) {
      begin = heights.count * lying.k.block / row_blocks, end = heights.count * (lying.k.block + 1) / row_blocks;
      advance<D, Outer>(q, begin * heights.size + (begin > smaller ? begin - smaller : 0));
    }
    next_tile<Vectors>(invariants, q, lying, j, last, begin, copy);
    Panel<width> const packed{copy, width - N, lying.k};
    for (int i = begin + 1; i < end; ++i) next_tile<Vectors>(invariants, q, packed, j, last, i, nullptr);
  }
  /// The i-th of the tiles into which the rows are cut; leaves the pointers behind it.
  template <int Vectors>
  TENON_INLINE static void next_tile(Invariants const& invariants, typename D::Pointers& q, auto const& panel, std::ptrdiff_t j,
                                     std::ptrdiff_t last, int i, auto copy) {
    constexpr Cut heights = heights_of<Vectors>;
    if (heights.larger == 0 || i < heights.count - heights.larger) {
      tile<heights.size * inner, Vectors>(invariants, q, panel, j, last, copy);
      advance<D, Outer>(q, heights.size);
    } else {
      tile<(heights.size + 1) * inner, Vectors>(invariants, q, panel, j, last, copy);
      advance<D, Outer>(q, heights.size + 1);
    }
  }

  /// Where the sums of a row wait between two stretches.
  TENON_INLINE static T* sums(typename D::Pointers const& p, int row) {
    return reinterpret_cast<T*>(p.store[0]) + row * D::stores[0].stride[Outer];
  }

  /// Whether windows that are rows of a tile may have taps on padding.
  static constexpr bool trims_rows = [] {
    for (int i = 0; i < D::size.trims; ++i)
      if (D::trims[i].outer == Scalars && D::trims[i].step == 1 && C::k >= 8) return true;
    return false;
  }();
  /// A few steps of k stand one after the other: the scalars' addresses need no index, which costs a multiply-add from memory one
  /// operation more to decode.
  template <int Rows, int Vectors>
  static constexpr bool unrolled = registers == 32 && !blocked && C::k <= 32 && C::k * Rows * Vectors <= 160;

  /// Every k adds a row's scalar times the vectors to the row's accumulators; then the epilogue on the accumulators,
  /// then the stores: those of the last vector, at column `last`, after the values of its neighbour were read. The vectors of
  /// every k are copied to `copy`, where one is given.
  template <int Rows, int Vectors, std::ptrdiff_t Step, class Copy = std::nullptr_t>
  TENON_INLINE static void tile(Invariants const& invariants, typename D::Pointers const& p, Panel<Step> const& panel,
                                std::ptrdiff_t j, std::ptrdiff_t last, [[maybe_unused]] Copy copy = nullptr) {
    constexpr bool copies = !std::is_null_pointer_v<Copy>;
    constexpr std::ptrdiff_t next_k = D::loads[scalar_operand].stride[C::K];
    auto scalar_of = [](int r) {
      auto const& stride = D::loads[scalar_operand].stride;
      return std::ptrdiff_t(r / inner) * stride[Outer] + std::ptrdiff_t(r % inner) * stride[Scalars];
    };
    T const* const scalars = reinterpret_cast<T const*>(p.load[scalar_operand]) + panel.k.begin * next_k;
    constexpr int parts = partial && !whole ? 2 : Vectors;
    L acc[Rows][Vectors];
    auto column = [j, last](int v) TENON_INLINE_LAMBDA { return v == parts - 1 ? last : j + v * N; };
    if (panel.k.first)
#pragma GCC unroll 32
      for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 16
        for (int v = 0; v < Vectors; ++v) acc[r][v] = L(T(0));
    else
#pragma GCC unroll 32
      for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 16
        for (int v = 0; v < Vectors; ++v) acc[r][v] = L::load(sums(p, r) + column(v));
    constexpr int windows_across = joins ? inner : Rows;
    constexpr Tile here = joins ? Tile{{Scalars, Outer}, {inner, Rows / inner}} : Tile{{Scalars, Lanes}, {Rows, columns}};
    for_each_offset<D, scalar_operand, vector_operand>(
        p, here, [&](std::ptrdiff_t s, std::ptrdiff_t t, [[maybe_unused]] TapRange windows) TENON_INLINE_LAMBDA {
          auto rows_between = [&]<int First, int End>(std::integer_sequence<int, First, End>) TENON_INLINE_LAMBDA {
            auto step = [&](int k) TENON_INLINE_LAMBDA {
              if constexpr (fetches_scalars) __builtin_prefetch(scalars + s + scalar_of(Rows / 2) + (k + fetched_ahead) * next_k);
              L b[Vectors];
#pragma GCC unroll 16
              for (int v = 0; v < Vectors; ++v) {
                T const* const at = panel.first + (v == Vectors - 1 ? panel.last : v * N) + t + k * Step;
                if constexpr (partial)
                  b[v] = simd::load_first<2 * N>(at, columns);
                else
                  b[v] = L::load(at);
                if constexpr (Rows > 1) b[v] = keep(b[v]);
                if constexpr (copies) {
                  __builtin_prefetch(at + fetched_ahead * Step);
                  b[v].store(copy + (k * Vectors + v) * N);
                }
              }
#pragma GCC unroll 32
              for (int r = 0; r < Rows; ++r) {
                if (r % windows_across < First || r % windows_across >= End) continue;
                L const a(scalars[s + scalar_of(r) + k * next_k]);
#pragma GCC unroll 16
                for (int v = 0; v < Vectors; ++v) acc[r][v] = fma(a, b[v], acc[r][v]);
              }
            };
            if constexpr (unrolled<Rows, Vectors>) {
#pragma GCC unroll 32
              for (int k = 0; k < C::k; ++k) step(k);
            } else
              for (int k = 0; k < panel.k.count; ++k) step(k);
          };
          // The first or the last of a row of windows may have its tap on padding.
          if constexpr (trims_rows && windows_across > 2) {
            if (windows.begin > 0) return rows_between(std::integer_sequence<int, 1, windows_across>{});
            if (windows.end < windows_across) return rows_between(std::integer_sequence<int, 0, windows_across - 1>{});
          }
          rows_between(std::integer_sequence<int, 0, windows_across>{});
        });
    if (!panel.k.last) {
#pragma GCC unroll 32
      for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 16
        for (int v = 0; v < Vectors; ++v) acc[r][v].store(sums(p, r) + column(v));
      return;
    }
    typename D::Pointers q = p;
    auto finish = [&](int r, L const* sum) TENON_INLINE_LAMBDA {
      auto const row = After::row(invariants, q);
      typename After::Here here[parts];
      if constexpr (partial && !whole) {
        After::folded(here[0]) = lanes_from<0, N>(sum[0]);
        After::folded(here[1]) = lanes_from<columns - N, N>(sum[0]);
      } else {
#pragma GCC unroll 16
        for (int v = 0; v < parts; ++v) After::folded(here[v]) = sum[v];
      }
#pragma GCC unroll 16
      for (int v = 0; v < parts; ++v) After::here(here[v], invariants, row, q, column(v));
#pragma GCC unroll 16
      for (int v = 0; v < parts; ++v) After::store(here[v], invariants, row, q, column(v));
      if ((r + 1) % inner == 0) {
        if constexpr (joins) advance<D, Scalars>(q, 1 - inner);
        advance<D, Outer>(q);
      } else
        advance<D, Scalars>(q);
    };
    if constexpr (long_epilogue && Rows > 2) {
      alignas(64) T waiting[Rows][Vectors * L::size];
#pragma GCC unroll 32
      for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 16
        for (int v = 0; v < Vectors; ++v) acc[r][v].store(waiting[r] + v * L::size);
#pragma GCC unroll 1
      for (int r = 0; r < Rows; ++r) {
        L sum[Vectors];
#pragma GCC unroll 16
        for (int v = 0; v < Vectors; ++v) sum[v] = L::load(waiting[r] + v * L::size);
        finish(r, sum);
      }
    } else
#pragma GCC unroll 32
      for (int r = 0; r < Rows; ++r) finish(r, acc[r]);
  }
};

}  // namespace detail

}  // namespace TENON_ISA
}  // namespace tenon::kernel
