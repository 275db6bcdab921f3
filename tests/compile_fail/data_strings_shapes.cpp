// SPDX-License-Identifier: MIT
// EXPECT: elementwise operation: the shapes do not broadcast
// EXPECT: Shape<2>
// EXPECT: Shape<3>
// MAX_LINES: 12
#include <tenon/core.hpp>

#include <tenon/data/string/compare.hpp>

namespace tn = tenon;

#ifdef BROKEN
using Other = tn::StringTensor<3>;
#else
using Other = tn::StringTensor<2>;
#endif
auto run(tn::StringTensor<2> const& words, Other const& others) { return words == others; }
