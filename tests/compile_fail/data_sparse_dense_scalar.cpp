// SPDX-License-Identifier: MIT
// EXPECT: sparse + number, + dense, and number / sparse would be dense: write tn::sparse::to_dense(s) + x
// EXPECT: Shape<3, 4>
// MAX_LINES: 12
#include <tenon/core.hpp>
#include <tenon/data/sparse.hpp>
namespace tn = tenon;

tn::SparseTensor<float, tn::Shape<3, 4>, 2> run(tn::SparseTensor<float, tn::Shape<3, 4>, 2> const& s) {
#ifdef BROKEN
  static_cast<void>(s + 1);
  return s;
#else
  return s * 2;
#endif
}
