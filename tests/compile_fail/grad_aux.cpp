// SPDX-License-Identifier: MIT
// EXPECT: grad, value_and_grad with has_aux: the function must return std::tuple(loss, ...), the loss a floating-point scalar
// EXPECT: tenon::Traced<float, tenon::Shape<3>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr auto f = [](auto const& x) { return std::tuple{x, tn::sum(x)}; };
#else
constexpr auto f = [](auto const& x) { return std::tuple{tn::sum(x), x}; };
#endif
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) {
  auto const [value, gradient] = tn::value_and_grad(f, tn::has_aux)(x);
  return gradient;
}
