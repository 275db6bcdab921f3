// SPDX-License-Identifier: MIT
// Ragged tensors whose values have other shapes, put one behind the other
// EXPECT: ragged::concat: the operands differ in dtype, ragged axes or inner shape
// EXPECT: Shape<2>
// EXPECT: Shape<3>
#include <tenon/data/ragged.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Points = tn::RaggedTensor<float, 1, tn::Shape<3>>;
#else
using Points = tn::RaggedTensor<float, 1, tn::Shape<2>>;
#endif
auto joined(tn::RaggedTensor<float, 1, tn::Shape<2>> const& a, Points const& b) { return tn::ragged::concat(a, b); }
