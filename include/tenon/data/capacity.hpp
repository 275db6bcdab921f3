// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/config.hpp>

#include <cstddef>

namespace tenon {

/// As the capacity of a data structure: as much as there is, on the heap. Any other number is in the type: such a structure holds
/// that much inside itself, needs no heap and works in constant evaluation.
inline constexpr std::size_t dynamic_capacity = static_cast<std::size_t>(-1);

#if defined(TENON_NO_HEAP)
namespace diagnose {
template <class Structure>
inline constexpr bool capacity_without_heap = false;
}  // namespace diagnose
#endif

}  // namespace tenon
