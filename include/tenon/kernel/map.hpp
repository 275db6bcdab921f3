// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/eval.hpp>

namespace tenon::kernel {
inline namespace TENON_ISA {

/// Every element on its own: one loop over the space, intermediates in registers.
template <class D>
TENON_LAYER void map(std::byte* const* memory) {
  typename D::Pointers const p(memory);
  if constexpr (D::size.rank == 0) {
    using E = Evaluate<false, -1, D, 1>;
    auto const invariants = E::invariants(p);
    typename E::Here here;
    E::here(here, invariants, {}, p);
    E::store(here, invariants, {}, p);
  } else {
    constexpr int inner = D::size.rank - 1;
    constexpr int extent = D::extent[inner];
    constexpr int N = D::lanes_for(extent);
    using E = Evaluate<false, inner, D, N>;
    auto const invariants = E::invariants(p);
    for_each_index<D, 0, inner>(p, [&](typename D::Pointers const& q) TENON_LAYER_LAMBDA {
      auto const row = E::row(invariants, q);
      for_each_block<extent, N>(
          [&](std::ptrdiff_t j) TENON_LAYER_LAMBDA {
            typename E::Here here;
            E::here(here, invariants, row, q, j);
            return here;
          },
          [&](typename E::Here const& here, std::ptrdiff_t j) TENON_LAYER_LAMBDA { E::store(here, invariants, row, q, j); });
    });
  }
}

}  // namespace TENON_ISA
}  // namespace tenon::kernel
