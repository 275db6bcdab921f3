// SPDX-License-Identifier: MIT
// EXPECT: =, +=: this traced value is const, a part of another
// EXPECT: what a function assigns is a tn::Variable
// MAX_LINES: 12
// MAX_LINES_CLANG: 17
#include <tenon/embedded.hpp>
namespace tn = tenon;
using namespace boost::hana::literals;

tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) {
  return tn::function([](auto a) {
#ifdef BROKEN
    a(1_c) += a(0_c);
#else
    auto const changed = tn::stack<0>(a(0_c), a(0_c) + a(1_c), a(2_c));
    a = changed;
#endif
    return a;
  })(x);
}
