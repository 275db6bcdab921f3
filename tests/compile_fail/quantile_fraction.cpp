// SPDX-License-Identifier: MIT
// EXPECT: quantile: the fraction must be a floating number
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Fraction = tn::Tensor<int>;
#else
using Fraction = tn::Tensor<double>;
#endif
tn::Tensor<float, 2> run(tn::Tensor<float, 2, 3> const& x, Fraction const& q) { return tn::quantile<1>(x, q); }
