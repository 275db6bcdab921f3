// SPDX-License-Identifier: MIT
// A layer that is run on its own.
// EXPECT: matmul: the last axis of lhs must equal the last but one axis of rhs
// EXPECT: Shape<5, 9>
// EXPECT: Shape<8, 2>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
using X = tn::Tensor<float, 5, 9>;
#else
using X = tn::Tensor<float, 5, 8>;
#endif
tn::Tensor<float, 5, 2> run(tn::nn::DenseLayer<8, 2> const& dense, X const& x) { return tn::call(dense, x); }
