// SPDX-License-Identifier: MIT
// EXPECT: reshape: one extent at most may be -1, and the others must divide the number of elements
// EXPECT: Shape<2, 3>
// EXPECT: -1, 4
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int rows = 4;
#else
constexpr int rows = 3;
#endif
tn::Tensor<float> run(tn::Tensor<float, 2, 3> const& x) { return tn::sum(tn::reshape<-1, rows>(x)); }
