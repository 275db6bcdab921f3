// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/contraction.hpp>

/// Contractions with the lanes along the innermost contracted axis: every element of the result is a dot product.
namespace tenon::kernel {
inline namespace TENON_ISA {

namespace detail {

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
  constexpr Tile all{{C::m_axis, -1}, {C::m, 1}};
  auto dot = [&](T const* row) TENON_INLINE_LAMBDA {
    L acc[unroll];
    for (int u = 0; u < unroll; ++u) acc[u] = L(T(0));
    for_each_offset<D, C::left, C::right>(p, all, [&](std::ptrdiff_t s, std::ptrdiff_t t) TENON_INLINE_LAMBDA {
      T const *const x = row + s, *const y = b + t;
      constexpr int even = whole - whole % unroll;
      for (int i = 0; i < even; i += unroll)
        for (int u = 0; u < unroll; ++u) acc[u] = fma(left(x + (i + u) * NK * ak), right(y + (i + u) * NK * bk), acc[u]);
      for (int i = even; i < whole; ++i) acc[0] = fma(left(x + i * NK * ak), right(y + i * NK * bk), acc[0]);
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

/// Writes the sums of the lanes of Count values, a power of two: halves are added and neighbours joined until every lane is a
/// sum, a third of the steps of as many sums on their own.
template <int Count, class L, class T>
TENON_INLINE void store_sums(L const* x, T* to) {
#if TENON_HAS_SIMD
  if constexpr (requires { x->registers; }) {
    if constexpr (L::size > Count && simd::has_pack<T, L::size / 2>) {
      simd::lane<T, L::size / 2> halves[Count];
#pragma GCC unroll 8
      for (int i = 0; i < Count; ++i) halves[i] = simd::detail::half_pack<false>(x[i]) + simd::detail::half_pack<true>(x[i]);
      return store_sums<Count>(halves, to);
    } else if constexpr (L::size <= Count && L::registers == 1) {
#pragma GCC unroll 8
      for (int i = 0; i < Count; i += L::size) simd::detail::joined_sums<1, 1, L::size>(x + i).store(to + i);
      return;
    }
  }
#endif
#pragma GCC unroll 8
  for (int i = 0; i < Count; ++i) to[i] = reduce_add(x[i]);
}

/// A narrow product whose operands are both contiguous along k: a tile has some rows and all columns, with a vector of partial
/// sums for each.
template <class D>
class DotTiles {
  using C = Contraction<D>;
  using T = typename C::T;
  static constexpr int N = D::lanes_for(C::k), columns = C::n, registers = simd::native_lanes<float> >= 16 ? 32 : 16;
  static constexpr int sums = floor_power_of_2(2 * columns - 1);
  // The accumulators, the rows' vectors, and that of a column at a time.
  static constexpr int most_rows = (registers - 1) / (columns + 1) < 1 ? 1 : (registers - 1) / (columns + 1);
  static constexpr Cut heights = cut(C::m, most_rows);
  static constexpr int width = D::lanes_for(columns);  ///< of what follows the sums

  using L = simd::lane<T, N>;
  using After = Evaluate<true, C::n_axis, D, width>;
  using Invariants = typename After::Invariants;

 public:
  static constexpr int most_columns = 8;

  TENON_INLINE static void run(typename D::Pointers const& p) {
    static_assert(columns <= most_columns, "a wide right operand is stored with its columns contiguous");
    Invariants const invariants = After::invariants(p);
    typename D::Pointers q = p;
    for_each_cut<heights>([&](auto rows) TENON_INLINE_LAMBDA { tile<rows()>(invariants, q); });
  }

 private:
  /// Leaves the pointers behind its rows.
  template <int Rows>
  TENON_INLINE static void tile(Invariants const& invariants, typename D::Pointers& p) {
    constexpr std::ptrdiff_t next_row = D::loads[C::left].stride[C::m_axis], next_column = D::loads[C::right].stride[C::n_axis];
    T const* const left = reinterpret_cast<T const*>(p.load[C::left]);
    T const* const right = reinterpret_cast<T const*>(p.load[C::right]);
    L acc[Rows][sums];
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 8
      for (int c = 0; c < sums; ++c) acc[r][c] = L(T(0));
    constexpr Tile here{{C::m_axis, -1}, {Rows, 1}};
    for_each_offset<D, C::left, C::right>(p, here, [&](std::ptrdiff_t s, std::ptrdiff_t t) TENON_INLINE_LAMBDA {
      auto step = [&](auto const& counted, std::ptrdiff_t k) TENON_INLINE_LAMBDA {
        L a[Rows];
#pragma GCC unroll 16
        for (int r = 0; r < Rows; ++r) a[r] = counted(L::load(left + s + r * next_row + k));
#pragma GCC unroll 8
        for (int c = 0; c < columns; ++c) {
          L const b = counted(L::load(right + t + c * next_column + k));
#pragma GCC unroll 16
          for (int r = 0; r < Rows; ++r) acc[r][c] = fma(a[r], b, acc[r][c]);
        }
      };
      for (int k = 0; k + N <= C::k; k += N) step([](L x) TENON_INLINE_LAMBDA { return x; }, k);
      if constexpr (C::k % N != 0)  // the overlapping block: lanes already counted are zeros
        step([](L x) TENON_INLINE_LAMBDA { return select(L::load(iota<T, N>.v) < L(static_cast<T>(N - C::k % N)), L(T(0)), x); },
             C::k - N);
    });
    constexpr int parts = (columns + width - 1) / width;
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r) {
      T dots[sums];
      store_sums<sums>(acc[r], dots);
      auto const row = After::row(invariants, p);
      typename After::Here here[parts];
#pragma GCC unroll 8
      for (int i = 0; i < parts; ++i) {
        constexpr auto at = [](int part) { return part == parts - 1 ? columns - width : part * width; };
        After::folded(here[i]) = simd::lane<T, width>::load(dots + at(i));
        After::here(here[i], invariants, row, p, at(i));
      }
#pragma GCC unroll 8
      for (int i = 0; i < parts; ++i) After::store(here[i], invariants, row, p, i == parts - 1 ? columns - width : i * width);
      advance<D, C::m_axis>(p);
    }
  }
};

}  // namespace detail

}  // namespace TENON_ISA
}  // namespace tenon::kernel
