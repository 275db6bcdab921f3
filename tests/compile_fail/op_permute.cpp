// SPDX-License-Identifier: MIT
// EXPECT: permute: name every axis once
// EXPECT: Shape<2, 3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int second = 1;
#else
constexpr int second = 0;
#endif
tn::Tensor<float, 3, 2> run(tn::Tensor<float, 2, 3> const& x) { return tn::permute<1, second>(x); }
