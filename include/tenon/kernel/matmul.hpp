// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/byte_product.hpp>
#include <tenon/kernel/dot_products.hpp>
#include <tenon/kernel/tiled_product.hpp>

namespace tenon::kernel {
inline namespace TENON_ISA {

/// Whether a contraction reads all of its operands before it stores anything: then its destination may be one of them.
template <class D>
constexpr bool reads_first() {
  using C = detail::Contraction<D>;
  if constexpr (!detail::is_byte_product<D> && C::form == C::along_n)
    return detail::Contract<D, C::n_axis, C::m_axis>::reads_first;
  else
    return false;
}

/// [..., m, k] x [..., k, n], with whatever follows applied to the accumulators before they are stored.
template <class D>
TENON_LAYER void matmul(std::byte* const* memory) {
  using C = detail::Contraction<D>;
  using AlongN = detail::Contract<D, C::n_axis, C::m_axis>;
  if constexpr (detail::is_byte_product<D>)
    for_each_index<D, 0, C::m_axis>(typename D::Pointers(memory),
                                    [](typename D::Pointers const& p) TENON_INLINE_LAMBDA { detail::ByteProduct<D>::run(p); });
  else if constexpr (C::form == C::along_n)
    for_each_index<D, 0, AlongN::joins ? C::m_axis - 1 : C::m_axis>(
        typename D::Pointers(memory), [](typename D::Pointers const& p) TENON_INLINE_LAMBDA { AlongN::run(p); });
  else
    for_each_index<D, 0, C::m_axis>(typename D::Pointers(memory), [](typename D::Pointers const& p) TENON_INLINE_LAMBDA {
      if constexpr (C::form == C::along_m)
        detail::Contract<D, C::m_axis, C::n_axis>::run(p);
      else if constexpr (C::n > 1)
        detail::DotTiles<D>::run(p);
      else
        detail::contract_dot<D>(p);
    });
}

}  // namespace TENON_ISA
}  // namespace tenon::kernel
