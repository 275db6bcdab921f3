// SPDX-License-Identifier: MIT
// EXPECT: scatter: the values have another shape than the places
// EXPECT: Shape<2, 2>
// EXPECT: Shape<3, 2>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 18
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using X = tn::Tensor<float, 2, 2>;
#else
using X = tn::Tensor<float, 3, 2>;
#endif
void run(tn::Variable<float, 9, 2>& v, tn::Tensor<int, 3> const& rows, X const& x) { v.scatter_add(tn::IndexedSlices{x, rows}); }
