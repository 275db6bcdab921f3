// SPDX-License-Identifier: MIT
// EXPECT: assignment: the elements of this view are const
// EXPECT: elements_can_be_written<const float>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using T = float const;
#else
using T = float;
#endif
void clear(T* p) { tn::view<tn::Shape<8>>(p) = 0; }
