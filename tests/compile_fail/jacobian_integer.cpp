// SPDX-License-Identifier: MIT
// EXPECT: jacfwd, jacrev, hessian: an argument is no floating-point tensor
// EXPECT: JacobianArgument<1, tenon::Traced<int, tenon::Shape<3>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

constexpr auto f = [](auto const& x, auto const& n) { return x * tn::cast<float>(n); };
tn::Tensor<float, 3, 3> run(tn::Tensor<float, 3> const& x, tn::Tensor<int, 3> const& n) {
#ifdef BROKEN
  return tn::jacfwd<1>(f)(x, n);
#else
  return tn::jacfwd<0>(f)(x, n);
#endif
}
