// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/eval.hpp>
#include <tenon/kernel/interleave.hpp>
#include <tenon/kernel/stream.hpp>

namespace tenon::kernel {
inline namespace TENON_ISA {

namespace detail {
template <std::uint32_t Op>
constexpr double operations_of() {
  if constexpr (requires { OpOf<Op>::type::flops; })
    return OpOf<Op>::type::flops;
  else
    return 1;
}
template <class D, int... I>
constexpr double operations_of_map(std::integer_sequence<int, I...>) {
  return (operations_of<D::nodes[I].op>() + ... + 0.0);
}

/// How the last block of a row is computed: in N lanes, overlapping the one before it, as all blocks are; in fewer where there
/// are few blocks and much to compute. Divisions take the longer the wider a register is: 20 gates of an LSTM are 16 and 4, not
/// 16 and 16.
template <class E, int Extent, int N>
struct LastBlock;
template <bool Epilogue, int Inner, class D, int Extent, int N>
struct LastBlock<Evaluate<Epilogue, Inner, D, N>, Extent, N> {
  static constexpr int lanes = [] {
    using T = typename D::Primary;
    constexpr int rest = Extent % N;
    if constexpr (rest != 0 && Extent < 4 * N && sizeof(T) >= 4) {
      constexpr double dear = 32;
      int n = 16 / int(sizeof(T));
      while (n < rest) n *= 2;
      if (n < N && operations_of_map<D>(std::make_integer_sequence<int, D::size.nodes>{}) >= dear) return n;
    }
    return N;
  }();
  using type = Evaluate<Epilogue, Inner, D, lanes>;
};
}  // namespace detail

/// A row of a map in steps of N lanes. The last, overlapping block is computed before anything is written and written last, so
/// that updates in place stay right without a scalar tail.
template <class E, int Extent, int N>
TENON_LAYER void map_row(typename E::Invariants const& invariants, typename E::Pointers const& p) {
  constexpr std::ptrdiff_t whole = Extent - Extent % N;
  auto const row = E::row(invariants, p);
  auto const blocks = [&]() TENON_LAYER_LAMBDA {
    for (std::ptrdiff_t j = 0; j < whole; j += N) {
      typename E::Here here;
      E::here(here, invariants, row, p, j);
      E::store(here, invariants, row, p, j);
    }
  };
  if constexpr (Extent % N == 0)
    blocks();
  else {
    using Block = detail::LastBlock<E, Extent, N>;
    using Last = typename Block::type;
    auto const finish = [&](auto const& same, auto const& same_row) TENON_LAYER_LAMBDA {
      typename Last::Here last;
      Last::here(last, same, same_row, p, Extent - Block::lanes);
      blocks();
      Last::store(last, same, same_row, p, Extent - Block::lanes);
    };
    if constexpr (Block::lanes == N)
      finish(invariants, row);
    else {
      auto const same = Last::invariants(p);
      finish(same, Last::row(same, p));
    }
  }
}

namespace detail {

/// The operands of a map that are contiguous along another axis than the lanes: transposed ones. Lane by lane each element would
/// be a load of its own, and a column of a large matrix has a cache line for each; instead squares are transposed in registers.
template <class D, int N>
struct Across {
  static constexpr int inner = D::size.rank - 1;
  static constexpr bool is(int load, int along) {
    auto const& stride = D::loads[load].stride;
    return along >= 0 && stride[along] == 1 && stride[inner] != 0 && stride[inner] != 1;
  }
  template <class T>
  static constexpr bool fits = [] {
#if TENON_HAS_SIMD
    if constexpr (simd::has_pack<T, N>) return simd::Pack<T, N>::registers == 1;
#endif
    return false;
  }();
  /// Elements of 16 bytes: as many rows are done together.
  static constexpr int rows = 16 / int(sizeof(typename D::Primary));
  template <int... L>
  static constexpr int axis_of(std::integer_sequence<int, L...>) {
    for (int a = inner - 1; a >= 0; --a)
      if ((is(L, a) || ...)) {
        bool const all_fit = ((!is(L, a) || (fits<cpp_type<D::loads[L].dtype>> &&
                                             sizeof(cpp_type<D::loads[L].dtype>) == sizeof(typename D::Primary))) &&
                              ...);
        return all_fit && D::extent[a] >= rows ? a : -1;
      }
    return -1;
  }
  /// The axis along which they are contiguous; -1: there are none, or they cannot be done in this way.
  static constexpr int axis = axis_of(typename D::LoadIndices{});

  /// The kernel that reads them from transposed squares.
  static constexpr auto descriptor = [] {
    auto d = D::descriptor;
    for (int l = 0; l < D::size.loads; ++l)
      if (is(l, axis)) d.loads[l].stride[inner] = 1;
    return d;
  }();
};

#if TENON_HAS_SIMD

template <class D, int N>
class MapAcross {
  using A = Across<D, N>;
  using E = Evaluate<false, A::inner, Described<A::descriptor>, N>;
  using Pointers = typename D::Pointers;
  static constexpr int axis = A::axis, inner = A::inner, rows = A::rows, extent = D::extent[inner];
  static constexpr std::ptrdiff_t whole = extent - extent % N;

  /// For each operand `rows` rows of N lanes.
  struct Squares {
    alignas(64) typename D::Primary of[D::size.loads][rows][N];
  };

 public:
  /// `p` is where the axis begins.
  TENON_LAYER static void run(typename E::Invariants const& invariants, Pointers p) {
    if constexpr (copies)
      copy(invariants, p);
    else
      compute(invariants, p);
  }

 private:
  /// A transposed copy: nothing that is written is read, so the last squares may overlap those before them.
  static constexpr bool copies = D::size.nodes == 1 && D::size.loads == 1;
  TENON_LAYER static void copy(typename E::Invariants const& invariants, Pointers column) {
    for (std::ptrdiff_t j = 0;;) {
      Pointers q = column;
      for (int t = 0;;) {
        squares<false>(invariants, q);
        int const rest = D::extent[axis] - rows - t, step = rest < rows ? rest : rows;
        if (step == 0) break;
        advance<D, axis>(q, step);
        t += step;
      }
      std::ptrdiff_t const rest = extent - N - j, step = rest < N ? rest : N;
      if (step == 0) break;
      advance<D, inner>(column, step);
      j += step;
    }
  }

  TENON_LAYER static void compute(typename E::Invariants const& invariants, Pointers p) {
    constexpr int height = D::extent[axis] - D::extent[axis] % rows;
    constexpr bool tail = whole != extent;
    // Along the lanes first: N rows of the operand are read side by side, line after line.
    Pointers column = p;
    for (std::ptrdiff_t j = 0; j < (tail ? whole - N : whole); j += N) {
      Pointers q = column;
      for (int t = 0; t < height; t += rows) {
        squares<false>(invariants, q);
        advance<D, axis>(q, rows);
      }
      advance<D, inner>(column, N);
    }
    if constexpr (tail)
      for (int t = 0; t < height; t += rows) {
        squares<true>(invariants, column);
        advance<D, axis>(column, rows);
      }
    if constexpr (height != D::extent[axis]) {
      using Plain = Evaluate<false, inner, D, N>;
      auto const same = Plain::invariants(p);
      advance<D, axis>(p, height);
      for (int t = height; t < D::extent[axis]; ++t) {
        map_row<Plain, extent, N>(same, p);
        advance<D, axis>(p);
      }
    }
  }

  template <int L>
  TENON_INLINE static void transpose(Squares& to, Pointers const& p) {
    if constexpr (A::is(L, axis)) {
      using T = cpp_type<D::loads[L].dtype>;
      using B = Blocks<T, N>;
      constexpr std::ptrdiff_t step = D::loads[L].stride[inner];
      T const* const from = reinterpret_cast<T const*>(p.load[L]);
      typename B::template Reg<N> r[rows];
#pragma GCC unroll 4
      for (int i = 0; i < rows; ++i) r[i] = B::template load<N>(from + i * step, rows * step);
      B::transpose(r);
#pragma GCC unroll 4
      for (int i = 0; i < rows; ++i) __builtin_memcpy(to.of[L][i], &r[i], sizeof r[i]);
    }
  }
  template <int... L>
  TENON_INLINE static void transpose(Squares& to, Pointers const& p, std::integer_sequence<int, L...>) {
    (transpose<L>(to, p), ...);
  }
  template <int... L>
  TENON_INLINE static void redirect(Pointers& p, Squares const& from, int row, std::integer_sequence<int, L...>) {
    ((A::is(L, axis) ? static_cast<void>(p.load[L] = reinterpret_cast<char const*>(from.of[L][row])) : void()), ...);
  }

  /// Some rows of N lanes; Last: those of the last block too, which overlaps: computed before, and written after them.
  template <bool Last>
  TENON_INLINE static void squares(typename E::Invariants const& invariants, Pointers const& p) {
    constexpr typename D::LoadIndices loads{};
    Squares here, last;
    transpose(here, p, loads);
    Pointers end = p;
    if constexpr (Last) {
      advance<D, inner>(end, extent - whole);
      transpose(last, end, loads);
    }
    Pointers begin = p;
#pragma GCC unroll 4
    for (int i = 0; i < rows; ++i) {
      Pointers q = begin, e = end;
      redirect(q, here, i, loads);
      auto const row = E::row(invariants, q);
      typename E::Here value;
      [[maybe_unused]] typename E::Here last_value;
      if constexpr (Last) {
        redirect(e, last, i, loads);
        E::here(last_value, invariants, row, e);
      }
      E::here(value, invariants, row, q);
      E::store(value, invariants, row, q);
      if constexpr (Last) E::store(last_value, invariants, row, e);
      advance<D, axis>(begin);
      if constexpr (Last) advance<D, axis>(end);
    }
  }
};

#endif

}  // namespace detail

/// Every element on its own: one loop over the space, intermediates in registers.
template <class D>
TENON_LAYER void map(std::byte* const* memory) {
  typename D::Pointers const p(memory);
  constexpr int inner = D::size.rank - 1;
  if constexpr (inner < 0) {
    using E = Evaluate<false, -1, D, 1>;
    auto const invariants = E::invariants(p);
    E::store({}, invariants, {}, p);
  } else {
    constexpr int extent = D::extent[inner], N = D::lanes_for(extent), across = detail::Across<D, N>::axis;
    if constexpr (across >= 0) {
#if TENON_HAS_SIMD
      using Body = detail::MapAcross<D, N>;
      auto const invariants = Evaluate<false, inner, Described<detail::Across<D, N>::descriptor>, N>::invariants(p);
      for_each_index<D, 0, across>(p, [&](typename D::Pointers const& outer) TENON_LAYER_LAMBDA {
        for_each_index<D, across + 1, inner>(outer,
                                             [&](typename D::Pointers const& q) TENON_LAYER_LAMBDA { Body::run(invariants, q); });
      });
#endif
    } else {
      using E = Evaluate<false, inner, D, N>;
      auto const invariants = E::invariants(p);
      auto const each_row = [&](typename D::Pointers const& q) TENON_LAYER_LAMBDA {
#if TENON_HAS_SIMD && defined(__SSE2__)
        if constexpr (detail::streams<D, N>)
          if (std::ptrdiff_t const first = detail::streamed_from<D>(q); first >= 0) {
            detail::stream_row<E, extent, N>(invariants, q, first);
            return;
          }
#endif
        map_row<E, extent, N>(invariants, q);
      };
      for_each_index<D, 0, inner>(p, each_row);
#if TENON_HAS_SIMD && defined(__SSE2__)
      if constexpr (detail::streams<D, N>) simd::end_of_stream();
#endif
    }
  }
}

}  // namespace TENON_ISA
}  // namespace tenon::kernel
