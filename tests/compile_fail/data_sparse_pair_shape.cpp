// SPDX-License-Identifier: MIT
// EXPECT: sparse::matmul: the last axis of lhs (the first, of a transposed one) must equal axis 0 of rhs
// EXPECT: Shape<3, 4>
// EXPECT: Shape<5, 2>
// MAX_LINES: 12
#include <tenon/core.hpp>
#include <tenon/data/sparse.hpp>
namespace tn = tenon;

#ifdef BROKEN
using B = tn::SparseTensor<float, tn::Shape<5, 2>, 3>;
#else
using B = tn::SparseTensor<float, tn::Shape<4, 2>, 3>;
#endif
void run(tn::SparseTensor<float, tn::Shape<3, 4>, 2> const& a, B const& b) { static_cast<void>(tn::sparse::matmul(a, b)); }
