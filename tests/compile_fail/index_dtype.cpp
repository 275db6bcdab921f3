// SPDX-License-Identifier: MIT
// EXPECT: indices: they must be integers
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Indices = tn::Tensor<float, 2>;
#else
using Indices = tn::Tensor<int, 2>;
#endif
tn::Tensor<float, 2, 4> run(tn::Tensor<float, 3, 4> const& x, Indices const& i) { return tn::take(x, i); }
