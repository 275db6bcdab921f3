// SPDX-License-Identifier: MIT
// EXPECT: grad: an argument is not floating point
// EXPECT: tn::grad<0, 2>(f)
// EXPECT: ChosenArgument<1, tenon::Traced<int, tenon::Shape<3>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Count = int;
#else
using Count = float;
#endif
constexpr auto f = [](auto const& x, auto const& n) { return tn::sum(x * tn::cast<float>(n)); };
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x, tn::Tensor<Count, 3> const& n) {
  auto const [dx, dn] = tn::grad(f)(x, n);
  return dx;
}
