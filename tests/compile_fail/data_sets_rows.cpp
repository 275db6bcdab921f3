// SPDX-License-Identifier: MIT
// EXPECT: sets: the shapes differ before the last axis
// EXPECT: Shape<2, 4>
// EXPECT: Shape<3, 4>
#include <tenon/core.hpp>
#include <tenon/data/sets.hpp>
namespace tn = tenon;

#ifdef BROKEN
using B = tn::Tensor<int, 3, 4>;
#else
using B = tn::Tensor<int, 2, 4>;
#endif
auto run(tn::Tensor<int, 2, 4> const& a, B const& b) { return tn::sets::set_union(a, b); }
