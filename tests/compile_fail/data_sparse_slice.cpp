// SPDX-License-Identifier: MIT
// EXPECT: sparse::slice: First is less than Last, which is at most the extent
// EXPECT: <2, 5, 4>
// MAX_LINES: 12
#include <tenon/core.hpp>
#include <tenon/data/sparse.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t last = 5;
#else
constexpr std::size_t last = 4;
#endif
void run(tn::SparseTensor<float, tn::Shape<3, 4>, 2> const& s) { static_cast<void>(tn::sparse::slice<1, 2, last>(s)); }
