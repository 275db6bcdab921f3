// SPDX-License-Identifier: MIT
// A layer that is built for a shape it does not take.
// EXPECT: Build: this is no layer for inputs of this shape
// EXPECT: Dense<3>, tenon::Shape<>, false>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct Net {
#ifdef BROKEN
  using input_shape = tn::Shape<>;
#else
  using input_shape = tn::Shape<4>;
#endif
  tn::nn::Build<tn::nn::Dense<3>, input_shape> layer;
  TENON_MODULE(Net, layer);
  constexpr auto call(auto const& x) const { return layer.call(x); }
};

void initialize(Net& net) { tn::initialize(net, 1); }
