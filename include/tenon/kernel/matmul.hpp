// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/dot_products.hpp>

namespace tenon::kernel {
inline namespace TENON_ISA {

/// The register tiles of a contraction: rows of one operand as scalars, columns of the other as vectors of lanes.
struct Tiles {
  int vectors = 1, rows = 1;
  double cost = 1e30;
};

/// Issue slots that one step of k takes in all tiles of `vectors` vectors: multiply-adds, loads of lanes, broadcasts; a
/// short chain of accumulators waits for its own latency. Tries how many rows a tile should have.
constexpr Tiles choose_rows(int rows, int vectors, int registers) {
  auto cost_of = [vectors](int r) {
    double const fma = r * vectors / 2.0, memory = (r + vectors) / 2.0, latency = 4.5;
    double const busy = fma > memory ? fma : memory;
    return (busy > latency ? busy : latency) + 0.25;
  };
  Tiles best;
  for (int most = 1; most <= rows && most <= 28; ++most) {
    // The accumulators, the vectors, which several rows share, and two broadcasts at a time.
    if (most > 1 && (most + 1) * vectors + 2 > registers) break;
    Cut const c = cut(rows, most);
    double const cost = (c.count - c.larger) * cost_of(c.size) + (c.larger != 0 ? c.larger * cost_of(c.size + 1) + 0.5 : 0.0);
    if (cost < best.cost - 1e-9) best = {vectors, most, cost};
  }
  return best;
}

/// How many vectors a tile should have at most; at least `least`, where an overlap asks for it. A single row takes more: nothing
/// else hides the latency of its multiply-adds.
constexpr int choose_vectors(int rows, int vectors, int registers, int least) {
  double best_cost = 1e30;
  int best = 1;
  int const limit = rows == 1 && registers >= 16 ? 12 : 6;
  for (int most = least; most <= vectors && most <= limit; ++most) {
    Cut const c = cut(vectors, most);
    double const cost = (c.count - c.larger) * choose_rows(rows, c.size, registers).cost +
                        (c.larger != 0 ? c.larger * choose_rows(rows, c.size + 1, registers).cost + 0.5 : 0.0);
    if (cost < best_cost - 1e-9) {
      best_cost = cost;
      best = most;
    }
  }
  return best;
}

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
  // Where lanes are scalars, smaller tiles save more code than they cost time: each element has its own epilogue.
  static constexpr int registers = simd::native_lanes<float> >= 16 ? 32 : simd::native_lanes<float> == 1 ? 12 : 16;
  static constexpr int panels = partial ? 1 : (columns + N - 1) / N;
  // A panel that overlaps shares a tile with the one it overlaps.
  static constexpr Cut groups = cut(panels, choose_vectors(rows, panels, registers, panels > 1 && columns % N != 0 ? 2 : 1));

  using L = simd::lane<T, partial ? 2 * N : N>;
  using After = Evaluate<true, Lanes, D, N>;
  using Invariants = typename After::Invariants;

  /// Where a group of vectors lies: the elements of k = 0, with `Step` elements from one k to the next.
  template <std::ptrdiff_t Step>
  struct Panel {
    T const *first, *last;
  };

 public:
  TENON_INLINE static void run(typename D::Pointers const& p) {
    Invariants const invariants = After::invariants(p);
    std::ptrdiff_t j = 0;
    for (int i = 0; i < groups.count - groups.larger; ++i, j += groups.size * N) column<groups.size>(invariants, p, j);
    if constexpr (groups.larger != 0)
      for (int i = 0; i < groups.larger; ++i, j += (groups.size + 1) * N) column<groups.size + 1>(invariants, p, j);
  }

 private:
  /// N lanes of a partial vector.
  template <int First>
  TENON_INLINE static simd::lane<T, N> part(L x) {
#if TENON_HAS_SIMD
    if constexpr (simd::has_pack<T, N>)
      return simd::detail::part_of<First, N>(x);
    else
#endif
    {
      T all[L::size];
      x.store(all);
      return simd::lane<T, N>::load(all + First);
    }
  }

  /// How the rows, or the steps of the axis that they are joined with, are cut.
  template <int Vectors>
  static constexpr Cut heights_of = [] {
    int const most = choose_rows(rows, Vectors, registers).rows;
    return cut(D::extent[Outer], joins ? most < inner ? 1 : most / inner : most);
  }();

  /// A group of vectors, all rows. The last vector overlaps its neighbour where the lanes do not divide the columns.
  template <int Vectors>
  TENON_INLINE static void column(Invariants const& invariants, typename D::Pointers const& p, std::ptrdiff_t j) {
    constexpr Cut heights = heights_of<Vectors>;
    constexpr std::ptrdiff_t step = D::loads[vector_operand].stride[C::K];
    constexpr int width = Vectors * N;
    T const* const vectors = reinterpret_cast<T const*>(p.load[vector_operand]);
    std::ptrdiff_t const last =
        columns % N == 0 || (!partial && j + width <= columns) ? j + width - N : std::ptrdiff_t(columns - N);

    auto all = [&](auto panel) TENON_INLINE_LAMBDA {
      typename D::Pointers q = p;
      for (int i = 0; i < heights.count - heights.larger; ++i) {
        tile<heights.size * inner, Vectors>(invariants, q, panel, j, last);
        advance<D, Outer>(q, heights.size);
      }
      if constexpr (heights.larger != 0)
        for (int i = 0; i < heights.larger; ++i) {
          tile<(heights.size + 1) * inner, Vectors>(invariants, q, panel, j, last);
          advance<D, Outer>(q, heights.size + 1);
        }
    };
    // Steps of a multiple of 512 bytes keep meeting in the same few sets of the cache: where a narrow panel is read
    // often, it is copied together first.
    if constexpr (N > 1 && !partial && registers == 16 && heights.count >= 8 && C::K == D::kept && C::k >= 64 &&
                  step % (512 / int(sizeof(T))) == 0 && C::k * width * sizeof(T) <= 32768) {
      alignas(64) T copy[C::k * width];
      for (int k = 0; k < C::k; ++k)
#pragma GCC unroll 8
        for (int v = 0; v < Vectors; ++v)
          L::load(vectors + k * step + (v == Vectors - 1 ? last : j + v * N)).store(copy + k * width + v * N);
      all(Panel<width>{copy, copy + width - N});
    } else
      all(Panel<step>{vectors + j, vectors + (partial ? 0 : last)});
  }

  /// Every k adds a row's scalar times the vectors to the row's accumulators; then the epilogue on the accumulators,
  /// then the stores: those of the last vector, at column `last`, after the values of its neighbour were read.
  template <int Rows, int Vectors, std::ptrdiff_t Step>
  TENON_INLINE static void tile(Invariants const& invariants, typename D::Pointers const& p, Panel<Step> panel, std::ptrdiff_t j,
                                std::ptrdiff_t last) {
    constexpr std::ptrdiff_t next_k = D::loads[scalar_operand].stride[C::K];
    auto scalar_of = [](int r) {
      auto const& stride = D::loads[scalar_operand].stride;
      return std::ptrdiff_t(r / inner) * stride[Outer] + std::ptrdiff_t(r % inner) * stride[Scalars];
    };
    T const* const scalars = reinterpret_cast<T const*>(p.load[scalar_operand]);
    L acc[Rows][Vectors];
#pragma GCC unroll 32
    for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 16
      for (int v = 0; v < Vectors; ++v) acc[r][v] = L(T(0));
    for_each_offset<D, scalar_operand, vector_operand>([&](std::ptrdiff_t s, std::ptrdiff_t t) TENON_INLINE_LAMBDA {
      for (int k = 0; k < C::k; ++k) {
        L b[Vectors];
#pragma GCC unroll 16
        for (int v = 0; v < Vectors; ++v) {
          T const* const at = (v == Vectors - 1 ? panel.last : panel.first + v * N) + t + k * Step;
          if constexpr (partial)
            b[v] = simd::load_first<2 * N>(at, columns);
          else
            b[v] = L::load(at);
          if constexpr (Rows > 1) b[v] = keep(b[v]);
        }
#pragma GCC unroll 32
        for (int r = 0; r < Rows; ++r) {
          L const a(scalars[s + scalar_of(r) + k * next_k]);
#pragma GCC unroll 16
          for (int v = 0; v < Vectors; ++v) acc[r][v] = fma(a, b[v], acc[r][v]);
        }
      }
    });
    constexpr int parts = partial ? 2 : Vectors;
    auto column = [j, last](int v) TENON_INLINE_LAMBDA { return v == parts - 1 ? last : j + v * N; };
    typename D::Pointers q = p;
#pragma GCC unroll 32
    for (int r = 0; r < Rows; ++r) {
      auto const row = After::row(invariants, q);
      typename After::Here here[parts];
      if constexpr (partial) {
        After::folded(here[0]) = part<0>(acc[r][0]);
        After::folded(here[1]) = part<columns - N>(acc[r][0]);
      } else
#pragma GCC unroll 16
        for (int v = 0; v < parts; ++v) After::folded(here[v]) = acc[r][v];
#pragma GCC unroll 16
      for (int v = 0; v < parts; ++v) After::here(here[v], invariants, row, q, column(v));
#pragma GCC unroll 16
      for (int v = 0; v < parts; ++v) After::store(here[v], invariants, row, q, column(v));
      if ((r + 1) % inner == 0) {
        if constexpr (joins) advance<D, Scalars>(q, 1 - inner);
        advance<D, Outer>(q);
      } else
        advance<D, Scalars>(q);
    }
  }
};

}  // namespace detail

/// [..., m, k] x [..., k, n], with whatever follows applied to the accumulators before they are stored.
template <class D>
TENON_LAYER void matmul(std::byte* const* memory) {
  using C = detail::Contraction<D>;
  using AlongN = detail::Contract<D, C::n_axis, C::m_axis>;
  if constexpr (C::form == C::along_n)
    for_each_index<D, 0, AlongN::joins ? C::m_axis - 1 : C::m_axis>(
        typename D::Pointers(memory), [](typename D::Pointers const& p) TENON_INLINE_LAMBDA { AlongN::run(p); });
  else
    for_each_index<D, 0, C::m_axis>(typename D::Pointers(memory), [](typename D::Pointers const& p) TENON_INLINE_LAMBDA {
      if constexpr (C::form == C::along_m)
        detail::Contract<D, C::m_axis, C::n_axis>::run(p);
      else if constexpr (C::n > 1)
        detail::DotTiles<D>::run(p);
      else
        detail::contract_dot<D>(p);
    });
}

}  // namespace TENON_ISA
}  // namespace tenon::kernel
