// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/eval.hpp>

/// Maps whose outputs are larger than a cache: whole lines go to memory without being read first, and push nothing out.
namespace tenon::kernel {
inline namespace TENON_ISA {
namespace detail {

/// Rows shorter than this many bytes are stored as usual: each begins and ends with a line that is.
inline constexpr std::int64_t least_streamed_row = 4096;

/// Whether a kernel of N lanes streams: all of what it stores is contiguous, travels in registers and is large enough. A constant
/// of the kernel.
template <class D, int N>
inline constexpr bool streams = [] {
#if TENON_HAS_SIMD && defined(__SSE2__)
  constexpr int inner = D::size.rank - 1;
  if constexpr (inner >= 0 && D::size.stores > 0) {
    std::int64_t elements = 1;
    for (int a = 0; a < D::size.rank; ++a) elements *= D::extent[a];
    return [elements]<int... S>(std::integer_sequence<int, S...>) {
      auto const fits = [elements](auto const& store, bool packed) {
        auto const size = static_cast<std::int64_t>(size_of(store.dtype));
        return packed && store.stride[inner] == 1 && elements * size >= std::int64_t(TENON_STREAM_BYTES) &&
               D::extent[inner] * size >= least_streamed_row;
      };
      return (fits(D::stores[S], simd::has_pack<cpp_type<D::stores[S].dtype>, N>) && ...);
    }(typename D::StoreIndices{});
  }
#endif
  return false;
}();

/// Whether a row that is read shares memory with one that is written: what is in the caches anyway is not streamed.
template <class D, int L, int S>
TENON_INLINE bool row_overlaps(typename D::Pointers const& p) {
  constexpr int inner = D::size.rank - 1;
  constexpr auto size = static_cast<std::ptrdiff_t>(size_of(D::loads[L].dtype));
  constexpr std::ptrdiff_t reach = D::loads[L].stride[inner] * size * (D::extent[inner] - 1);
  constexpr std::ptrdiff_t written = D::extent[inner] * static_cast<std::ptrdiff_t>(size_of(D::stores[S].dtype));
  auto const at = reinterpret_cast<std::uintptr_t>(p.load[L]), to = reinterpret_cast<std::uintptr_t>(p.store[S]);
  std::uintptr_t const low = at + static_cast<std::uintptr_t>(reach < 0 ? reach : 0);
  std::uintptr_t const high = at + static_cast<std::uintptr_t>((reach < 0 ? 0 : reach) + size);
  return low < to + static_cast<std::uintptr_t>(written) && to < high;
}

/// The first element of a row from where on every store lies at whole cache lines; -1: there is none, or the row is not to be
/// streamed.
template <class D>
TENON_LAYER std::ptrdiff_t streamed_from(typename D::Pointers const& p) {
  constexpr std::uintptr_t line = 64;
  constexpr auto size = static_cast<std::uintptr_t>(size_of(D::stores[0].dtype));
  auto const at = [&p](int s) TENON_LAYER_LAMBDA { return reinterpret_cast<std::uintptr_t>(p.store[s]); };
  std::uintptr_t const first = (line - at(0) % line) % line / size;
  bool right = at(0) % size == 0;
  [&]<int... S>(std::integer_sequence<int, S...>) TENON_LAYER_LAMBDA {
    right = right && (((at(S) + first * static_cast<std::uintptr_t>(size_of(D::stores[S].dtype))) % line == 0) && ...);
    auto const none_shared = [&]<int To, int... L>(std::integral_constant<int, To>, std::integer_sequence<int, L...>)
                                 TENON_LAYER_LAMBDA { return !(row_overlaps<D, L, To>(p) || ... || false); };
    right = right && (none_shared(std::integral_constant<int, S>{}, typename D::LoadIndices{}) && ...);
  }(typename D::StoreIndices{});
  return right ? static_cast<std::ptrdiff_t>(first) : -1;
}

/// A row in steps of N lanes, the whole lines from `first` on streamed. Nothing that is read is written.
template <class E, int Extent, int N>
TENON_LAYER void stream_row(typename E::Invariants const& invariants, typename E::Pointers const& p, std::ptrdiff_t first) {
  auto const row = E::row(invariants, p);
  auto const usual = [&](std::ptrdiff_t j) TENON_LAYER_LAMBDA {
    typename E::Here here;
    E::here(here, invariants, row, p, j);
    E::store(here, invariants, row, p, j);
  };
  for (std::ptrdiff_t head = 0; head < first; head += N) usual(head);
  std::ptrdiff_t j = first;
  for (; j <= Extent - N; j += N) {
    typename E::Here here;
    E::here(here, invariants, row, p, j);
    E::template store<true>(here, invariants, row, p, j);
  }
  if (j != Extent) usual(Extent - N);
}

}  // namespace detail
}  // namespace TENON_ISA
}  // namespace tenon::kernel
