// SPDX-License-Identifier: MIT
// A regularizer that does not give a scalar, of a parameter of one's own.
// EXPECT: parameter: this option is no initializer, regularizer or constraint
// EXPECT: is_parameter_option<Penalty, tenon::Shape<4>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;
using namespace tn::nn;

struct Penalty {
#ifdef BROKEN
  constexpr auto call(auto const& w) const { return tn::sum<0>(tn::abs(w)); }
#else
  constexpr auto call(auto const& w) const { return tn::sum(tn::abs(w)); }
#endif
};
struct Own {
  ParamWith<Kernel<Penalty>, float, 8, 4> kernel;
  TENON_MODULE(Own, kernel);
  constexpr auto call(auto const& x) const { return tn::matmul(x, kernel); }
};
tn::Tensor<float, 2, 4> run(Own const& layer, tn::Tensor<float, 2, 8> const& x) { return tn::call(layer, x); }
