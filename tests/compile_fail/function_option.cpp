// SPDX-License-Identifier: MIT
// EXPECT: tn::function: the options of a function are
// EXPECT: is_an_option_of_functions<int>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int option = 3;
#else
constexpr auto option = tn::count_traces;
#endif
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) {
  return tn::function([](auto const& a) { return tn::exp(a); }, option)(x);
}
