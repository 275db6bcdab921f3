// SPDX-License-Identifier: MIT
// EXPECT: =, +=: this traced value is const, a part of another, or of another dtype or shape than the new one
// EXPECT: give that a name, auto b = a * 2
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/embedded.hpp>
namespace tn = tenon;

tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) {
#ifdef BROKEN
  return tn::function([](auto const& a) {
    a = a * 2;
    return a;
  })(x);
#else
  return tn::function([](auto a) {
    a = a * 2;
    a += 1;
    return a;
  })(x);
#endif
}
