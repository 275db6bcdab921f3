// SPDX-License-Identifier: MIT
// EXPECT: =, +=: this traced value is const, a part of another
// EXPECT: what a function assigns is a tn::Variable
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/embedded.hpp>
namespace tn = tenon;

tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) {
  return tn::function([](auto a) {
#ifdef BROKEN
    a(tn::at<1>) += a(tn::at<0>);
#else
    auto const changed = a + tn::sum(a);
    a = changed;
#endif
    return a;
  })(x);
}
