// SPDX-License-Identifier: MIT
// EXPECT: layout pattern: it does not parse
// EXPECT: b (h w c -> b h w c
// EXPECT: at_character<9>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Layout = decltype([](auto const& x) { return tn::rearrange<"b (h w c -> b h w c", tn::axis<"h", 3>>(x); });
#else
using Layout = decltype([](auto const& x) { return tn::rearrange<"b (h w) c -> b h w c", tn::axis<"h", 3>>(x); });
#endif
tn::Tensor<float> run(tn::Tensor<float, 2, 6, 4> const& x) { return tn::sum(Layout{}(x)); }
