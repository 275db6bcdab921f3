// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/across_lanes.hpp>
#include <tenon/kernel/eval.hpp>

namespace tenon::kernel {
inline namespace TENON_ISA {

/// The fold of a reduction: what it starts with and how lanes become one value. Only the ops that fold are listed by
/// their algebra: a sum starts at 0, an extremum at the opposite end.
template <std::uint32_t Op, class T>
struct Fold {
  static constexpr bool is_sum = Op == hash_name("add");
  static constexpr bool is_max = Op == hash_name("maximum") || Op == hash_name("at_least");
  /// Folding an element twice changes nothing.
  static constexpr bool idempotent = !is_sum;

  static constexpr T identity() { return is_sum ? T(0) : is_max ? lowest_of<T>() : highest_of<T>(); }
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

/// Steps after which the accumulators are added up and started again: the error of a sum grows with this and with the
/// number of blocks, not with the extent.
inline constexpr int fold_block = 64;

/// The accumulators folded into the first, in halves.
template <class F, class L, int Count>
TENON_INLINE L fold_accumulators(L (&acc)[Count]) {
#pragma GCC unroll 4
  for (int half = Count / 2; half > 0; half /= 2)
#pragma GCC unroll 4
    for (int i = 0; i < half; ++i) acc[i] = F::combine(acc[i], acc[i + half]);
  return acc[0];
}

/// Folds at(0), ..., at(Count - 1), called in this order: several accumulators take turns, block after block. What is
/// left over goes to the last block, and so does `rest(value)`, which folds one more item if there is one.
template <class F, int Count, int Accumulators, class L, class At, class Rest>
TENON_LAYER L fold_items(At const& at, Rest const& rest) {
  constexpr int steps = Count / Accumulators, left_over = Count % Accumulators;
  constexpr int blocks = steps <= fold_block ? 0 : (steps - 1) / fold_block;
  L acc[Accumulators];
  std::ptrdiff_t i = 0;
  auto add_up = [&](int block_steps) TENON_LAYER_LAMBDA {
#pragma GCC unroll 8
    for (int u = 0; u < Accumulators; ++u) acc[u] = L(F::identity());
    for (int s = 0; s < block_steps; ++s, i += Accumulators)
#pragma GCC unroll 8
      for (int u = 0; u < Accumulators; ++u) acc[u] = F::combine(acc[u], at(i + u));
  };
  [[maybe_unused]] L total(F::identity());
  if constexpr (blocks > 0)
    for (int b = 0; b < blocks; ++b) {
      add_up(fold_block);
      total = F::combine(total, fold_accumulators<F>(acc));
    }
  add_up(steps - blocks * fold_block);
#pragma GCC unroll 8
  for (int u = 0; u < left_over; ++u) acc[u] = F::combine(acc[u], at(i + u));
  acc[left_over] = rest(acc[left_over]);
  L const last = fold_accumulators<F>(acc);
  return blocks > 0 ? F::combine(total, last) : last;
}

/// Accumulators that hide the latency of an addition: more where the values folded are cheap, fewer where computing them
/// takes that long anyway (registers of 64 bytes take two turns of most units) and a short loop is worth more. A power
/// of two.
template <class D>
constexpr int accumulators(int vectors) {
  int const most = D::size.nodes <= 4 ? 8 : D::size.nodes <= 8 || simd::native_lanes<std::uint8_t> < 64 ? 4 : 2;
  return vectors >= most ? most : vectors >= 4 ? 4 : vectors >= 2 ? 2 : 1;
}

/// Folds along the inner axis, a register's lanes at a time.
template <class D>
TENON_LAYER void reduce_inner(std::byte* const* memory) {
  constexpr int inner = D::size.rank - 1, extent = D::extent[inner];
  constexpr int N = D::lanes_for(extent);
  constexpr int source = D::nodes[D::folded].in[0];
  using T = cpp_type<D::nodes[D::folded].dtype>;
  using L = simd::lane<T, N>;
  using F = Fold<D::combine, T>;
  using E = Evaluate<false, inner, D, N>;
  using After = Evaluate<true, -1, D, 1>;

  typename D::Pointers const start(memory);
  auto const invariants = E::invariants(start);
  auto const after_invariants = After::invariants(start);

  for_each_index<D, 0, D::kept>(start, [&](typename D::Pointers const& p) TENON_LAYER_LAMBDA {
    L total(F::identity());
    for_each_index<D, D::kept, inner>(p, [&](typename D::Pointers const& q) TENON_LAYER_LAMBDA {
      auto const row = E::row(invariants, q);
      auto at = [&](std::ptrdiff_t j) TENON_LAYER_LAMBDA {
        typename E::Here here;
        E::here(here, invariants, row, q, j);
        E::store(here, invariants, row, q, j);
        return L(E::template get<source>(invariants, row, here));
      };
      // The last vector may overlap: lanes that were folded already fold the identity.
      auto rest = [&](L acc) TENON_LAYER_LAMBDA {
        if constexpr (extent % N == 0)
          return acc;
        else {
          L last = at(extent - N);
          if constexpr (!F::idempotent)
            last = select(L::load(iota<T, N>.v) < L(static_cast<T>(N - extent % N)), L(F::identity()), last);
          return F::combine(acc, last);
        }
      };
      L const sum = fold_items<F, extent / N, accumulators<D>(extent / N), L>(
          [&](std::ptrdiff_t i) TENON_LAYER_LAMBDA { return at(i * N); }, rest);
      total = D::kept == inner ? sum : F::combine(total, sum);
    });
    typename After::Here here;
    After::folded(here) = simd::lane<T, 1>(F::across(total));
    After::here(here, after_invariants, {}, p);
    After::store(here, after_invariants, {}, p);
  });
}

/// Folds other axes with the lanes along the last kept one: every lane has a result of its own.
template <class D>
TENON_LAYER void reduce_outer(std::byte* const* memory) {
  constexpr int inner = D::kept - 1, extent = D::extent[inner];
  constexpr int N = D::lanes_for(extent);
  constexpr int source = D::nodes[D::folded].in[0];
  using T = cpp_type<D::nodes[D::folded].dtype>;
  using L = simd::lane<T, N>;
  using F = Fold<D::combine, T>;
  using E = Evaluate<false, inner, D, N>;
  using After = Evaluate<true, inner, D, N>;
  constexpr int last = D::size.rank - 1, length = D::extent[last];

  typename D::Pointers const start(memory);
  auto const invariants = E::invariants(start);
  auto const after_invariants = After::invariants(start);

  for_each_index<D, 0, inner>(start, [&](typename D::Pointers const& p) TENON_LAYER_LAMBDA {
    auto const after_row = After::row(after_invariants, p);
    for_each_block<extent, N>(
        [&](std::ptrdiff_t j) TENON_LAYER_LAMBDA {
          L total(F::identity());
          for_each_index<D, D::kept, last>(p, [&](typename D::Pointers const& slab) TENON_LAYER_LAMBDA {
            typename D::Pointers q = slab;
            auto next = [&](std::ptrdiff_t) TENON_LAYER_LAMBDA {
              auto const row = E::row(invariants, q);
              typename E::Here here;
              E::here(here, invariants, row, q, j);
              E::store(here, invariants, row, q, j);
              advance<D, last>(q);
              return L(E::template get<source>(invariants, row, here));
            };
            L const sum = fold_items<F, length, accumulators<D>(length), L>(next, [](L acc) TENON_LAYER_LAMBDA { return acc; });
            total = D::kept == last ? sum : F::combine(total, sum);
          });
          typename After::Here here;
          After::folded(here) = total;
          After::here(here, after_invariants, after_row, p, j);
          return here;
        },
        [&](typename After::Here const& here, std::ptrdiff_t j)
            TENON_LAYER_LAMBDA { After::store(here, after_invariants, after_row, p, j); });
  });
}

/// How many steps of the axis before the lanes are folded together: several, where they share an operand, such as the taps of a
/// depthwise convolution, that is read once for all of them; few values are folded, and none is stored on the way.
template <class D>
constexpr int rows_together() {
  constexpr int outer = D::kept - 2;
  if constexpr (outer < 0)
    return 1;
  else {
    int folded = 1;
    for (int a = D::kept; a < D::size.rank; ++a) folded *= D::extent[a];
    if (folded > fold_block || simd::native_lanes<float> == 1) return 1;
    for (int i = 0; i < D::size.stores; ++i)
      if (!D::nodes[D::stores[i].value].epilogue) return 1;
    for (int i = 0; i < D::size.nodes; ++i) {
      if (D::nodes[i].op != kernel_op::load || D::nodes[i].epilogue) continue;
      auto const& stride = D::loads[D::nodes[i].payload].stride;
      if (stride[outer] == 0 && stride[D::kept - 1] == 1 && stride[D::size.rank - 1] != 0) return 8;
    }
    return 1;
  }
}

/// Folds as `reduce_outer` does, some steps of the axis before the lanes at a time: each has a sum of its own.
template <class D>
class FoldRows {
  static constexpr int inner = D::kept - 1, Outer = D::kept - 2, extent = D::extent[inner], N = D::lanes_for(extent);
  static constexpr int source = D::nodes[D::folded].in[0];
  using T = cpp_type<D::nodes[D::folded].dtype>;
  using L = simd::lane<T, N>;
  using F = Fold<D::combine, T>;
  using E = Evaluate<false, inner, D, N>;
  using After = Evaluate<true, inner, D, N>;
  static constexpr Cut heights = cut(D::extent[Outer], rows_together<D>());

 public:
  TENON_LAYER static void run(std::byte* const* memory) {
    typename D::Pointers const start(memory);
    for_each_index<D, 0, Outer>(start, [&](typename D::Pointers const& p) TENON_LAYER_LAMBDA {
      typename D::Pointers q = p;
      for_each_cut<heights>([&](auto count) TENON_LAYER_LAMBDA { rows<count()>(start, q); });
    });
  }

 private:
  /// Leaves the pointers behind its rows.
  template <int Rows>
  TENON_LAYER static void rows(typename D::Pointers const& start, typename D::Pointers& p) {
    struct Results {
      typename After::Here row[Rows];
    };
    auto const invariants = E::invariants(start);
    auto const after_invariants = After::invariants(start);
    for_each_block<extent, N>(
        [&](std::ptrdiff_t j) TENON_LAYER_LAMBDA {
          L total[Rows];
#pragma GCC unroll 8
          for (int r = 0; r < Rows; ++r) total[r] = L(F::identity());
          for_each_index<D, D::kept, D::size.rank>(p, [&](typename D::Pointers const& item) TENON_LAYER_LAMBDA {
            typename D::Pointers q = item;
#pragma GCC unroll 8
            for (int r = 0; r < Rows; ++r) {
              auto const row = E::row(invariants, q);
              typename E::Here here;
              E::here(here, invariants, row, q, j);
              total[r] = F::combine(total[r], L(E::template get<source>(invariants, row, here)));
              advance<D, Outer>(q);
            }
          });
          Results results;
          typename D::Pointers q = p;
#pragma GCC unroll 8
          for (int r = 0; r < Rows; ++r) {
            After::folded(results.row[r]) = total[r];
            After::here(results.row[r], after_invariants, After::row(after_invariants, q), q, j);
            advance<D, Outer>(q);
          }
          return results;
        },
        [&](Results const& results, std::ptrdiff_t j) TENON_LAYER_LAMBDA {
          typename D::Pointers q = p;
#pragma GCC unroll 8
          for (int r = 0; r < Rows; ++r) {
            After::store(results.row[r], after_invariants, After::row(after_invariants, q), q, j);
            advance<D, Outer>(q);
          }
        });
    advance<D, Outer>(p, Rows);
  }
};

}  // namespace detail

/// The trailing axes folded into each element of the leading ones; what follows is applied before the store.
template <class D>
TENON_LAYER void reduce(std::byte* const* memory) {
  if constexpr (D::size.rank == D::kept) {
    // All folded axes had extent 1: the fold of one element.
    static_assert(D::size.rank != D::kept, "a reduction over unit axes is a reshape");
  } else {
    constexpr int last = D::size.rank - 1;
    constexpr bool inner = [] {
      for (int i = 0; i < D::size.loads; ++i)
        if (D::loads[i].stride[last] == 1) return true;
      for (int i = 0; i < D::size.loads; ++i)
        if (D::kept > 0 && D::loads[i].stride[D::kept == 0 ? 0 : D::kept - 1] == 1) return false;
      return true;
    }();
    if constexpr (inner || D::kept == 0)
      detail::reduce_inner<D>(memory);
    else if constexpr (detail::rows_together<D>() > 1)
      detail::FoldRows<D>::run(memory);
    else
      detail::reduce_outer<D>(memory);
  }
}

}  // namespace TENON_ISA
}  // namespace tenon::kernel
