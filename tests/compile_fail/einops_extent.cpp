// SPDX-License-Identifier: MIT
// EXPECT: layout pattern: an extent does not follow from the shape, or differs from it
// EXPECT: Shape<2, 6, 4>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Height = tn::axis<"h", 4>;
#else
using Height = tn::axis<"h", 3>;
#endif
auto run(tn::Tensor<float, 2, 6, 4> const& x) {
  return tn::Tensor<float>(tn::sum(tn::rearrange<"b (h w) c -> b h w c", Height>(x)));
}
