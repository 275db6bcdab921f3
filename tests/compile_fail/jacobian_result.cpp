// SPDX-License-Identifier: MIT
// EXPECT: jacfwd, jacrev: the result is no floating-point tensor
// EXPECT: tenon::Traced<int, tenon::Shape<3>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Result = int;
#else
using Result = float;
#endif
constexpr auto f = [](auto const& x) { return tn::cast<Result>(x); };
tn::Tensor<float, 3, 3> run(tn::Tensor<float, 3> const& x) { return tn::jacrev(f)(x); }
