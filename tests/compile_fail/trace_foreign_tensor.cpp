// SPDX-License-Identifier: MIT
// EXPECT: neither an argument nor a field
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

tn::Tensor<float, 3> weights{1, 2, 3};

tn::Tensor<float> run(tn::Tensor<float, 3> const& x) {
#ifdef BROKEN
  return tn::function([](auto const& t) { return tn::sum(t * weights); })(x);
#else
  return tn::function([](auto const& t, auto const& w) { return tn::sum(t * w); })(x, weights);
#endif
}
