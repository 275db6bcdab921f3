// SPDX-License-Identifier: MIT
// EXPECT: StringTensor
// EXPECT_GCC: stop
// EXPECT_CLANG: must be initialized by a constant expression
// MAX_LINES: 24
#include <tenon/core.hpp>

#include <tenon/data/string/tensor.hpp>

namespace tn = tenon;

#ifdef BROKEN
constexpr tn::BasicStringTensor<tn::Shape<2>, 8> units{"metre", "second"};
#else
constexpr tn::BasicStringTensor<tn::Shape<2>, 11> units{"metre", "second"};
#endif
static_assert(units.size == 2);
