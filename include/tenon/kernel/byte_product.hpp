// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/integer_dot.hpp>
#include <tenon/kernel/tiles.hpp>

/// Contractions of int8 and uint8 operands whose sums are int32.
namespace tenon::kernel {
inline namespace TENON_ISA {
namespace detail {

/// The right operand is packed panel by panel, the left one tile by tile: as many factors as an instruction multiplies lie next
/// to each other, for each lane. Where that takes unsigned bytes on the left and signed ones on the right, a and b are a' - 128
/// and b' + 128 where they are not so, and the sum of a b is that of a' b' - 128 b' + 128 a', less 128^2 for each.
template <class D>
class ByteProduct {
  using C = Contraction<D>;
  using Left = cpp_type<D::loads[C::left].dtype>;
  using Right = cpp_type<D::loads[C::right].dtype>;
  static constexpr int columns = C::n, N = D::lanes_for(columns), panels = (columns + N - 1) / N;
  static constexpr int factors = simd::factors_in_lane<N>, steps = (C::k + factors - 1) / factors;
  static constexpr int registers = simd::native_lanes<float> >= 16 ? 32 : 16;
  static constexpr bool moves_left = factors == 4 && std::is_signed_v<Left>,
                        moves_right = factors == 4 && !std::is_signed_v<Right>;

  // A panel stays in the first cache. One that overlaps shares a tile with the one it overlaps.
  static constexpr int fitting = 32768 / (steps * N * 4), overlapping = panels > 1 && columns % N != 0 ? 2 : 1;
  static constexpr int most_vectors = registers == 32 ? 4 : 2;
  static constexpr Cut groups = cut(panels, fitting >= most_vectors ? most_vectors
                                            : fitting > overlapping ? fitting
                                                                    : overlapping);
  static constexpr Cut heights = cut(C::m, simd::native_lanes<float> == 1 ? 1 : 6);

  using L = simd::lane<std::int32_t, N>;
  using Factor = std::conditional_t<factors == 4, std::uint8_t, std::conditional_t<factors == 2, std::int16_t, std::int32_t>>;
  using After = Evaluate<true, C::n_axis, D, N>;
  using Invariants = typename After::Invariants;

  template <int Vectors>
  struct Panel {
    std::int32_t words[steps][Vectors * N];
    std::int32_t first[Vectors * N];  ///< what the sums of a column begin with
  };

 public:
  TENON_INLINE static void run(typename D::Pointers const& p) {
    Invariants const invariants = After::invariants(p);
    if constexpr (N == 1)
      one_by_one(invariants, p);
    else
      all_columns(invariants, p);
  }

 private:
  TENON_INLINE static void all_columns(Invariants const& invariants, typename D::Pointers const& p) {
    std::ptrdiff_t j = 0;
    for_each_cut<groups>([&](auto vectors) TENON_INLINE_LAMBDA {
      column<vectors()>(invariants, p, j);
      j += vectors() * N;
    });
  }
  /// Without lanes: a panel would gain nothing, and a microcontroller has little room on the stack.
  TENON_INLINE static void one_by_one(Invariants const& invariants, typename D::Pointers const& p) {
    constexpr std::ptrdiff_t next_left = D::loads[C::left].stride[C::K], next_right = D::loads[C::right].stride[C::K];
    typename D::Pointers q = p;
    for (int i = 0; i < C::m; ++i, advance<D, C::m_axis>(q)) {
      auto const row = After::row(invariants, q);
      Left const* const left = reinterpret_cast<Left const*>(q.load[C::left]);
      for (int j = 0; j < columns; ++j) {
        Right const* const right = reinterpret_cast<Right const*>(q.load[C::right]) + j * D::loads[C::right].stride[C::n_axis];
        std::int32_t sum = 0;
        for (int k = 0; k < C::k; ++k) sum += std::int32_t(left[k * next_left]) * right[k * next_right];
        typename After::Here here;
        After::folded(here) = L(sum);
        After::here(here, invariants, row, q, j);
        After::store(here, invariants, row, q, j);
      }
    }
  }

  template <int Vectors>
  TENON_INLINE static void column(Invariants const& invariants, typename D::Pointers const& p, std::ptrdiff_t j) {
    std::ptrdiff_t const last = j + Vectors * N <= columns ? j + (Vectors - 1) * N : std::ptrdiff_t(columns - N);
    auto at = [j, last](int v) TENON_INLINE_LAMBDA { return v == Vectors - 1 ? last : j + v * N; };
    alignas(64) Panel<Vectors> panel;
    for (int v = 0; v < Vectors; ++v) pack(panel, v, reinterpret_cast<Right const*>(p.load[C::right]), at(v));
    typename D::Pointers q = p;
    for_each_cut<heights>([&](auto rows) TENON_INLINE_LAMBDA { tile<rows()>(invariants, q, panel, at); });
  }

  /// The highest bits of those of four bytes that there are.
  static constexpr std::int32_t moved(int step) {
    return static_cast<std::int32_t>(0x80808080u & (step < steps - 1 || C::k % 4 == 0 ? ~0u : (1u << C::k % 4 * 8) - 1));
  }
  /// A vector of the panel: N columns, from one on.
  template <int Vectors>
  TENON_INLINE static void pack(Panel<Vectors>& panel, int v, Right const* right, std::ptrdiff_t j) {
    constexpr std::ptrdiff_t next = D::loads[C::right].stride[C::K], across = D::loads[C::right].stride[C::n_axis];
    [[maybe_unused]] L sum(0);
    for (int s = 0; s < steps; ++s) {
      L word(0);
      auto add = [&]<int I>(std::integral_constant<int, I>) TENON_INLINE_LAMBDA {
        if (s * factors + I >= C::k) return;
        constexpr int bits = 32 / factors;
        using Byte = std::conditional_t<factors == 4, std::uint8_t, Right>;  // of four, none needs its sign
        L const x = simd::convert<std::int32_t>(load_lanes<tenon::lanes::Lane<Byte, N>, Byte, N, int(across)>(
            reinterpret_cast<Byte const*>(right) + (s * factors + I) * next + j * across));
        if constexpr (factors == 1)
          word = x;
        else if constexpr (factors == 2 && I == 0)
          word = x & L(0xffff);
        else
          word = word | shift_left<I * bits>(x);
      };
      add(std::integral_constant<int, 0>{});
      if constexpr (factors > 1) add(std::integral_constant<int, 1>{});
      if constexpr (factors > 2) {
        add(std::integral_constant<int, 2>{});
        add(std::integral_constant<int, 3>{});
      }
      if constexpr (moves_right) word = word ^ L(moved(s));
      word.store(panel.words[s] + v * N);
      if constexpr (moves_left) sum = simd::add_dot<4>(sum, L(static_cast<std::int32_t>(0x80808080u)), word);
    }
    constexpr std::int32_t both = moves_left && moves_right ? 128 * 128 * C::k : 0;
    (L(-both) - sum).store(panel.first + v * N);
  }

  /// Leaves the pointers behind its rows.
  template <int Rows, int Vectors>
  TENON_INLINE static void tile(Invariants const& invariants, typename D::Pointers& p, Panel<Vectors> const& panel, auto at) {
    constexpr std::ptrdiff_t next_row = D::loads[C::left].stride[C::m_axis], next = D::loads[C::left].stride[C::K];
    Left const* const left = reinterpret_cast<Left const*>(p.load[C::left]);
    alignas(64) Factor rows[Rows][steps * factors];
    L acc[Rows][Vectors];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) {
      std::int32_t sum = 0;
      for (int k = 0; k < C::k; ++k) {
        Left const x = left[r * next_row + k * next];
        rows[r][k] = static_cast<Factor>(moves_left ? x ^ 0x80 : x);
        if constexpr (moves_right) sum += rows[r][k];
      }
      for (int k = C::k; k < steps * factors; ++k) rows[r][k] = 0;
#pragma GCC unroll 8
      for (int v = 0; v < Vectors; ++v) acc[r][v] = L::load(panel.first + v * N) + L(128 * sum);
    }
    for (int s = 0; s < steps; ++s) {
      L b[Vectors];
#pragma GCC unroll 8
      for (int v = 0; v < Vectors; ++v) b[v] = L::load(panel.words[s] + v * N);
#pragma GCC unroll 8
      for (int r = 0; r < Rows; ++r) {
        std::int32_t word;
        __builtin_memcpy(&word, rows[r] + s * factors, sizeof word);
        L const a(word);
#pragma GCC unroll 8
        for (int v = 0; v < Vectors; ++v) acc[r][v] = simd::add_dot<factors>(acc[r][v], a, b[v]);
      }
    }
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) {
      auto const row = After::row(invariants, p);
      typename After::Here here[Vectors];
#pragma GCC unroll 8
      for (int v = 0; v < Vectors; ++v) {
        After::folded(here[v]) = acc[r][v];
        After::here(here[v], invariants, row, p, at(v));
      }
#pragma GCC unroll 8
      for (int v = 0; v < Vectors; ++v) After::store(here[v], invariants, row, p, at(v));
      advance<D, C::m_axis>(p);
    }
  }
};

/// Whether the operands of a contraction are bytes that are not the type of its sums.
template <class D>
inline constexpr bool is_byte_product =
    sizeof(typename Contraction<D>::T) == 4 && size_of(D::loads[Contraction<D>::left].dtype) == 1 &&
    size_of(D::loads[Contraction<D>::right].dtype) == 1;

}  // namespace detail
}  // namespace TENON_ISA
}  // namespace tenon::kernel
