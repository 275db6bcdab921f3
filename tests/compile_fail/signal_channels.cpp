// SPDX-License-Identifier: MIT
// EXPECT: convolution: the input must have as many channels as the kernel, times the groups
// EXPECT: Shape<1, 8, 8, 3>
// EXPECT: Shape<3, 3, 4, 2>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Kernel = tn::Tensor<float, 3, 3, 4, 2>;
#else
using Kernel = tn::Tensor<float, 3, 3, 3, 2>;
#endif
tn::Tensor<float, 1, 6, 6, 2> run(tn::Tensor<float, 1, 8, 8, 3> const& x, Kernel const& kernel) { return tn::conv2d(x, kernel); }
