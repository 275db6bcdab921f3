// SPDX-License-Identifier: MIT
// EXPECT: run_into: the first argument is no place for the result
// EXPECT: Shape<4>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Place = tn::Tensor<float, 4>;
#else
using Place = tn::Tensor<float, 3>;
#endif
void run(Place& y, tn::Tensor<float, 3> const& x) {
  tn::run_into(y, [](auto const& v) { return tn::exp(v); }, x);
}
