// SPDX-License-Identifier: MIT
// EXPECT: this C++ number does not fit the tensor
// EXPECT: int, double
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr auto half = 0.5;
#else
constexpr auto half = 2;
#endif
tn::Tensor<int, 3> scale(tn::Tensor<int, 3> const& x) { return x * half; }
