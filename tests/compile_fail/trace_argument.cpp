// SPDX-License-Identifier: MIT
// EXPECT: a traced function takes tensors, numbers, modules and std::tuples of them
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct Options {
  float scale = 2;
};
#ifdef BROKEN
using Argument = Options;
#else
using Argument = float;
#endif
constexpr auto f = tn::function([](auto const& x, auto const&) { return x * 2; });
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x, Argument const& a) { return f(x, a); }
