// SPDX-License-Identifier: MIT
// ch12-058: a constant whose indices are out of order is no dense tensor
// EXPECT: entry_whose_indices_are_out_of_order
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 19
#include <tenon/data/sparse.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr tn::SparseTensor<float, tn::Shape<3, 4>, 2> s({{0, 2}, {0, 1}}, {1, 2});
#else
constexpr tn::SparseTensor<float, tn::Shape<3, 4>, 2> s({{0, 1}, {0, 2}}, {2, 1});
#endif
[[maybe_unused]] constexpr tn::Tensor<float, 3, 4> t = tn::sparse::to_dense(s);
