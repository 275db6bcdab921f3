// SPDX-License-Identifier: MIT
// A regularizer that does not give a scalar.
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
struct Net : Sequential<tn::Shape<8>, Dense<4, Relu, Kernel<Penalty>>> {};
tn::Tensor<float, 2, 4> run(Net const& net, tn::Tensor<float, 2, 8> const& x) { return net(x); }
