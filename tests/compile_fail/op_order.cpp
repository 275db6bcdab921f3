// SPDX-License-Identifier: MIT
// EXPECT: polygamma: there are the orders 0 (digamma) to 4
// EXPECT: order_in_range
// EXPECT: got<5>
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int order = 5;
#else
constexpr int order = 4;
#endif
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) { return tn::polygamma<order>(x); }
