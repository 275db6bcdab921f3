// SPDX-License-Identifier: MIT
// EXPECT: elementwise operation: the dtypes differ; convert one side with tn::cast<T>(x)
// EXPECT: Mul, float, double
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
using T = double;
#else
using T = float;
#endif
auto run(tn::Tensor<float, 3> const& x, tn::Tensor<T, 3> const& w) {
  return tn::grad([](auto const& a, auto const& b) { return tn::sum(a * b); })(x, w);
}
