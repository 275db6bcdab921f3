// SPDX-License-Identifier: MIT
// EXPECT: vmap: an argument has no such axis
// EXPECT: Shape<5, 2>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int axis = 2;
#else
constexpr int axis = 0;
#endif
tn::Tensor<float, 5> run(tn::Tensor<float, 5, 2> const& x) {
  return tn::vmap([](auto const& t) { return tn::sum(t); }, tn::in_axes<axis>)(x);
}
