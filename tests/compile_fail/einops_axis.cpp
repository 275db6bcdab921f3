// SPDX-License-Identifier: MIT
// EXPECT: layout pattern: an axis is on one side only
// EXPECT: b (h w) c -> b h w
// EXPECT: at_character<8>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
#define PATTERN "b (h w) c -> b h w"
#else
#define PATTERN "b (h w) c -> b h w c"
#endif
auto run(tn::Tensor<float, 2, 6, 4> const& x) { return tn::Tensor<float>(tn::sum(tn::rearrange<PATTERN, tn::axis<"h", 2>>(x))); }
