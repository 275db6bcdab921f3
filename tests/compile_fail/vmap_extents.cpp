// SPDX-License-Identifier: MIT
// EXPECT: vmap: two arguments have different numbers of inputs along their mapped axes
// EXPECT: got<5>
// EXPECT: got<3>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t n = 3;
#else
constexpr std::size_t n = 5;
#endif
tn::Tensor<float, 5> run(tn::Tensor<float, 5, 2> const& x, tn::Tensor<float, n> const& s) {
  return tn::vmap([](auto const& t, auto const& by) { return tn::sum(t) * by; })(x, s);
}
