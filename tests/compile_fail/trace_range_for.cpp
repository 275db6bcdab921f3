// SPDX-License-Identifier: MIT
// EXPECT: for (auto e : x): the elements of a traced value are not known
// EXPECT: tn::unstack(x) has its rows
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/embedded.hpp>
namespace tn = tenon;

tn::Tensor<float> run(tn::Tensor<float, 3> const& x) {
  return tn::function([](auto const& t) {
    auto s = tn::sum(t) * 0;
#ifdef BROKEN
    for (auto const& e : t) s = s + e;
#else
    s = s + std::get<0>(tn::unstack(t));
#endif
    return s;
  })(x);
}
