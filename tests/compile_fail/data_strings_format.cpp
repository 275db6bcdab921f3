// SPDX-License-Identifier: MIT
// EXPECT: strings::format: a value for each {}
// EXPECT: one_value_for_each_placeholder<2, 1>
// MAX_LINES: 12
#include <tenon/core.hpp>

#include <tenon/data/string/format.hpp>

namespace tn = tenon;

auto run(float loss) {
#ifdef BROKEN
  return tn::strings::format<"step {}: {}">(loss);
#else
  return tn::strings::format<"step {}: {}">(1, loss);
#endif
}
