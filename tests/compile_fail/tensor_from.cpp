// SPDX-License-Identifier: MIT
// EXPECT: Tensor::from: the range's elements have another dtype
// EXPECT: float, double
// MAX_LINES: 12
#include <tenon/core.hpp>

#include <array>

namespace tn = tenon;

#ifdef BROKEN
using Element = double;
#else
using Element = float;
#endif
tn::Tensor<float, 2> read(std::array<Element, 2> const& a) { return tn::Tensor<float, 2>::from(a); }
