// SPDX-License-Identifier: MIT
// EXPECT: vjp: the cotangent, the last argument, has the dtype, the shape and the form of the result
// EXPECT: tenon::Traced<float, tenon::Shape<2>
// EXPECT: tenon::Traced<float, tenon::Shape<3>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t n = 3;
#else
constexpr std::size_t n = 2;
#endif
constexpr auto f = [](auto const& x) { return tn::sum<1>(x); };
tn::Tensor<float, 2, 3> run(tn::Tensor<float, 2, 3> const& x, tn::Tensor<float, n> const& g) {
  auto const [value, dx] = tn::vjp(f)(x, g);
  return dx;
}
