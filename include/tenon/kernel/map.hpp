// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/eval.hpp>

namespace tenon::kernel {
inline namespace TENON_ISA {

/// Every element on its own: one loop over the space, intermediates in registers.
template <auto D>
TENON_INLINE void map(std::byte* const* memory) {
  Pointers<D> const p(memory);
  if constexpr (D.size.rank == 0) {
    using E = Evaluate<false, -1, D, 1>;
    State<D, 1> s;
    E::template run<Level::invariant>(s, p);
    E::template run<Level::inner>(s, p);
    E::store(s, p);
  } else {
    constexpr int inner = D.size.rank - 1;
    constexpr int extent = D.extent[inner];
    constexpr int N = Facts<D>::lanes_for(extent);
    using E = Evaluate<false, inner, D, N>;
    State<D, N> invariants;
    E::template run<Level::invariant>(invariants, p);
    for_each_index<0, inner>(p, [&](Pointers<D> const& row) TENON_INLINE_LAMBDA {
      State<D, N> rows = invariants;
      E::template run<Level::row>(rows, row);
      for_each_block<extent, N>(
          [&](std::ptrdiff_t j) TENON_INLINE_LAMBDA {
            State<D, N> s = rows;
            E::template run<Level::inner>(s, row, j);
            return s;
          },
          [&](State<D, N>& s, std::ptrdiff_t j) TENON_INLINE_LAMBDA { E::store(s, row, j); });
    });
  }
}

}  // namespace TENON_ISA
}  // namespace tenon::kernel
