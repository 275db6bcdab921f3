// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/contraction.hpp>

/// How contractions with the lanes along an axis of the result are cut into tiles of registers, and large ones for caches.
namespace tenon::kernel {
inline namespace TENON_ISA {

/// The register tiles of a contraction: rows of one operand as scalars, columns of the other as vectors of lanes.
struct Tiles {
  int vectors = 1, rows = 1;
  double cost = 1e30;
};

/// Issue slots that one step of k takes in all tiles of `vectors` vectors: multiply-adds, loads of lanes, broadcasts; a
/// short chain of accumulators waits for its own latency. Where multiply-adds take all the slots, a load still costs a little: it
/// may come from the second cache. Tries how many rows a tile should have.
constexpr Tiles choose_rows(int rows, int vectors, int registers, int tallest = 28) {
  auto cost_of = [vectors](int r) {
    double const fma = r * vectors / 2.0, memory = (r + vectors) / 2.0, latency = 4.5;
    double const busy = fma > memory ? fma : memory;
    return (busy > latency ? busy : latency) + 0.25 + 0.018 * r + 0.022 * vectors;
  };
  Tiles best;
  for (int most = 1; most <= rows && most <= tallest; ++most) {
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
constexpr int choose_vectors(int rows, int vectors, int registers, int least, int tallest = 28) {
  double best_cost = 1e30;
  int best = 1;
  int const limit = rows == 1 && registers >= 16 ? 12 : 6;
  for (int most = least; most <= vectors && most <= limit; ++most) {
    Cut const c = cut(vectors, most);
    double const cost = (c.count - c.larger) * choose_rows(rows, c.size, registers, tallest).cost +
                        (c.larger != 0 ? c.larger * choose_rows(rows, c.size + 1, registers, tallest).cost + 0.5 : 0.0);
    if (cost < best_cost - 1e-9) {
      best_cost = cost;
      best = most;
    }
  }
  return best;
}

/// A large product goes through the contracted axis in stretches, and for each of them through its rows in blocks: the vectors of
/// a tile, packed together, stay in the first cache for all rows of a block, and the scalars of these in the second. Sums so far
/// wait where the result will be; the order of additions is that of an undivided axis.
struct Stretch {
  int begin, count;
  bool first, last;
  int block;  ///< of rows
};
template <int Count>
struct WholeStretch {
  static constexpr int begin = 0, count = Count;
  static constexpr bool first = true, last = true;
};

namespace detail {

/// Bytes of a panel of packed vectors: what a processor's first cache holds beside the scalars of some rows. With 32 registers
/// tiles ask for so few loads that the second cache, which is larger there, keeps pace: longer stretches of the contracted axis
/// send the sums to memory and back less often.
#if defined(TENON_PANEL_BYTES)
inline constexpr int panel_bytes = TENON_PANEL_BYTES;
static_assert(panel_bytes >= 4096 && panel_bytes <= 1 << 24, "TENON_PANEL_BYTES: from 4096 to 16777216");
#else
inline constexpr int panel_bytes = simd::native_lanes<float> >= 16 ? 256 * 1024 : 16384;
#endif
/// Bytes of the scalars of a block of rows. Where the second cache sends the vectors, the third is fast enough for the scalars:
/// they are read in order, and take a fortieth of the loads.
inline constexpr int scalars_bytes = (simd::native_lanes<float> >= 16 ? 32 : 12) * panel_bytes;
/// Steps of the contracted axis by which a panel's vectors are fetched ahead while they are copied: they lie rows apart.
inline constexpr std::ptrdiff_t fetched_ahead = 8;
/// Bytes of an operand from which on blocking pays: less stays in the second cache anyway.
inline constexpr std::int64_t blocked_bytes = (simd::native_lanes<float> >= 16 ? 3 : 32) * std::int64_t(panel_bytes);
/// Bytes up to which the vectors of the whole contracted axis are copied together, where they are not cut into stretches.
inline constexpr int copied_bytes = simd::native_lanes<float> >= 16 ? panel_bytes : 2 * panel_bytes;
/// Rows of a tile in such a product: at a distance of a power of two they meet in one set of the first cache, which has a place
/// for 8 or 12.
inline constexpr int blocked_rows = 10;

/// Whether sums may wait in the destination of a contraction with lanes along an axis: it alone is written, as the type that is
/// added up, and what else is read is no operand in its place: it repeats itself along the rows or the columns.
template <class D, int Lanes, int Scalars>
constexpr bool sums_wait() {
  using C = Contraction<D>;
  if (D::size.stores != 1 || D::stores[0].dtype != D::nodes[D::folded].dtype || D::stores[0].stride[Lanes] != 1) return false;
  for (int l = 0; l < D::size.loads; ++l)
    if (l != C::left && l != C::right && D::loads[l].stride[Lanes] != 0 && D::loads[l].stride[Scalars] != 0) return false;
  return true;
}

}  // namespace detail

}  // namespace TENON_ISA
}  // namespace tenon::kernel

namespace tenon {
inline namespace TENON_ISA {

/// The most bytes that a product of matrices of floating or integer elements takes of the stack of its thread, for a copy of a
/// part of an operand: 256 KB with AVX-512, else 32 KB; nothing where lanes are scalars. `-DTENON_PANEL_BYTES=...` sets it (half
/// of it without AVX-512).   Example: `static_assert(tn::panel_bytes <= 32 * 1024)`
inline constexpr int panel_bytes = simd::native_lanes<float> == 1 ? 0 : kernel::detail::copied_bytes;

}  // namespace TENON_ISA
}  // namespace tenon
