// SPDX-License-Identifier: MIT
// EXPECT: the dtypes differ; convert one side with tn::cast<T>(x)
// EXPECT: float, double
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Row = tn::Tensor<double, 3>;
#else
using Row = tn::Tensor<float, 3>;
#endif
tn::Tensor<float, 2, 3> add(tn::Tensor<float, 2, 3> const& x, Row const& row) { return x + row; }
