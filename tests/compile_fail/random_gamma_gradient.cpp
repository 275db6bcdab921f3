// SPDX-License-Identifier: MIT
// EXPECT: there is no derivative, such as alpha of a gamma draw
// EXPECT: tn::stop_gradient(x)
// EXPECT: Shape<3>
// MAX_LINES: 14
// MAX_LINES_CLANG: 17
#include <tenon/autodiff/grad.hpp>
#include <tenon/core.hpp>
#include <tenon/trace/run.hpp>
namespace tn = tenon;

constexpr auto total = [](auto const& alpha, auto const& key) {
#ifdef BROKEN
  return tn::sum(tn::random::gamma<float>(key, alpha) * alpha);
#else
  return tn::sum(tn::random::gamma<float>(key, tn::stop_gradient(alpha)) * alpha);
#endif
};
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& alpha, tn::random::Key const& key) { return tn::grad<0>(total)(alpha, key); }
