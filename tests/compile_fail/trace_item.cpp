// SPDX-License-Identifier: MIT
// EXPECT: item: a number is not known while the function is traced
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/embedded.hpp>
namespace tn = tenon;

tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) {
#ifdef BROKEN
  return tn::function([](auto const& t) { return t * tn::sum(t).item(); })(x);
#else
  return tn::function([](auto const& t) { return t * tn::sum(t); })(x);
#endif
}
