// SPDX-License-Identifier: MIT
// EXPECT: assign: a traced value is immutable
// EXPECT: neither const nor a temporary
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/embedded.hpp>
namespace tn = tenon;

void run([[maybe_unused]] tn::Variable<float, 2>& v) {
  auto const f = tn::function([](auto& v) { v.assign(0); });
#ifdef BROKEN
  f(tn::Variable<float, 2>{1, 2});
#else
  f(v);
#endif
}
