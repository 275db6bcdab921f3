// SPDX-License-Identifier: MIT
// EXPECT: hessian_diagonal: the function is not a sum of functions of one element each
// EXPECT: elements_are_independent<0, tenon::Traced<float, tenon::Shape<3>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr auto f = [](auto const& x) { return tn::square(tn::sum(x)); };
#else
constexpr auto f = [](auto const& x) { return tn::sum(tn::square(x)); };
#endif
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) { return tn::hessian_diagonal(f)(x); }
