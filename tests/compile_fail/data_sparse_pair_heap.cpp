// SPDX-License-Identifier: MIT
// EXPECT: one side has a capacity in its type, the other is on the heap: make both of one kind
// EXPECT: CompressedMatrix<float
// EXPECT: SparseTensor<float
// MAX_LINES: 14
#include <tenon/core.hpp>
#include <tenon/data/sparse.hpp>
namespace tn = tenon;

#ifdef BROKEN
using B = tn::SparseTensor<float, tn::Shape<4, 2>>;
#else
using B = tn::SparseTensor<float, tn::Shape<4, 2>, 3>;
#endif
void run(tn::CsrMatrix<float, 3, 4, 2> const& a, B const& b) { static_cast<void>(tn::sparse::matmul(a, b)); }
