// SPDX-License-Identifier: MIT
// EXPECT: choice: there are not so many to choose from
// EXPECT: there_are_as_many_to_choose_from<5
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t n = 5;
#else
constexpr std::size_t n = 4;
#endif
tn::Tensor<float, n> run(tn::random::Key const& key, tn::Tensor<float, 4> const& x) {
  return tn::random::choice<n>(key, x, tn::random::without_replacement);
}
