// SPDX-License-Identifier: MIT
// EXPECT: vmap, Jacobians: a value inside has 10 axes already
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int axes = 8;
#else
constexpr int axes = 7;
#endif
using Wide = tn::Tensor<float, 2, 1, 1, 1, 1, 1, 1>;
constexpr auto number = [](auto const& t, auto const& wide) {
  if constexpr (axes == 8)
    return tn::sum(tn::tanh(tn::expand<0>(wide) * tn::sum(t)));
  else
    return tn::sum(tn::tanh(wide * tn::sum(t)));
};
constexpr auto row = tn::vmap(number, tn::in_axes<0, tn::unmapped>);
constexpr auto matrix = tn::vmap(row, tn::in_axes<0, tn::unmapped>);
tn::Tensor<float, 3, 2, 2> run(tn::Tensor<float, 3, 2, 2, 2> const& x, Wide const& w) {
  return tn::vmap(matrix, tn::in_axes<0, tn::unmapped>)(x, w);
}
