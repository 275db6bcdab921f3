// SPDX-License-Identifier: MIT
// EXPECT: scalar
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) {
#ifdef BROKEN
  return tn::grad([](auto const& t) { return tn::square(t); })(x);
#else
  return tn::grad([](auto const& t) { return tn::sum(tn::square(t)); })(x);
#endif
}
