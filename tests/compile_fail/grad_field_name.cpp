// SPDX-License-Identifier: MIT
// EXPECT: get: the module has no parameter, and no module with parameters, of this name
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

using Dense = tn::nn::DenseLayer<3, 2>;
constexpr auto loss = [](auto const& m, auto const& x) { return tn::mean(m.call(x)); };
tn::Tensor<float, 3, 2> run(Dense const& m, tn::Tensor<float, 4, 3> const& x) {
#ifdef BROKEN
  return tn::grad<0>(loss)(m, x).get<"weights">();
#else
  return tn::grad<0>(loss)(m, x).get<"kernel">();
#endif
}
