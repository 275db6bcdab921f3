// SPDX-License-Identifier: MIT
// EXPECT: the body of a loop or branch assigns a variable
// EXPECT: Shape<3>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct Body {
  constexpr auto operator()(auto const&, auto const& c, auto const& m) const {
#ifdef BROKEN
    tn::nn::Context<false> inside(*c.builder());
    inside.assign(m.seen, m.seen + c);
#endif
    return c + m.seen;
  }
};
struct Counting {
  tn::Variable<float, 3> seen;
  TENON_MODULE(Counting, seen);
  constexpr auto call(auto const& x) const { return tn::fori_loop<3>(Body{}, x, *this); }
};
auto run(Counting const& m, tn::Tensor<float, 3> const& x) { return tn::call(m, x); }
