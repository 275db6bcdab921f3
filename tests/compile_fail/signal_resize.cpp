// SPDX-License-Identifier: MIT
// EXPECT: resize: not defined for this dtype
// EXPECT: int
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr tn::ResizeMode mode = tn::ResizeMode::linear;
#else
constexpr tn::ResizeMode mode = tn::ResizeMode::nearest;
#endif
tn::Tensor<int, 1, 6, 2> run(tn::Tensor<int, 1, 3, 2> const& x) { return tn::resize<mode, 6>(x); }
