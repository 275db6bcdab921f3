// SPDX-License-Identifier: MIT
// EXPECT: borrow: the range
// EXPECT: float, double
// MAX_LINES: 12
#include <tenon/core.hpp>

#include <vector>

namespace tn = tenon;

#ifdef BROKEN
using Element = double;
#else
using Element = float;
#endif
float first(std::vector<Element>& v) { return tn::borrow<float, 2, 2>(v)(0, 0); }
