// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/eval.hpp>

namespace tenon::kernel {
inline namespace TENON_ISA {

/// A row of a map in steps of N lanes. The last, overlapping block is computed before anything is written and written last, so
/// that updates in place stay right without a scalar tail.
template <class E, int Extent, int N>
TENON_LAYER void map_row(typename E::Invariants const& invariants, typename E::Pointers const& p) {
  constexpr std::ptrdiff_t whole = Extent - Extent % N;
  auto const row = E::row(invariants, p);
  [[maybe_unused]] typename E::Here last;
  if constexpr (Extent % N != 0) E::here(last, invariants, row, p, Extent - N);
  for (std::ptrdiff_t j = 0; j < whole; j += N) {
    typename E::Here here;
    E::here(here, invariants, row, p, j);
    E::store(here, invariants, row, p, j);
  }
  if constexpr (Extent % N != 0) E::store(last, invariants, row, p, Extent - N);
}

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
    constexpr int extent = D::extent[inner], N = D::lanes_for(extent);
    using E = Evaluate<false, inner, D, N>;
    auto const invariants = E::invariants(p);
    if constexpr (inner == 0)
      map_row<E, extent, N>(invariants, p);
    else
      for_each_index<D, 0, inner>(p, [&](typename D::Pointers const& q)
                                         TENON_LAYER_LAMBDA { map_row<E, extent, N>(invariants, q); });
  }
}

}  // namespace TENON_ISA
}  // namespace tenon::kernel
