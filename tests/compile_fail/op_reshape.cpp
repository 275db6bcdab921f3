// SPDX-License-Identifier: MIT
// EXPECT: reshape: the number of elements changes
// EXPECT: Shape<2, 3>
// EXPECT: Shape<7>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t size = 7;
#else
constexpr std::size_t size = 6;
#endif
tn::Tensor<float, size> flat(tn::Tensor<float, 2, 3> const& x) { return tn::reshape<size>(x); }
