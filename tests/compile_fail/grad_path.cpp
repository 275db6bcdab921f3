// SPDX-License-Identifier: MIT
// EXPECT: wrt: no argument or field has this path
// EXPECT: FieldPath<7>{"kernal"}
// EXPECT: there_is<tenon::FieldPath<7>{"kernel"}, tenon::FieldPath<5>{"bias"}>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

using Dense = tn::nn::DenseLayer<3, 2>;
constexpr auto loss = [](auto const& x, auto const& m) { return tn::mean(m.call(x)); };
tn::Tensor<float, 3, 2> run(Dense const& m, tn::Tensor<float, 4, 3> const& x) {
#ifdef BROKEN
  return tn::grad(loss, tn::wrt<"kernal">)(x, m);
#else
  return tn::grad(loss, tn::wrt<"kernel">)(x, m);
#endif
}
