// SPDX-License-Identifier: MIT
// EXPECT: string tensor initialiser: the number of strings along an axis must be its extent
// EXPECT: lhs<0, 3, tenon::Shape<2>
// MAX_LINES: 12
#include <tenon/core.hpp>

#include <tenon/data/string/tensor.hpp>

namespace tn = tenon;

#ifdef BROKEN
tn::StringTensor<2> const words{"a", "b", "c"};
#else
tn::StringTensor<2> const words{"a", "b"};
#endif
