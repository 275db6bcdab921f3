// SPDX-License-Identifier: MIT
// EXPECT: jvp, hvp: a tangent has the dtype, the shape and the form of its argument
// EXPECT: tenon::Traced<float, tenon::Shape<3>
// EXPECT: tenon::Traced<float, tenon::Shape<4>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t n = 4;
#else
constexpr std::size_t n = 3;
#endif
constexpr auto f = [](auto const& x) { return tn::tanh(x); };
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x, tn::Tensor<float, n> const& dx) {
  auto const [value, tangent] = tn::jvp(f)(x, dx);
  return tangent;
}
