// SPDX-License-Identifier: MIT
// EXPECT: a loop's body must keep its carry's dtype, shape and form
// EXPECT: Shape<3>
// EXPECT: Shape<>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/embedded.hpp>
namespace tn = tenon;

constexpr auto next = [](auto const&, auto const& c) {
#ifdef BROKEN
  return tn::sum(c);
#else
  return c * 2.F;
#endif
};
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) {
  return tn::function([](auto const& c) { return tn::fori_loop<4>(next, c); })(x);
}
