// SPDX-License-Identifier: MIT
// EXPECT: x[mask]: how many elements a mask selects is not known to the compiler
// EXPECT: Shape<4>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using At = tn::Tensor<bool, 4>;
#else
using At = tn::Tensor<int, 4>;
#endif
tn::Tensor<float> run(tn::Tensor<float, 4> const& x, At const& at) { return tn::sum(x[at]); }
