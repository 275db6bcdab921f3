// SPDX-License-Identifier: MIT
// EXPECT: strings_exceed_the_capacity
// MAX_LINES: 12
// MAX_LINES_CLANG: 13
#include <tenon/core.hpp>

#include <tenon/data/string/tensor.hpp>

namespace tn = tenon;

#ifdef BROKEN
inline constexpr tn::BasicStringTensor<tn::Shape<2>, 8> units{"metre", "second"};
#else
inline constexpr tn::BasicStringTensor<tn::Shape<2>, 11> units{"metre", "second"};
#endif
