// SPDX-License-Identifier: MIT
// EXPECT: there is no derivative, such as alpha of a gamma draw
// EXPECT: tn::stop_gradient(x)
// EXPECT: Shape<3>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

constexpr auto total = [](auto const& alpha, auto const& key) {
#ifdef BROKEN
  return tn::sum(tn::random::gamma<float>(key, alpha) * alpha);
#else
  return tn::sum(tn::random::gamma<float>(key, tn::stop_gradient(alpha)) * alpha);
#endif
};
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& alpha, tn::random::Key const& key) { return tn::grad<0>(total)(alpha, key); }
