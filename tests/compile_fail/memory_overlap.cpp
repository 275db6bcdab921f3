// SPDX-License-Identifier: MIT
// EXPECT: by these strides two indices meet in one element
// EXPECT: Shape<8, 3>
// EXPECT: Strides<1, 1>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Steps = tn::Strides<1, 1>;
#else
using Steps = tn::Strides<1, 8>;
#endif
void clear(float* p) { tn::view<tn::Shape<8, 3>, Steps>(p) = 0; }
