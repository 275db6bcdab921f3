// SPDX-License-Identifier: MIT
// EXPECT: tn::function: the result must be a tensor, a number or a std::tuple of them
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct Pair {
  int a = 0;
};
constexpr auto f = tn::function([](auto const& x) {
#ifdef BROKEN
  return Pair{};
#else
  return std::tuple{x, x * 2};
#endif
});
void run(tn::Tensor<float, 3> const& x) { [[maybe_unused]] auto const y = f(x); }
