// SPDX-License-Identifier: MIT
// EXPECT: an element of a tensor is read as a number
// EXPECT: Shape<2, 3>
// MAX_LINES: 12
#include <tenon/embedded.hpp>

#include <boost/hana/integral_constant.hpp>
namespace tn = tenon;
using namespace boost::hana::literals;

struct Scaled {
  tn::Param<float, 2, 3> kernel;
  TENON_MODULE(Scaled, kernel);
#ifdef BROKEN
  constexpr auto call(auto const& x) const { return x * kernel(0, 1); }
#else
  constexpr auto call(auto const& x) const { return x * kernel(0_c, 1_c); }
#endif
};
auto run(Scaled const& m, tn::Tensor<float, 3> const& x) { return tn::call(m, x); }
