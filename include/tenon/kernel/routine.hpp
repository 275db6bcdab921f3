// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/descriptor.hpp>

#include <utility>

namespace tenon::kernel {
inline namespace TENON_ISA {

namespace detail {
template <auto D>
inline constexpr Dims form_of = [] {
  Dims r;
  for (int i = 0; i < D.size.rank; ++i) r.push_back(D.extent[i]);
  return r;
}();
template <auto D, int I>
using LoadType = cpp_type<D.loads[I].dtype>;
template <auto D>
using StoreType = cpp_type<D.stores[0].dtype>;

template <auto D, int... I>
TENON_INLINE void run_routine(std::byte* const* memory, std::integer_sequence<int, I...>) {
  OpOf<D.combine>::type::run(form_of<D>, reinterpret_cast<LoadType<D, I> const*>(memory[I])...,
                             reinterpret_cast<StoreType<D>*>(memory[sizeof...(I)]));
}
}  // namespace detail

/// An algorithm on whole operands; its form is a constant here.
template <auto D>
TENON_INLINE void routine(std::byte* const* memory) {
  detail::run_routine<D>(memory, std::make_integer_sequence<int, D.size.loads>{});
}

}  // namespace TENON_ISA
}  // namespace tenon::kernel
