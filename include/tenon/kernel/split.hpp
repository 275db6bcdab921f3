// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/byte_product.hpp>
#include <tenon/kernel/map.hpp>
#include <tenon/kernel/parallel.hpp>
#include <tenon/kernel/tiles.hpp>

/// Kernels on several cores: a kernel is cut along one of the axes that it keeps into chunks that know nothing of each other. How
/// it is cut follows from its descriptor alone, never from the number of threads, and a chunk folds what the whole kernel would
/// fold, in the same order: so results are the same bits on any number of cores. What folds all axes stays whole.
namespace tenon::kernel {
inline namespace TENON_ISA {

/// `count` chunks along an axis, each of `chunk` steps but the last, which may be shorter.
struct Split {
  std::int32_t axis = 0, count = 1, chunk = 0, last = 0;
};

/// A chunk as a kernel of its own, which is not cut again.
template <auto Descriptor>
struct Chunk : Described<Descriptor> {};

namespace detail {

/// Starting threads that wait takes 2 microseconds, waking sleeping ones 10: what takes less than the first of these stays whole,
/// and no chunk takes less than the second. In nanoseconds of one core, estimated.
inline constexpr double least_split_ns = 20'000, least_chunk_ns = 5'000;
/// More would be many starts of a loop, fewer could not keep many cores busy to the end.
inline constexpr int most_chunks = 32;

/// What a core does in a nanosecond, roughly: operations of contractions and of others, bytes.
inline constexpr double contracted_per_ns = 80, operations_per_ns = 20, bytes_per_ns = 20;

/// The time of a map, reduction or contraction on one core, from its descriptor.
template <class D, int... N>
constexpr double time_of(std::integer_sequence<int, N...>) {
  double kept = 1, all = 1, bytes = 0;
  for (int a = 0; a < D::size.rank; ++a) {
    all *= D::extent[a];
    if (a < D::kept) kept *= D::extent[a];
  }
  auto add = [&](auto const& walk) {
    double n = static_cast<double>(size_of(walk.dtype));
    for (int a = 0; a < D::size.rank; ++a)
      if (walk.stride[a] != 0) n *= D::extent[a];
    bytes += n;
  };
  for (int i = 0; i < D::size.loads; ++i) add(D::loads[i]);
  for (int i = 0; i < D::size.stores; ++i) add(D::stores[i]);
  bool const contraction = D::kind == KernelKind::matmul;
  // A contraction's product is part of its multiply-adds.
  auto elements = [&](int node) { return D::nodes[node].epilogue ? kept : contraction ? 0 : all; };
  double const rest = ((operations_of<D::nodes[N].op>() * elements(N)) + ... + 0.0) / operations_per_ns;
  double const moved = bytes / bytes_per_ns;
  return contraction ? 2 * all / contracted_per_ns + rest : rest > moved ? rest : moved;
}

/// A chunk has a multiple of `unit` steps of an axis, and `least` of them.
struct Steps {
  std::int32_t unit = 1, least = 1;
};
/// Whole cache lines and registers along the lanes, whole lines of results along rows; and rows for a few tiles of a contraction:
/// its other operand is read for each chunk.
template <class D>
constexpr Steps steps_of(int axis) {
  if constexpr (D::kind == KernelKind::matmul) {
    using C = Contraction<D>;
    if constexpr (is_byte_product<D>)  // each chunk packs the right operand
      return axis < C::m_axis ? Steps{1, 1} : axis == C::m_axis ? Steps{8, 128} : Steps{64, 64};
    // What gains most from being blocked for the caches has rows enough for that in each chunk, and whole columns.
    constexpr bool large =
        C::form == C::along_n && C::m >= 768 && std::int64_t(C::k) * C::n * std::int64_t(sizeof(typename C::T)) >= 1024 * 1024;
    if (large && axis >= C::m_axis) return axis == C::m_axis ? Steps{8, 96} : Steps{1, D::extent[axis]};
    // Of an operand that is copied panel by panel each chunk of rows makes a copy of its own. Where columns give a quarter as
    // many chunks or more, they are cut instead; else chunks have many rows.
    constexpr bool copied = C::form == C::along_n && C::m >= 128 && C::n % 128 == 0 &&
                            std::int64_t(C::k) * C::n * std::int64_t(sizeof(typename C::T)) >= 512 * 1024;
    if (copied && axis >= C::m_axis) {
      if (C::n / 32 < C::m / 64) return axis == C::m_axis ? Steps{8, 128} : Steps{1, D::extent[axis]};
      return axis == C::m_axis ? Steps{1, D::extent[axis]} : Steps{64, 128};
    }
    if (axis == C::m_axis && C::form != C::along_m) return {8, D::extent[axis] < 128 ? 8 : 64};
    return axis < C::m_axis ? Steps{1, 1} : Steps{64, 64};
  }
  Steps s;
  for (int i = 0; i < D::size.stores; ++i)
    if (D::stores[i].stride[axis] == 1) s = {16, 16};
  for (int i = 0; i < D::size.loads; ++i)
    if (D::loads[i].stride[axis] == 1) s = {64, 64};
  return s;
}

/// Cuts an axis into at most `wanted` chunks, of one length where that takes less than twice the steps.
constexpr Split cut_axis(int axis, std::int32_t extent, Steps steps, int wanted) {
  std::int32_t const share = (extent + wanted - 1) / wanted, needed = share > steps.least ? share : steps.least;
  std::int32_t const least = (needed + steps.unit - 1) / steps.unit;
  std::int32_t units = least;
  while (units < 2 * least && extent % (units * steps.unit) != 0) ++units;
  if (units == 2 * least) units = least;
  // A single column or row would be another form of a contraction, with another order of additions.
  while (extent % (units * steps.unit) == 1) ++units;
  std::int32_t const chunk = units * steps.unit, count = (extent + chunk - 1) / chunk;
  return {axis, count, chunk, extent - (count - 1) * chunk};
}

/// Whether every store moves along an axis: else two chunks would write one element.
template <class D>
constexpr bool stores_move(int axis) {
  for (int i = 0; i < D::size.stores; ++i)
    if (D::stores[i].stride[axis] == 0) return false;
  return true;
}

/// The chunks that work of so many nanoseconds is worth; 1: it stays whole.
constexpr int chunks_for(double time) {
  if (time < least_split_ns) return 1;
  double const fit = time / least_chunk_ns;
  return fit < most_chunks ? static_cast<int>(fit) : most_chunks;
}

template <class D>
inline constexpr double time_on_one_core = time_of<D>(std::make_integer_sequence<int, D::size.nodes>{});

/// The outermost axis that gives half of the chunks that are wanted, or else the one that gives most: of outer axes the chunks
/// are contiguous.
template <class D>
constexpr Split split_of() {
  Split best;
  if constexpr (D::kind == KernelKind::map || D::kind == KernelKind::reduce || D::kind == KernelKind::matmul) {
    int const wanted = chunks_for(time_on_one_core<D>);
    for (int axis = 0; axis < D::kept && 2 * best.count < wanted; ++axis) {
      if (!stores_move<D>(axis)) continue;
      Split const s = cut_axis(axis, D::extent[axis], steps_of<D>(axis), wanted);
      if (s.count > best.count) best = s;
    }
  }
  return best;
}

/// The same for kernels that take turns, so many times.
constexpr Split split_turns(std::int32_t times, double time) { return cut_axis(0, times, {1, 1}, chunks_for(time)); }

constexpr double times_of(PlanKernel const& kernel) {
  double times = 1;
  for (KernelLoop const& loop : kernel.loops) times *= loop.times;
  return times;
}
/// Where the intermediate values of loops lie in the memory of a chunk's own, by access, else -1; and how much that is, by the
/// first kernel of an outermost loop.
template <PlanSize Size>
struct OwnPlaces {
  std::int64_t of[Size.accesses + 1] = {};
  std::int64_t bytes[Size.kernels + 1] = {};
};
template <PlanSize Size>
constexpr OwnPlaces<Size> own_places_of(Plan<Size> const& plan) {
  OwnPlaces<Size> r;
  for (auto& place : r.of) place = -1;
  for (int first = 0; first < Size.kernels; first += plan.kernels[first].loops[0].count) {
    if (plan.kernels[first].loops[0].times == 1) continue;
    auto const& last = plan.kernels[first + plan.kernels[first].loops[0].count - 1];
    int const begin = plan.kernels[first].first_access, end = last.first_access + last.size.loads + last.size.stores;
    for (int k = first; k < first + plan.kernels[first].loops[0].count; ++k) {
      int const stores = plan.kernels[k].first_access + plan.kernels[k].size.loads;
      for (int a = stores; a < stores + plan.kernels[k].size.stores; ++a) {
        auto const& written = plan.accesses[a];
        // What is written in the workspace and does not move with the loop is used by nobody else.
        if (r.of[a] >= 0 || written.steps[0] != 0 || plan.slots[a].where != Buffer::workspace) continue;
        for (int b = begin; b < end; ++b)
          if (plan.accesses[b].buffer == written.buffer) r.of[b] = r.bytes[first];
        r.bytes[first] += (plan.buffers[written.buffer].bytes + 63) / 64 * 64;
      }
    }
  }
  return r;
}

template <class D, int Axis, std::int32_t Extent>
inline constexpr auto chunk_of = [] {
  auto d = D::descriptor;
  d.extent[Axis] = Extent;
  for (Trim& t : d.trims)
    if (t.outer == Axis) t.inner = -1;  // a chunk does not know where along its axis it begins
  return d;
}();

}  // namespace detail

template <class D>
inline constexpr Split split = detail::split_of<D>();
template <auto Descriptor>
inline constexpr Split split<Chunk<Descriptor>> = {};

namespace detail {
template <class D, class Run>
void run_chunk(std::byte* const* memory, int chunk) {
  constexpr Split s = split<D>;
  constexpr int loads = D::size.loads, stores = D::size.stores;
  std::byte* at[loads + stores];
  std::ptrdiff_t const step = static_cast<std::ptrdiff_t>(chunk) * s.chunk;
  for (int i = 0; i < loads; ++i) at[i] = memory[i] + step * D::facts.load_step[i][s.axis];
  for (int i = 0; i < stores; ++i) at[loads + i] = memory[loads + i] + step * D::facts.store_step[i][s.axis];
  if constexpr (s.last != s.chunk)
    if (chunk == s.count - 1) return Run::template run<chunk_of<D, s.axis, s.last>>(at);
  Run::template run<chunk_of<D, s.axis, s.chunk>>(at);
}
}  // namespace detail

/// Runs a kernel in chunks; `Run::run<descriptor>` runs one.
template <class D, class Run>
void run_split(std::byte* const* memory) {
  parallel::for_each_chunk(split<D>.count, [memory](int chunk) { detail::run_chunk<D, Run>(memory, chunk); });
}

}  // namespace TENON_ISA
}  // namespace tenon::kernel
