// SPDX-License-Identifier: MIT
// EXPECT: custom_jvp: tangent(arguments..., tangents of the floating ones...) gives one in the form of the result
// EXPECT: tenon::Traced<float, tenon::Shape<2>
// EXPECT: tenon::Traced<float, tenon::Shape<2, 3>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/embedded.hpp>
namespace tn = tenon;

constexpr auto along = [](auto const& x, auto const& dx) {
#ifdef BROKEN
  return 2 * x * dx;
#else
  return tn::sum<1>(2 * x * dx);
#endif
};
constexpr auto f = tn::custom_jvp([](auto const& x) { return tn::sum<1>(tn::square(x)); }, along);
tn::Tensor<float, 2> run(tn::Tensor<float, 2, 3> const& x) { return f(x); }
