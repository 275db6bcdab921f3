// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace tenon::io::detail {

/// Whether two lists of extents are equal but for the first `skip` of each.
template <class A, class B>
bool same_extents(A const& a, B const& b, std::size_t skip = 0) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = skip; i < a.size(); ++i)
    if (a[i] != b[i]) return false;
  return true;
}

}  // namespace tenon::io::detail
