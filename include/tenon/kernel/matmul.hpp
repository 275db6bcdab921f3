// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/reduce.hpp>

namespace tenon::kernel {
inline namespace TENON_ISA {

/// The register tile of a contraction: rows of one operand as scalars, columns of the other as lanes.
struct Tile {
  int rows = 1, vectors = 1;
};

/// Tiles that keep the multipliers busy: rows * vectors accumulators and the vectors in flight fit the registers, and
/// few rows are left over. `registers` is 32 for AVX-512 and AArch64, else 16.
constexpr Tile choose_tile(int rows, int vectors, int registers) {
  Tile best;
  double best_cost = 1e30;
  for (int v = 1; v <= 4 && v <= vectors; ++v)
    for (int r = 1; r <= 16 && r <= rows; ++r) {
      if (r * v + v + 1 > registers) continue;
      // Issue slots a step of k for the whole output: multiply-adds, loads of lanes, broadcasts; a short chain of
      // accumulators waits for its own latency.
      auto cost_of = [](int tile_rows, int tile_vectors) {
        double const fma = tile_rows * tile_vectors / 2.0, memory = (tile_rows + tile_vectors) / 2.0;
        double const latency = 4.0;
        double const busy = fma > memory ? fma : memory;
        return (busy > latency ? busy : latency) + 0.25;
      };
      auto column = [&](int tile_vectors) {
        return (rows / r) * cost_of(r, tile_vectors) + (rows % r != 0 ? cost_of(rows % r, tile_vectors) + 0.5 : 0.0);
      };
      double const cost = (vectors / v) * column(v) + (vectors % v != 0 ? column(vectors % v) + 0.5 : 0.0);
      if (cost < best_cost - 1e-9) {
        best_cost = cost;
        best = {r, v};
      }
    }
  return best;
}

namespace detail {

template <auto D>
struct Contraction {
  static constexpr int K = D.size.rank - 1, n_axis = D.kept - 1, m_axis = D.kept - 2;
  static constexpr int folded = [] {
    for (int i = 0; i < Facts<D>::nodes; ++i)
      if (D.nodes[i].op == kernel_op::folded) return i;
    return -1;
  }();
  static constexpr int left = int(D.nodes[D.nodes[folded].in[0]].payload), right = int(D.nodes[D.nodes[folded].in[1]].payload);
  using T = cpp_type<D.nodes[folded].dtype>;
  static constexpr int m = D.extent[m_axis], n = D.extent[n_axis], k = D.extent[K];

  /// Lanes run along n when the right operand is contiguous there, along m for a matrix times a column stored by
  /// columns, else along k.
  enum Form { along_n, along_m, along_k };
  static constexpr Form form = n > 1                                  ? along_n
                               : D.loads[left].stride[m_axis] == 1 && m > 1 ? along_m
                                                                      : along_k;
};

/// C[rows x vectors] += A column by B row, for every k; then the epilogue on the accumulators, then the stores.
/// With Overlap the last vector ends at the last column; its values are stored after its neighbour's were read.
template <auto D, int N, int Rows, int Vectors, bool Overlap, int Lanes, int Scalars>
TENON_INLINE void tile(State<D, N> const& invariants, Pointers<D> const& p, std::ptrdiff_t j) {
  using C = Contraction<D>;
  using T = typename C::T;
  using L = simd::lane<T, N>;
  using After = Evaluate<true, Lanes, D, N>;
  constexpr int vector_operand = Lanes == C::n_axis ? C::right : C::left;
  constexpr int scalar_operand = Lanes == C::n_axis ? C::left : C::right;
  constexpr std::ptrdiff_t vk = D.loads[vector_operand].stride[C::K];
  constexpr std::ptrdiff_t sk = D.loads[scalar_operand].stride[C::K], sr = D.loads[scalar_operand].stride[Scalars];
  constexpr int extent = D.extent[Lanes];
  T const* const vectors = reinterpret_cast<T const*>(p.load[vector_operand]);
  T const* const scalars = reinterpret_cast<T const*>(p.load[scalar_operand]);

  auto column = [j](int v) TENON_INLINE_LAMBDA { return Overlap && v == Vectors - 1 ? std::ptrdiff_t(extent - N) : j + v * N; };
  L acc[Rows][Vectors];
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) acc[r][v] = L(T(0));
  for (int k = 0; k < C::k; ++k) {
    L b[Vectors];
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) b[v] = L::load(vectors + k * vk + column(v));
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r) {
      L const a(scalars[r * sr + k * sk]);
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; ++v) acc[r][v] = fma(a, b[v], acc[r][v]);
    }
  }
  Pointers<D> row = p;
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
    State<D, N> s[Vectors];
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) {
      s[v] = invariants;
      value<C::folded>(s[v]) = acc[r][v];
      After::template run<Level::row>(s[v], row);
      After::template run<Level::inner>(s[v], row, column(v));
    }
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) After::store(s[v], row, column(v));
    row.template advance<Scalars>();
  }
}

template <auto D, int N, int TileRows, int Vectors, bool Overlap, int Lanes, int Scalars>
TENON_INLINE void tile_column(State<D, N> const& invariants, Pointers<D> const& p, std::ptrdiff_t j) {
  constexpr int rows = D.extent[Scalars];
  Pointers<D> q = p;
  for (int r = 0; r + TileRows <= rows; r += TileRows) {
    tile<D, N, TileRows, Vectors, Overlap, Lanes, Scalars>(invariants, q, j);
    q.template advance<Scalars>(TileRows);
  }
  if constexpr (rows % TileRows != 0) tile<D, N, rows % TileRows, Vectors, Overlap, Lanes, Scalars>(invariants, q, j);
}

/// Lanes along an output axis.
template <auto D, int Lanes, int Scalars>
TENON_INLINE void contract(Pointers<D> const& p) {
  constexpr int columns = D.extent[Lanes], N = Facts<D>::lanes_for(columns);
  constexpr int registers = simd::native_lanes<float> >= 16 ? 32 : 16;
  constexpr int panels = (columns + N - 1) / N;
  constexpr bool overlap = columns % N != 0;
  constexpr Tile chosen = choose_tile(D.extent[Scalars], panels, registers);
  // An overlapping panel shares a tile with the one it overlaps.
  constexpr int vectors = overlap && chosen.vectors == 1 && panels > 1 ? 2 : chosen.vectors;
  constexpr int rows = vectors == chosen.vectors ? chosen.rows : (chosen.rows + 1) / 2;
  constexpr int rest = panels % vectors;
  constexpr int last = overlap ? (rest == 0 ? vectors : rest == 1 && panels > 1 ? vectors + 1 : rest) : rest;
  constexpr int whole = (panels - last) / vectors;
  constexpr int last_rows = last > vectors && rows > 2 ? (rows * vectors + last - 1) / last : rows;

  using E = Evaluate<true, Lanes, D, N>;
  State<D, N> invariants;
  E::template run<Level::invariant>(invariants, p);
  std::ptrdiff_t j = 0;
  for (int t = 0; t < whole; ++t) {
    tile_column<D, N, rows, vectors, false, Lanes, Scalars>(invariants, p, j);
    j += vectors * N;
  }
  if constexpr (last != 0) tile_column<D, N, last_rows, last, overlap, Lanes, Scalars>(invariants, p, j);
}

/// Lanes along k: dot products, gathered into lanes for the epilogue.
template <auto D>
TENON_INLINE void contract_dot(Pointers<D> const& p) {
  using C = Contraction<D>;
  using T = typename C::T;
  constexpr int NK = Facts<D>::lanes_for(C::k), NM = Facts<D>::lanes_for(C::m);
  constexpr std::ptrdiff_t ak = D.loads[C::left].stride[C::K], bk = D.loads[C::right].stride[C::K];
  constexpr std::ptrdiff_t am = D.loads[C::left].stride[C::m_axis];
  using L = simd::lane<T, NK>;
  using E = Evaluate<true, C::m_axis, D, NM>;
  State<D, NM> invariants;
  E::template run<Level::invariant>(invariants, p);
  T const* const a = reinterpret_cast<T const*>(p.load[C::left]);
  T const* const b = reinterpret_cast<T const*>(p.load[C::right]);
  auto left = [](T const* x) TENON_INLINE_LAMBDA { return load_lanes<L, T, NK, int(ak)>(x); };
  auto right = [](T const* x) TENON_INLINE_LAMBDA { return load_lanes<L, T, NK, int(bk)>(x); };
  constexpr int whole = C::k / NK;
  constexpr int unroll = whole >= 4 ? 4 : whole >= 2 ? 2 : 1;
  auto dot = [&](T const* x) TENON_INLINE_LAMBDA {
    L acc[unroll];
    for (int u = 0; u < unroll; ++u) acc[u] = L(T(0));
    int i = 0;
    for (; i + unroll <= whole; i += unroll)
      for (int u = 0; u < unroll; ++u) acc[u] = fma(left(x + (i + u) * NK * ak), right(b + (i + u) * NK * bk), acc[u]);
    for (; i < whole; ++i) acc[0] = fma(left(x + i * NK * ak), right(b + i * NK * bk), acc[0]);
    if constexpr (C::k % NK != 0) {
      // The overlapping block: lanes already counted are zeros.
      auto const counted = L::load(iota<T, NK>.v) < L(static_cast<T>(NK - C::k % NK));
      acc[unroll - 1] = fma(select(counted, L(T(0)), left(x + (C::k - NK) * ak)), select(counted, L(T(0)), right(b + (C::k - NK) * bk)), acc[unroll - 1]);
    }
    for (int u = unroll / 2; u > 0; u /= 2)
      for (int v = 0; v < u; ++v) acc[v] = acc[v] + acc[v + u];
    return reduce_add(acc[0]);
  };
  for_each_block<C::m, NM>(
      [&](std::ptrdiff_t j) TENON_INLINE_LAMBDA {
        T dots[NM];
        for (int i = 0; i < NM; ++i) dots[i] = dot(a + (j + i) * am);
        State<D, NM> s = invariants;
        value<C::folded>(s) = ValueOf<D, NM, C::folded>::load(dots);
        E::template run<Level::row>(s, p);
        E::template run<Level::inner>(s, p, j);
        return s;
      },
      [&](State<D, NM>& s, std::ptrdiff_t j) TENON_INLINE_LAMBDA { E::store(s, p, j); });
}

}  // namespace detail

/// [..., m, k] x [..., k, n], with whatever follows applied to the accumulators before they are stored.
template <auto D>
TENON_INLINE void matmul(std::byte* const* memory) {
  using C = detail::Contraction<D>;
  for_each_index<0, C::m_axis>(Pointers<D>(memory), [](Pointers<D> const& p) TENON_INLINE_LAMBDA {
    if constexpr (C::form == C::along_n)
      detail::contract<D, C::n_axis, C::m_axis>(p);
    else if constexpr (C::form == C::along_m)
      detail::contract<D, C::m_axis, C::n_axis>(p);
    else
      detail::contract_dot<D>(p);
  });
}

}  // namespace TENON_ISA
}  // namespace tenon::kernel
