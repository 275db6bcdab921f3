// SPDX-License-Identifier: MIT
// EXPECT: layout: axis out of range
// EXPECT: got<2>
// EXPECT: expected_from_to<-2, 1>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int place = 2;
#else
constexpr int place = 1;
#endif
auto run(tn::Tensor<float, 2, 3> const& x) { return tn::Tensor<float, 3, 2>(tn::moveaxis<0, place>(x)); }
