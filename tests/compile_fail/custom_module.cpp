// SPDX-License-Identifier: MIT
// EXPECT: custom_vjp, custom_jvp: an argument is a module
// EXPECT: Scale
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct Scale {
  tn::Param<float, 2> by;
  TENON_MODULE(Scale, by);
};
constexpr auto f =
    tn::custom_vjp([](auto const& by, auto const& x) { return x * by; },
                   [](auto const& by, auto const& x, auto const&, auto const& g) { return std::tuple{g * x, g * by}; });
tn::Tensor<float, 2> run(Scale const& s, tn::Tensor<float, 2> const& x) {
#ifdef BROKEN
  return f(s, x);
#else
  return f(s.by, x);
#endif
}
