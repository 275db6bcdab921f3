// SPDX-License-Identifier: MIT
// EXPECT: sparse::matmul: the last axis of lhs (the first, of a transposed one) must equal axis 0 of rhs
// EXPECT: Shape<3, 4>
// EXPECT: Shape<5, 2>
// MAX_LINES: 12
#include <tenon/core.hpp>
#include <tenon/data/sparse.hpp>
namespace tn = tenon;

#ifdef BROKEN
using X = tn::Tensor<float, 5, 2>;
#else
using X = tn::Tensor<float, 4, 2>;
#endif
void run(tn::SparseTensor<float, tn::Shape<3, 4>, 2> const& s, X const& x) { static_cast<void>(tn::sparse::matmul(s, x)); }
