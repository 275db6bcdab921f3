// SPDX-License-Identifier: MIT
// EXPECT: a traced function runs in the compiler: it cannot print, count, read a clock or call what is not constexpr
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

int calls = 0;
struct Counted {
  tn::Param<float, 3> scale;
  TENON_MODULE(Counted, scale);
  constexpr auto call(auto const& x) const {
#ifdef BROKEN
    ++calls;
#endif
    return x * scale;
  }
};
tn::Tensor<float, 3> run(Counted const& m, tn::Tensor<float, 3> const& x) { return tn::call(m, x); }
