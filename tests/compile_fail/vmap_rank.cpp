// SPDX-License-Identifier: MIT
// EXPECT: vmap, Jacobians: a value inside has 8 axes already
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int more = 7;
#else
constexpr int more = 6;
#endif
using Wide = tn::Tensor<float, 2, 1, 1, 1, 1, 1, 1>;
tn::Tensor<float, 3> run(tn::Tensor<float, 3, 2> const& x, Wide const& w) {
  return tn::vmap(
      [](auto const& t, auto const& wide) {
        auto const many = [&] {
          if constexpr (more == 7)
            return tn::expand<0>(wide) * tn::sum(t);
          else
            return wide * tn::sum(t);
        }();
        return tn::sum(tn::tanh(many));
      },
      tn::in_axes<0, tn::unmapped>)(x, w);
}
