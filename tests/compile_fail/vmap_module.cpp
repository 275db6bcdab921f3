// SPDX-License-Identifier: MIT
// EXPECT: vmap: a module or constant is the same for all inputs: its axis is tn::unmapped
// EXPECT: Scale
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct Scale {
  tn::Param<float, 2> by;
  TENON_MODULE(Scale, by);
};
#ifdef BROKEN
constexpr int axis = 0;
#else
constexpr int axis = tn::unmapped;
#endif
tn::Tensor<float, 5, 2> run(Scale const& s, tn::Tensor<float, 5, 2> const& x) {
  return tn::vmap([](auto const& m, auto const& t) { return t * m.by; }, tn::in_axes<axis, 0>)(s, x);
}
