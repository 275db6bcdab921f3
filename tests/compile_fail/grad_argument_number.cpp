// SPDX-License-Identifier: MIT
// EXPECT: grad: there is no argument of this number
// EXPECT: got<2>
// EXPECT: expected_from_to<0, 1>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int argument = 2;
#else
constexpr int argument = 1;
#endif
constexpr auto f = [](auto const& a, auto const& b) { return tn::sum(a * b); };
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) { return tn::grad<argument>(f)(x, x); }
