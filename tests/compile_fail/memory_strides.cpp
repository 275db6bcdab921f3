// SPDX-License-Identifier: MIT
// EXPECT: view: one stride for each axis
// EXPECT: Shape<2, 3>
// EXPECT: Strides<3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Steps = tn::Strides<3>;
#else
using Steps = tn::Strides<3, 1>;
#endif
auto twice(float const* p) { return tn::view<tn::Shape<2, 3>, Steps>(p) * 2.f; }
