// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/tiles.hpp>

/// A single row times a matrix, as in inference on one sample: every element of the matrix is read once, so what counts is that
/// it is read in the order in which it lies, without vectors that cross cache lines, and that no multiply-add waits for another.
namespace tenon::kernel {
inline namespace TENON_ISA {

namespace detail {

/// How a row times a matrix keeps its sums.
enum class RowForm {
  none,    ///< it is a tile as others are
  sets,    ///< in registers; several sets of them take turns along the contracted axis
  flat,    ///< in registers, one for each vector of the few rows after which rows begin at the same place of a cache line again
  stretch  ///< in the first cache: more of them than registers
};

/// N lanes of a register that holds more, from lane First on.
template <int First, int N, class L>
TENON_INLINE auto lanes_from(L x) {
  using T = typename L::value_type;
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

/// Lanes along an output axis, where the other one has an extent of 1.
template <class D, int Lanes, int Scalars>
class RowProduct {
  using C = Contraction<D>;
  using T = typename C::T;
  static constexpr int vector_operand = Lanes == C::n_axis ? C::right : C::left;
  static constexpr int scalar_operand = Lanes == C::n_axis ? C::left : C::right;
  static constexpr int columns = D::extent[Lanes], k = C::k, N = D::lanes_for(columns);
  static constexpr std::ptrdiff_t step = D::loads[vector_operand].stride[C::K];
  static constexpr std::ptrdiff_t next_k = D::loads[scalar_operand].stride[C::K];
  /// Registers of N values.
  static constexpr int registers =
      (simd::native_lanes<float> >= 16 ? 32 : 16) / (N > simd::native_lanes<T> ? N / simd::native_lanes<T> : 1);
  /// Columns that neither fill a register nor half of one: one vector with some lanes empty.
  static constexpr bool partial = columns % N != 0 && columns < 2 * N && simd::loads_first<T, 2 * N>;
  static constexpr int vectors = partial ? 1 : (columns + N - 1) / N;

  /// Rows after which a row begins on a whole vector again, and the vectors of as many.
  static constexpr int period = [] {
    int p = 1;
    while (p * columns % N != 0) p *= 2;
    return p;
  }();
  static constexpr int flat_vectors = period * columns / N;
  /// Twice as much as stays in a first cache beside other things: a vector that crosses lines of the second costs two transfers.
  static constexpr bool is_large = std::int64_t(k) * columns * int(sizeof(T)) >= 65536;
  /// What may be computed in chunks of columns, or is such a chunk, adds one k after the other: a chunk must add in the order of
  /// the whole (kernel/split.hpp), which has other sums in flight.
  static constexpr bool one_order = step != columns || std::int64_t(k) * columns >= 400'000;
  /// Sums in flight that hide the latency of a multiply-add.
  static constexpr int in_flight = 8;

 public:
  static constexpr RowForm form = [] {
    if (D::extent[Scalars] != 1 || C::K != D::kept || N == 1 || k == 1) return RowForm::none;
    if (is_large && period > 1 && !one_order && flat_vectors + period + 1 <= registers && k >= 4 * period) return RowForm::flat;
    if (vectors + 3 <= registers) return RowForm::sets;
    return columns <= 4096 ? RowForm::stretch : RowForm::none;
  }();

  /// That take turns along the contracted axis.
  static constexpr int sets = [] {
    int s = 1;
    while (!one_order && s * vectors < in_flight && 4 * s <= k && 2 * s * vectors + 3 <= registers) s *= 2;
    return s;
  }();

 private:
  using L = simd::lane<T, partial ? 2 * N : N>;
  using After = Evaluate<true, Lanes, D, N>;
  static constexpr std::ptrdiff_t column(int v) { return v == vectors - 1 && !partial ? columns - N : v * N; }

  /// What follows, on the sums of the vector at a column.
  template <class Sum>
  TENON_INLINE static void finish(typename D::Pointers const& p, Sum const& sum) {
    auto const invariants = After::invariants(p);
    auto const row = After::row(invariants, p);
    for_each_block<columns, N>(
        [&](std::ptrdiff_t j) TENON_INLINE_LAMBDA {
          typename After::Here here;
          After::folded(here) = sum(j);
          After::here(here, invariants, row, p, j);
          return here;
        },
        [&](typename After::Here const& here, std::ptrdiff_t j)
            TENON_INLINE_LAMBDA { After::store(here, invariants, row, p, j); });
  }

  TENON_INLINE static void run_sets(typename D::Pointers const& p, T const* scalars, T const* matrix) {
    L acc[sets][vectors];
    auto add = [&](int set, int i) TENON_INLINE_LAMBDA {
      L const a(scalars[i * next_k]);
#pragma GCC unroll 32
      for (int v = 0; v < vectors; ++v) {
        L b;
        if constexpr (partial)
          b = simd::load_first<2 * N>(matrix + i * step, columns);
        else
          b = L::load(matrix + i * step + column(v));
        acc[set][v] = fma(a, b, acc[set][v]);
      }
    };
#pragma GCC unroll 8
    for (int s = 0; s < sets; ++s)
#pragma GCC unroll 32
      for (int v = 0; v < vectors; ++v) acc[s][v] = L(T(0));
    constexpr int whole = k - k % sets;
    for (int i = 0; i < whole; i += sets) {
#pragma GCC unroll 8
      for (int s = 0; s < sets; ++s) add(s, i + s);
    }
#pragma GCC unroll 8
    for (int i = whole; i < k; ++i) add(i - whole, i);
#pragma GCC unroll 4
    for (int half = sets / 2; half > 0; half /= 2)
#pragma GCC unroll 4
      for (int s = 0; s < half; ++s)
#pragma GCC unroll 32
        for (int v = 0; v < vectors; ++v) acc[s][v] = acc[s][v] + acc[s + half][v];
    store_sums_of(p, acc[0]);
  }
  /// The epilogue on sums in registers, all values before the first store.
  TENON_INLINE static void store_sums_of(typename D::Pointers const& p, L const* acc) {
    constexpr int parts = partial ? 2 : vectors;
    auto at = [](int v) TENON_INLINE_LAMBDA { return v == parts - 1 ? std::ptrdiff_t(columns - N) : std::ptrdiff_t(v * N); };
    auto const invariants = After::invariants(p);
    auto const row = After::row(invariants, p);
    typename After::Here here[parts];
    if constexpr (partial) {
      After::folded(here[0]) = lanes_from<0, N>(acc[0]);
      After::folded(here[1]) = lanes_from<columns - N, N>(acc[0]);
    } else {
#pragma GCC unroll 32
      for (int v = 0; v < parts; ++v) After::folded(here[v]) = acc[v];
    }
#pragma GCC unroll 32
    for (int v = 0; v < parts; ++v) After::here(here[v], invariants, row, p, at(v));
#pragma GCC unroll 32
    for (int v = 0; v < parts; ++v) After::store(here[v], invariants, row, p, at(v));
  }

  /// The scalars of a vector of the flattened rows, whose first lanes lie in a given row: it may hold the end of one and the
  /// beginnings of others.
  template <int V, int Row>
  TENON_INLINE static L scalars_of(L const* a) {
    constexpr int end = (Row + 1) * columns - V * N;  // the lane behind the row's last
    if constexpr (end >= N)
      return a[Row];
    else
      return select(L::load(iota<T, N>.v) < L(static_cast<T>(end)), a[Row], scalars_of<V, Row + 1>(a));
  }
  template <int... V>
  TENON_INLINE static void add_period(L* acc, L const* a, T const* matrix, std::integer_sequence<int, V...>) {
    ((acc[V] = fma(scalars_of<V, V * N / columns>(a), L::load(matrix + V * N), acc[V])), ...);
  }
  TENON_INLINE static void run_flat(typename D::Pointers const& p, T const* scalars, T const* matrix) {
    L acc[flat_vectors];
#pragma GCC unroll 32
    for (int v = 0; v < flat_vectors; ++v) acc[v] = L(T(0));
    constexpr int whole = k - k % period;
    for (int i = 0; i < whole; i += period) {
      L a[period];
#pragma GCC unroll 16
      for (int r = 0; r < period; ++r) a[r] = L(scalars[(i + r) * next_k]);
      add_period(acc, a, matrix + std::ptrdiff_t(i) * columns, std::make_integer_sequence<int, flat_vectors>{});
    }
    alignas(64) T sums[flat_vectors * N];
#pragma GCC unroll 32
    for (int v = 0; v < flat_vectors; ++v) acc[v].store(sums + v * N);
    finish(p, [&](std::ptrdiff_t j) TENON_INLINE_LAMBDA {
      L sum = L::load(sums + j);
#pragma GCC unroll 16
      for (int r = 1; r < period; ++r) sum = sum + L::load(sums + r * columns + j);
      for (int i = whole; i < k; ++i) sum = fma(L(scalars[i * next_k]), L::load(matrix + i * step + j), sum);
      return sum;
    });
  }

  /// Some rows of the matrix at a time, added to the sums of all columns.
  template <int Rows, bool First>
  TENON_INLINE static void add_rows(T* sums, T const* scalars, T const* matrix) {
    L a[Rows];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) a[r] = L(scalars[r * next_k]);
    auto at = [&](std::ptrdiff_t j) TENON_INLINE_LAMBDA {
      L sum = First ? L(T(0)) : L::load(sums + j);
#pragma GCC unroll 8
      for (int r = 0; r < Rows; ++r) sum = fma(a[r], L::load(matrix + r * step + j), sum);
      return sum;
    };
    for_each_block<columns, N>(at, [&](L sum, std::ptrdiff_t j) TENON_INLINE_LAMBDA { sum.store(sums + j); });
  }
  TENON_INLINE static void run_stretch(typename D::Pointers const& p, T const* scalars, T const* matrix) {
    constexpr int most = k < 8 ? 1 : 8, first = k % most == 0 ? most : k % most;
    alignas(64) T sums[columns];
    add_rows<first, true>(sums, scalars, matrix);
    for (int i = first; i < k; i += most) add_rows<most, false>(sums, scalars + i * next_k, matrix + i * step);
    finish(p, [&](std::ptrdiff_t j) TENON_INLINE_LAMBDA { return L::load(sums + j); });
  }

 public:
  TENON_INLINE static void run(typename D::Pointers const& p) {
    T const* const scalars = reinterpret_cast<T const*>(p.load[scalar_operand]);
    T const* const matrix = reinterpret_cast<T const*>(p.load[vector_operand]);
    if constexpr (form == RowForm::sets)
      run_sets(p, scalars, matrix);
    else if constexpr (form == RowForm::flat)
      run_flat(p, scalars, matrix);
    else
      run_stretch(p, scalars, matrix);
  }
};

}  // namespace detail

}  // namespace TENON_ISA
}  // namespace tenon::kernel
