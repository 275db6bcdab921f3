// SPDX-License-Identifier: MIT
// ch12-029: float32 and int32 are not added.
// EXPECT: the dtypes differ; convert one side with tn::cast<T>(x)
// EXPECT: float, int
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Row = tn::Tensor<int, 3>;
#else
using Row = tn::Tensor<float, 3>;
#endif
tn::Tensor<float, 2, 3> add(tn::Tensor<float, 2, 3> const& x, Row const& row) { return x + row; }
