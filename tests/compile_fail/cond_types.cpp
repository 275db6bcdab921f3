// SPDX-License-Identifier: MIT
// EXPECT: cond, switch_case: all branches must give one dtype, shape and form
// EXPECT: Shape<2>
// EXPECT: Shape<3>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t n = 2;
#else
constexpr std::size_t n = 3;
#endif
auto run(bool choice, tn::Tensor<float, 3> const& x) {
  return tn::cond(choice, [](auto const& a) { return a * 2.f; }, [](auto const& a) { return a(tn::to<n>); }, x);
}
