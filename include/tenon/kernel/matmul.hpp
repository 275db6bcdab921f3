// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/reduce.hpp>

namespace tenon::kernel {
inline namespace TENON_ISA {

/// An extent cut into `count` pieces that differ by one at most: first those of `size`, then `larger` ones of size + 1.
struct Cut {
  int size = 1, count = 1, larger = 0;
};
constexpr Cut cut(int extent, int most) {
  int const count = (extent + most - 1) / most;
  return {extent / count, count, extent % count};
}

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
  for (int most = 1; most <= rows && most <= 16; ++most) {
    // The accumulators, the vectors, which several rows share, and two broadcasts at a time.
    if (most > 1 && (most + 1) * vectors + 2 > registers) break;
    Cut const c = cut(rows, most);
    double const cost = (c.count - c.larger) * cost_of(c.size) + (c.larger != 0 ? c.larger * cost_of(c.size + 1) + 0.5 : 0.0);
    if (cost < best.cost - 1e-9) best = {vectors, most, cost};
  }
  return best;
}

/// How many vectors a tile should have at most; at least `least`, where an overlap asks for it.
constexpr int choose_vectors(int rows, int vectors, int registers, int least) {
  double best_cost = 1e30;
  int best = 1;
  for (int most = least; most <= vectors && most <= 6; ++most) {
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

template <class D>
struct Contraction {
  /// The innermost of the contracted axes; most contractions have no other.
  static constexpr int K = D::size.rank - 1, n_axis = D::kept - 1, m_axis = D::kept - 2;
  static constexpr int left = int(D::nodes[D::nodes[D::folded].in[0]].payload);
  static constexpr int right = int(D::nodes[D::nodes[D::folded].in[1]].payload);
  using T = cpp_type<D::nodes[D::folded].dtype>;
  static constexpr int m = D::extent[m_axis], n = D::extent[n_axis], k = D::extent[K];

  /// Lanes run along n when the right operand is contiguous there, along m for a matrix times a column stored by
  /// columns, else along k.
  enum Form { along_n, along_m, along_k };
  static constexpr Form form = n > 1 ? along_n : D::loads[left].stride[m_axis] == 1 && m > 1 ? along_m : along_k;
};

/// Runs `f` with the offsets of two operands for every index of the contracted axes but the innermost.
template <class D, int X, int Y, int Axis = D::kept, class F>
TENON_INLINE void for_each_offset(F const& f, std::ptrdiff_t x = 0, std::ptrdiff_t y = 0) {
  if constexpr (Axis == D::size.rank - 1)
    f(x, y);
  else {
    constexpr std::int32_t extent = D::extent[Axis];
    constexpr std::ptrdiff_t dx = D::loads[X].stride[Axis], dy = D::loads[Y].stride[Axis];
    for (std::int32_t i = 0; i < extent; ++i) for_each_offset<D, X, Y, Axis + 1>(f, x + i * dx, y + i * dy);
  }
}

/// Lanes along an output axis: tiles of `Scalars` rows by `Lanes` columns.
template <class D, int Lanes, int Scalars>
class Contract {
  using C = Contraction<D>;
  using T = typename C::T;
  static constexpr int rows = D::extent[Scalars], columns = D::extent[Lanes], N = D::lanes_for(columns);
  static constexpr int vector_operand = Lanes == C::n_axis ? C::right : C::left;
  static constexpr int scalar_operand = Lanes == C::n_axis ? C::left : C::right;
  // Where lanes are scalars, smaller tiles save more code than they cost time: each element has its own epilogue.
  static constexpr int registers = simd::native_lanes<float> >= 16 ? 32 : simd::native_lanes<float> == 1 ? 12 : 16;
  static constexpr int panels = (columns + N - 1) / N;
  // A panel that overlaps shares a tile with the one it overlaps.
  static constexpr Cut groups = cut(panels, choose_vectors(rows, panels, registers, columns % N != 0 ? 2 : 1));

  using L = simd::lane<T, N>;
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
  /// A group of vectors, all rows. The last vector overlaps its neighbour where the lanes do not divide the columns.
  template <int Vectors>
  TENON_INLINE static void column(Invariants const& invariants, typename D::Pointers const& p, std::ptrdiff_t j) {
    constexpr Cut heights = cut(rows, choose_rows(rows, Vectors, registers).rows);
    constexpr std::ptrdiff_t step = D::loads[vector_operand].stride[C::K];
    constexpr int width = Vectors * N;
    T const* const vectors = reinterpret_cast<T const*>(p.load[vector_operand]);
    std::ptrdiff_t const last = columns % N == 0 || j + width <= columns ? j + width - N : std::ptrdiff_t(columns - N);

    auto all = [&](auto panel) TENON_INLINE_LAMBDA {
      typename D::Pointers q = p;
      for (int i = 0; i < heights.count - heights.larger; ++i) {
        tile<heights.size, Vectors>(invariants, q, panel, j, last);
        advance<D, Scalars>(q, heights.size);
      }
      if constexpr (heights.larger != 0)
        for (int i = 0; i < heights.larger; ++i) {
          tile<heights.size + 1, Vectors>(invariants, q, panel, j, last);
          advance<D, Scalars>(q, heights.size + 1);
        }
    };
    // Steps of a multiple of 512 bytes keep meeting in the same few sets of the cache: where a narrow panel is read
    // often, it is copied together first.
    if constexpr (N > 1 && registers == 16 && heights.count >= 8 && C::K == D::kept && C::k >= 64 &&
                  step % (512 / int(sizeof(T))) == 0 && C::k * width * sizeof(T) <= 32768) {
      alignas(64) T copy[C::k * width];
      for (int k = 0; k < C::k; ++k)
#pragma GCC unroll 8
        for (int v = 0; v < Vectors; ++v)
          L::load(vectors + k * step + (v == Vectors - 1 ? last : j + v * N)).store(copy + k * width + v * N);
      all(Panel<width>{copy, copy + width - N});
    } else
      all(Panel<step>{vectors + j, vectors + last});
  }

  /// Every k adds a row's scalar times the vectors to the row's accumulators; then the epilogue on the accumulators,
  /// then the stores: those of the last vector, at column `last`, after the values of its neighbour were read.
  template <int Rows, int Vectors, std::ptrdiff_t Step>
  TENON_INLINE static void tile(Invariants const& invariants, typename D::Pointers const& p, Panel<Step> panel, std::ptrdiff_t j,
                                std::ptrdiff_t last) {
    constexpr std::ptrdiff_t next_k = D::loads[scalar_operand].stride[C::K], next_row = D::loads[scalar_operand].stride[Scalars];
    T const* const scalars = reinterpret_cast<T const*>(p.load[scalar_operand]);
    L acc[Rows][Vectors];
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 8
      for (int v = 0; v < Vectors; ++v) acc[r][v] = L(T(0));
    for_each_offset<D, scalar_operand, vector_operand>([&](std::ptrdiff_t s, std::ptrdiff_t t) TENON_INLINE_LAMBDA {
      for (int k = 0; k < C::k; ++k) {
        L b[Vectors];
#pragma GCC unroll 8
        for (int v = 0; v < Vectors; ++v) {
          b[v] = L::load((v == Vectors - 1 ? panel.last : panel.first + v * N) + t + k * Step);
          if constexpr (Rows > 1) b[v] = keep(b[v]);
        }
#pragma GCC unroll 16
        for (int r = 0; r < Rows; ++r) {
          L const a(scalars[s + r * next_row + k * next_k]);
#pragma GCC unroll 8
          for (int v = 0; v < Vectors; ++v) acc[r][v] = fma(a, b[v], acc[r][v]);
        }
      }
    });
    auto column = [j, last](int v) TENON_INLINE_LAMBDA { return v == Vectors - 1 ? last : j + v * N; };
    typename D::Pointers q = p;
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r) {
      auto const row = After::row(invariants, q);
      typename After::Here here[Vectors];
#pragma GCC unroll 8
      for (int v = 0; v < Vectors; ++v) {
        After::folded(here[v]) = acc[r][v];
        After::here(here[v], invariants, row, q, column(v));
      }
#pragma GCC unroll 8
      for (int v = 0; v < Vectors; ++v) After::store(here[v], invariants, row, q, column(v));
      advance<D, Scalars>(q);
    }
  }
};

/// Lanes along k: dot products, gathered into lanes for the epilogue.
template <class D>
TENON_INLINE void contract_dot(typename D::Pointers const& p) {
  using C = Contraction<D>;
  using T = typename C::T;
  constexpr int NK = D::lanes_for(C::k), NM = D::lanes_for(C::m);
  constexpr std::ptrdiff_t ak = D::loads[C::left].stride[C::K], bk = D::loads[C::right].stride[C::K];
  constexpr std::ptrdiff_t am = D::loads[C::left].stride[C::m_axis];
  using L = simd::lane<T, NK>;
  using E = Evaluate<true, C::m_axis, D, NM>;
  auto const invariants = E::invariants(p);
  auto const row = E::row(invariants, p);
  T const* const a = reinterpret_cast<T const*>(p.load[C::left]);
  T const* const b = reinterpret_cast<T const*>(p.load[C::right]);
  auto left = [](T const* x) TENON_INLINE_LAMBDA { return load_lanes<L, T, NK, int(ak)>(x); };
  auto right = [](T const* x) TENON_INLINE_LAMBDA { return load_lanes<L, T, NK, int(bk)>(x); };
  constexpr int whole = C::k / NK;
  constexpr int unroll = whole >= 4 ? 4 : whole >= 2 ? 2 : 1;
  auto dot = [&](T const* row) TENON_INLINE_LAMBDA {
    L acc[unroll];
    for (int u = 0; u < unroll; ++u) acc[u] = L(T(0));
    for_each_offset<D, C::left, C::right>([&](std::ptrdiff_t s, std::ptrdiff_t t) TENON_INLINE_LAMBDA {
      T const *const x = row + s, *const y = b + t;
      int i = 0;
      for (; i + unroll <= whole; i += unroll)
        for (int u = 0; u < unroll; ++u) acc[u] = fma(left(x + (i + u) * NK * ak), right(y + (i + u) * NK * bk), acc[u]);
      for (; i < whole; ++i) acc[0] = fma(left(x + i * NK * ak), right(y + i * NK * bk), acc[0]);
      if constexpr (C::k % NK != 0) {
        // The overlapping block: lanes already counted are zeros.
        auto const counted = L::load(iota<T, NK>.v) < L(static_cast<T>(NK - C::k % NK));
        acc[unroll - 1] = fma(select(counted, L(T(0)), left(x + (C::k - NK) * ak)),
                              select(counted, L(T(0)), right(y + (C::k - NK) * bk)), acc[unroll - 1]);
      }
    });
    for (int u = unroll / 2; u > 0; u /= 2)
      for (int v = 0; v < u; ++v) acc[v] = acc[v] + acc[v + u];
    return reduce_add(acc[0]);
  };
  for_each_block<C::m, NM>(
      [&](std::ptrdiff_t j) TENON_INLINE_LAMBDA {
        T dots[NM];
        for (int i = 0; i < NM; ++i) dots[i] = dot(a + (j + i) * am);
        typename E::Here here;
        E::folded(here) = simd::lane<T, NM>::load(dots);
        E::here(here, invariants, row, p, j);
        return here;
      },
      [&](typename E::Here const& here, std::ptrdiff_t j) TENON_INLINE_LAMBDA { E::store(here, invariants, row, p, j); });
}

}  // namespace detail

/// [..., m, k] x [..., k, n], with whatever follows applied to the accumulators before they are stored.
template <class D>
TENON_INLINE void matmul(std::byte* const* memory) {
  using C = detail::Contraction<D>;
  for_each_index<D, 0, C::m_axis>(typename D::Pointers(memory), [](typename D::Pointers const& p) TENON_INLINE_LAMBDA {
    if constexpr (C::form == C::along_n)
      detail::Contract<D, C::n_axis, C::m_axis>::run(p);
    else if constexpr (C::form == C::along_m)
      detail::Contract<D, C::m_axis, C::n_axis>::run(p);
    else
      detail::contract_dot<D>(p);
  });
}

}  // namespace TENON_ISA
}  // namespace tenon::kernel
