// SPDX-License-Identifier: MIT
// EXPECT: view: of a temporary, whose memory is gone when the view is used
// MAX_LINES: 12
#include <tenon/core.hpp>

#include <vector>
namespace tn = tenon;

#ifdef BROKEN
std::vector<float> values();
#else
std::vector<float>& values();
#endif
float last() { return tn::view<tn::Shape<2, 3>>(values())(1, 2); }
