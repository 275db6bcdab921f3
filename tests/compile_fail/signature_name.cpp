// SPDX-License-Identifier: MIT
// EXPECT: leaf: the function has no input of this name
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

constexpr auto f = tn::function([](auto const& x) { return x * x; }, tn::names<"x">);
#ifdef BROKEN
inline constexpr tn::Operation leaf = f.concrete<float>().leaf<"y">();
#else
inline constexpr tn::Operation leaf = f.concrete<float>().leaf<"x">();
#endif
tn::Tensor<float> run(float x) { return f(x); }
