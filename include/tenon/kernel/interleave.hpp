// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/simd.hpp>

/// Small things, matrices for instance, as lanes: what stands in memory item after item is read so that a lane is an
/// item, and written back. The items come to the lanes in an order of their own, the same in all of these functions.
namespace tenon::kernel {
inline namespace TENON_ISA {

#if TENON_HAS_SIMD

namespace detail {

/// A register of N elements is worked on in blocks of 16 bytes, inside which every processor can interleave.
template <class T, int N>
struct Blocks {
  static constexpr int each = 16 / int(sizeof(T)), count = N / each;
  template <int Lanes>
  using Reg = simd::detail::Vector<T, Lanes* int(sizeof(T))>;

  /// The item of a lane: blocks of neighbouring items one below the other are the columns of a lane's block.
  static constexpr int item(int lane) { return lane % each * count + lane / each; }
  static constexpr int lane(int item) { return item % count * each + item / count; }

  template <int Lanes>
  TENON_INLINE static Reg<Lanes> load(T const* p, std::ptrdiff_t step) {
    if constexpr (Lanes == each) {
      Reg<each> r;
      __builtin_memcpy(&r, p, sizeof r);
      return r;
    } else
      return simd::detail::joined<T, Lanes* int(sizeof(T))>(load<Lanes / 2>(p, step),
                                                            load<Lanes / 2>(p + Lanes / 2 / each * step, step));
  }
  template <int Lanes>
  TENON_INLINE static void store(Reg<Lanes> r, T* p, std::ptrdiff_t step) {
    if constexpr (Lanes == each)
      __builtin_memcpy(p, &r, sizeof r);
    else {
      store<Lanes / 2>(simd::detail::half<T, Lanes* int(sizeof(T)), false>(r), p, step);
      store<Lanes / 2>(simd::detail::half<T, Lanes* int(sizeof(T)), true>(r), p + Lanes / 2 / each * step, step);
    }
  }

  // The lower or upper halves of the blocks of two registers, `Unit` lanes of one and of the other by turns.
  template <int Unit, bool Upper, int... I>
  static constexpr auto interleaved(std::integer_sequence<int, I...>) {
    return std::integer_sequence<int, (I / each * each + (Upper ? each / 2 : 0) + I % each / Unit / 2 * Unit + I % Unit +
                                       (I / Unit % 2 != 0 ? N : 0))...>{};
  }
  template <int Unit, bool Upper>
  TENON_INLINE static Reg<N> interleave(Reg<N> a, Reg<N> b) {
    return simd::detail::shuffled<Reg<N>>(a, b, interleaved<Unit, Upper>(std::make_integer_sequence<int, N>{}));
  }
  /// Every block of `each` registers as a square, transposed.
  TENON_INLINE static void transpose(Reg<N> (&r)[each]) {
    if constexpr (each == 2) {
      Reg<N> const a = r[0], b = r[1];
      r[0] = interleave<1, false>(a, b), r[1] = interleave<1, true>(a, b);
    } else {
      Reg<N> const a = interleave<1, false>(r[0], r[1]), b = interleave<1, true>(r[0], r[1]);
      Reg<N> const c = interleave<1, false>(r[2], r[3]), d = interleave<1, true>(r[2], r[3]);
      r[0] = interleave<2, false>(a, c), r[1] = interleave<2, true>(a, c);
      r[2] = interleave<2, false>(b, d), r[3] = interleave<2, true>(b, d);
    }
  }

  /// An item of two blocks: whole registers are read and written, each of several items.
  static constexpr bool of_two(int size) { return size == 2 * each && count > 1; }
  template <bool Odd, int... I>
  static constexpr auto every_other(std::integer_sequence<int, I...>) {
    return std::integer_sequence<int, ((2 * (I / each) + (Odd ? 1 : 0)) * each + I % each)...>{};
  }
  template <bool Upper, int... I>
  static constexpr auto by_turns(std::integer_sequence<int, I...>) {
    constexpr int first = Upper ? count / 2 : 0;
    return std::integer_sequence<int, ((first + I / each / 2) * each + I % each + (I / each % 2 != 0 ? N : 0))...>{};
  }
  /// The first or second blocks of the items in two registers.
  template <bool Second>
  TENON_INLINE static Reg<N> blocks_of(Reg<N> a, Reg<N> b) {
    return simd::detail::shuffled<Reg<N>>(a, b, every_other<Second>(std::make_integer_sequence<int, N>{}));
  }
  /// The lower or upper half of the items of which `first` and `second` hold the blocks.
  template <bool Upper>
  TENON_INLINE static Reg<N> items_of(Reg<N> first, Reg<N> second) {
    return simd::detail::shuffled<Reg<N>>(first, second, by_turns<Upper>(std::make_integer_sequence<int, N>{}));
  }

  /// Lane i of the result is element at(i) of `Size` registers in a row; those up to `R` are considered.
  template <int Size, class At, int R, int... I>
  TENON_INLINE static Reg<N> picked(Reg<N> const (&r)[Size], std::integer_sequence<int, I...> lanes) {
    if constexpr (R == 0)
      return simd::detail::shuffled<Reg<N>>(r[0], r[0], std::integer_sequence<int, At::at(I) % N...>{});
    else if constexpr (R == 1)
      return simd::detail::shuffled<Reg<N>>(r[0], r[1], std::integer_sequence<int, At::at(I) % (2 * N)...>{});
    else
      return simd::detail::shuffled<Reg<N>>(picked<Size, At, R - 1>(r, lanes), r[R],
                                            std::integer_sequence<int, (At::at(I) / N == R ? N + At::at(I) % N : I)...>{});
  }
  template <int Size, int E>
  struct ToLane {  // lane i is element E of its item
    static constexpr int at(int i) { return item(i) * Size + E; }
  };
  template <int Size, int E>
  struct ToMemory {  // element i of register E of memory is that of a lane
    static constexpr int at(int i) { return (E * N + i) % Size * N + lane((E * N + i) / Size); }
  };
  template <template <int, int> class At, int Size, int... E>
  TENON_INLINE static void pick(Reg<N> const (&from)[Size], Reg<N> (&to)[Size], std::integer_sequence<int, E...>) {
    ((to[E] = picked<Size, At<Size, E>, Size - 1>(from, std::make_integer_sequence<int, N>{})), ...);
  }
};

/// Where the blocks of an item of `size` elements begin; the last overlaps its neighbour.
constexpr int block_at(int i, int each, int size) { return (i + 1) * each <= size ? i * each : size - each; }

/// f(i) of all i below Count, unrolled where they are few.
template <int Count, class F>
TENON_INLINE void each_block(F const& f) {
  if constexpr (Count <= 16) {
#pragma GCC unroll 16
    for (int i = 0; i < Count; ++i) f(i);
  } else
    for (int i = 0; i < Count; ++i) f(i);
}

}  // namespace detail

/// N items of `Size` elements, one after the other in memory, as `Size` packs of which every lane is an item.
template <int Size, class T, int N>
TENON_INLINE void load_items(T const* x, simd::Pack<T, N>* to) {
  static_assert(simd::Pack<T, N>::registers == 1);
  using B = detail::Blocks<T, N>;
  using Reg = typename B::template Reg<N>;
  if constexpr (Size == 0)
    return;
  else if constexpr (Size < B::each) {
    Reg from[Size], picked[Size];
    __builtin_memcpy(&from, x, sizeof from);
    B::template pick<B::template ToLane>(from, picked, std::make_integer_sequence<int, Size>{});
    for (int e = 0; e < Size; ++e) to[e].r[0] = picked[e];
  } else if constexpr (B::of_two(Size)) {
    Reg first[B::each], second[B::each];
#pragma GCC unroll 4
    for (int q = 0; q < B::each; ++q) {
      Reg a, b;  // no array: GCC would take it to memory
      __builtin_memcpy(&a, x + 2 * q * N, sizeof a);
      __builtin_memcpy(&b, x + (2 * q + 1) * N, sizeof b);
      first[q] = B::template blocks_of<false>(a, b);
      second[q] = B::template blocks_of<true>(a, b);
    }
    B::transpose(first);
    B::transpose(second);
#pragma GCC unroll 4
    for (int q = 0; q < B::each; ++q) to[q].r[0] = first[q], to[B::each + q].r[0] = second[q];
  } else
    detail::each_block<(Size + B::each - 1) / B::each>([&](int i) TENON_INLINE_LAMBDA {
      int const at = detail::block_at(i, B::each, Size);
      Reg r[B::each];
#pragma GCC unroll 4
      for (int q = 0; q < B::each; ++q)
        if constexpr (Size == B::each)
          __builtin_memcpy(&r[q], x + q * N, sizeof(Reg));
        else
          r[q] = B::template load<N>(x + q * B::count * Size + at, Size);
      B::transpose(r);
#pragma GCC unroll 4
      for (int q = 0; q < B::each; ++q) to[at + q].r[0] = r[q];
    });
}

/// The way back.
template <int Size, class T, int N>
TENON_INLINE void store_items(simd::Pack<T, N> const* from, T* y) {
  static_assert(simd::Pack<T, N>::registers == 1);
  using B = detail::Blocks<T, N>;
  using Reg = typename B::template Reg<N>;
  if constexpr (Size == 0)
    return;
  else if constexpr (Size < B::each) {
    Reg r[Size], picked[Size];
    for (int e = 0; e < Size; ++e) r[e] = from[e].r[0];
    B::template pick<B::template ToMemory>(r, picked, std::make_integer_sequence<int, Size>{});
    __builtin_memcpy(y, &picked, sizeof picked);
  } else if constexpr (B::of_two(Size)) {
    Reg first[B::each], second[B::each];
#pragma GCC unroll 4
    for (int q = 0; q < B::each; ++q) first[q] = from[q].r[0], second[q] = from[B::each + q].r[0];
    B::transpose(first);
    B::transpose(second);
#pragma GCC unroll 4
    for (int q = 0; q < B::each; ++q) {
      Reg const a = B::template items_of<false>(first[q], second[q]), b = B::template items_of<true>(first[q], second[q]);
      __builtin_memcpy(y + 2 * q * N, &a, sizeof a);
      __builtin_memcpy(y + (2 * q + 1) * N, &b, sizeof b);
    }
  } else
    detail::each_block<(Size + B::each - 1) / B::each>([&](int i) TENON_INLINE_LAMBDA {
      int const at = detail::block_at(i, B::each, Size);
      Reg r[B::each];
#pragma GCC unroll 4
      for (int q = 0; q < B::each; ++q) r[q] = from[at + q].r[0];
      B::transpose(r);
#pragma GCC unroll 4
      for (int q = 0; q < B::each; ++q)
        if constexpr (Size == B::each)
          __builtin_memcpy(y + q * N, &r[q], sizeof(Reg));
        else
          B::template store<N>(r[q], y + q * B::count * Size + at, Size);
    });
}

#endif

/// A single item.
template <int Size, class T>
TENON_INLINE void load_items(T const* x, tenon::lanes::Lane<T, 1>* to) {
#pragma GCC unroll 16
  for (int e = 0; e < Size; ++e) to[e].v[0] = x[e];
}
template <int Size, class T>
TENON_INLINE void store_items(tenon::lanes::Lane<T, 1> const* from, T* y) {
#pragma GCC unroll 16
  for (int e = 0; e < Size; ++e) y[e] = from[e].v[0];
}

/// Lanes of one register for so many items; 1 where there is none.
template <class T>
constexpr int item_lanes([[maybe_unused]] std::ptrdiff_t items) {
  int n = 1;
#if TENON_HAS_SIMD
  auto consider = [&]<int N>(std::integral_constant<int, N>) {
    if constexpr (simd::has_pack<T, N>)
      if (N <= items && simd::Pack<T, N>::registers == 1) n = N;
  };
  consider(std::integral_constant<int, 2>{});
  consider(std::integral_constant<int, 4>{});
  consider(std::integral_constant<int, 8>{});
  consider(std::integral_constant<int, 16>{});
#endif
  return n;
}

}  // namespace TENON_ISA
}  // namespace tenon::kernel
