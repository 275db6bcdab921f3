// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/eval.hpp>

namespace tenon::kernel {
inline namespace TENON_ISA {

/// The fold of a reduction: what it starts with and how lanes become one value. Only the ops that fold are listed by
/// their algebra: a sum starts at 0, an extremum at the opposite end.
template <std::uint32_t Op, class T>
struct Fold {
  static constexpr bool is_sum = Op == hash_name("add");
  static constexpr bool is_max = Op == hash_name("maximum");
  /// Folding an element twice changes nothing.
  static constexpr bool idempotent = !is_sum;

  static constexpr T identity() {
    if constexpr (is_sum)
      return T(0);
    else if constexpr (std::is_floating_point_v<T>)
      return is_max ? -static_cast<T>(__builtin_inf()) : static_cast<T>(__builtin_inf());
    else {
      constexpr T top = static_cast<T>(static_cast<std::make_unsigned_t<T>>(-1) >> (std::is_signed_v<T> ? 1 : 0));
      return is_max ? static_cast<T>(std::is_signed_v<T> ? -top - 1 : 0) : top;
    }
  }
  template <class L>
  TENON_INLINE static L combine(L a, L b) {
    return OpOf<Op>::type::lane(a, b);
  }
  template <class L>
  TENON_INLINE static T across(L x) {
    if constexpr (is_sum)
      return reduce_add(x);
    else if constexpr (is_max)
      return reduce_max(x);
    else
      return reduce_min(x);
  }
};

namespace detail {

/// 0, 1, 2, ...: which lane is which.
template <class T, int N>
struct Iota {
  T v[N];
  constexpr Iota() : v{} {
    for (int i = 0; i < N; ++i) v[i] = static_cast<T>(i);
  }
};
template <class T, int N>
inline constexpr Iota<T, N> iota{};

/// Folds along the inner axis with a register's lanes: four accumulators, whose sums are added up every `block`
/// steps, so that the error grows with block + n / (4 N block) instead of n.
template <auto D>
TENON_INLINE void reduce_inner(std::byte* const* memory) {
  constexpr int inner = D.size.rank - 1, extent = D.extent[inner];
  constexpr int N = Facts<D>::lanes_for(extent);
  constexpr int folded = [] {
    for (int i = 0; i < Facts<D>::nodes; ++i)
      if (D.nodes[i].op == kernel_op::folded) return i;
    return -1;
  }();
  constexpr int source = D.nodes[folded].in[0];
  using T = cpp_type<D.nodes[folded].dtype>;
  using L = simd::lane<T, N>;
  using F = Fold<D.combine, T>;
  using E = Evaluate<false, inner, D, N>;
  using After = Evaluate<true, -1, D, 1>;
  constexpr int unroll = extent / N >= 4 ? 4 : extent / N >= 2 ? 2 : 1;
  constexpr int block = 64;
  constexpr int step = N * unroll;

  Pointers<D> const start(memory);
  State<D, N> invariants;
  E::template run<Level::invariant>(invariants, start);
  State<D, 1> after_invariants;
  After::template run<Level::invariant>(after_invariants, start);

  for_each_index<0, D.kept>(start, [&](Pointers<D> const& p) TENON_INLINE_LAMBDA {
    L total(F::identity());
    for_each_index<D.kept, inner>(p, [&](Pointers<D> const& row) TENON_INLINE_LAMBDA {
      State<D, N> rows = invariants;
      E::template run<Level::row>(rows, row);
      auto at = [&](std::ptrdiff_t j) TENON_INLINE_LAMBDA {
        State<D, N> s = rows;
        E::template run<Level::inner>(s, row, j);
        return value<source>(s);
      };
      std::ptrdiff_t j = 0;
      if constexpr (extent >= step) {
        while (j + step <= extent) {
          L acc[unroll];
          for (int u = 0; u < unroll; ++u) acc[u] = L(F::identity());
          std::ptrdiff_t const end = j + static_cast<std::ptrdiff_t>(step) * block < extent ? j + static_cast<std::ptrdiff_t>(step) * block : extent;
          for (; j + step <= end; j += step)
            for (int u = 0; u < unroll; ++u) acc[u] = F::combine(acc[u], at(j + u * N));
          for (int u = unroll / 2; u > 0; u /= 2)
            for (int i = 0; i < u; ++i) acc[i] = F::combine(acc[i], acc[i + u]);
          total = F::combine(total, acc[0]);
        }
      }
      constexpr int whole = extent / N * N;
      for (; j < whole; j += N) total = F::combine(total, at(j));
      if constexpr (extent % N != 0) {
        // The last block overlaps; its lanes that were folded already fold the identity.
        L last = at(extent - N);
        if constexpr (!F::idempotent)
          last = select(L::load(iota<T, N>.v) < L(static_cast<T>(N - extent % N)), L(F::identity()), last);
        total = F::combine(total, last);
      }
    });
    State<D, 1> s = after_invariants;
    value<folded>(s) = ValueOf<D, 1, folded>(F::across(total));
    After::template run<Level::inner>(s, p);
    After::store(s, p);
  });
}

/// Folds other axes with the lanes along the last kept one: every lane has a result of its own.
template <auto D>
TENON_INLINE void reduce_outer(std::byte* const* memory) {
  constexpr int inner = D.kept - 1, extent = D.extent[inner];
  constexpr int N = Facts<D>::lanes_for(extent);
  constexpr int folded = [] {
    for (int i = 0; i < Facts<D>::nodes; ++i)
      if (D.nodes[i].op == kernel_op::folded) return i;
    return -1;
  }();
  constexpr int source = D.nodes[folded].in[0];
  using T = cpp_type<D.nodes[folded].dtype>;
  using L = simd::lane<T, N>;
  using F = Fold<D.combine, T>;
  using E = Evaluate<false, inner, D, N>;
  using After = Evaluate<true, inner, D, N>;
  constexpr int last = D.size.rank - 1, length = D.extent[last];
  constexpr int unroll = length >= 8 ? 4 : 1;
  constexpr int block = 64;

  Pointers<D> const start(memory);
  State<D, N> invariants;
  E::template run<Level::invariant>(invariants, start);
  After::template run<Level::invariant>(invariants, start);

  for_each_index<0, inner>(start, [&](Pointers<D> const& p) TENON_INLINE_LAMBDA {
    for_each_block<extent, N>(
        [&](std::ptrdiff_t j) TENON_INLINE_LAMBDA {
          L total(F::identity());
          for_each_index<D.kept, last>(p, [&](Pointers<D> const& slab) TENON_INLINE_LAMBDA {
            Pointers<D> row = slab;
            auto next = [&]() TENON_INLINE_LAMBDA {
              State<D, N> s = invariants;
              E::template run<Level::row>(s, row);
              E::template run<Level::inner>(s, row, j);
              row.template advance<last>();
              return value<source>(s);
            };
            for (int first = 0; first + unroll <= length; first += block * unroll) {
              L acc[unroll];
              for (int u = 0; u < unroll; ++u) acc[u] = L(F::identity());
              int const end = first + block * unroll < length ? first + block * unroll : length;
              for (int i = first; i + unroll <= end; i += unroll)
                for (int u = 0; u < unroll; ++u) acc[u] = F::combine(acc[u], next());
              for (int u = unroll / 2; u > 0; u /= 2)
                for (int i = 0; i < u; ++i) acc[i] = F::combine(acc[i], acc[i + u]);
              total = F::combine(total, acc[0]);
            }
            for (int i = length / unroll * unroll; i < length; ++i) total = F::combine(total, next());
          });
          State<D, N> s = invariants;
          value<folded>(s) = total;
          After::template run<Level::row>(s, p);
          After::template run<Level::inner>(s, p, j);
          return s;
        },
        [&](State<D, N>& s, std::ptrdiff_t j) TENON_INLINE_LAMBDA { After::store(s, p, j); });
  });
}

}  // namespace detail

/// The trailing axes folded into each element of the leading ones; what follows is applied before the store.
template <auto D>
TENON_INLINE void reduce(std::byte* const* memory) {
  if constexpr (D.size.rank == D.kept) {
    // All folded axes had extent 1: the fold of one element.
    static_assert(D.size.rank != D.kept, "a reduction over unit axes is a reshape");
  } else {
    constexpr int last = D.size.rank - 1;
    constexpr bool inner = [] {
      for (int i = 0; i < D.size.loads; ++i)
        if (D.loads[i].stride[last] == 1) return true;
      for (int i = 0; i < D.size.loads; ++i)
        if (D.kept > 0 && D.loads[i].stride[D.kept == 0 ? 0 : D.kept - 1] == 1) return false;
      return true;
    }();
    if constexpr (inner || D.kept == 0)
      detail::reduce_inner<D>(memory);
    else
      detail::reduce_outer<D>(memory);
  }
}

}  // namespace TENON_ISA
}  // namespace tenon::kernel
