// SPDX-License-Identifier: MIT
// EXPECT: cross: the last axis of both sides must have 3 elements
// EXPECT: Shape<5, 2>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Right = tn::Tensor<float, 5, 2>;
#else
using Right = tn::Tensor<float, 5, 3>;
#endif
tn::Tensor<float, 5, 3> normals(Right const& x, Right const& y) { return tn::cross(x, y); }
