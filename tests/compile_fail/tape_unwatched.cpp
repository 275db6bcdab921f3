// SPDX-License-Identifier: MIT
// EXPECT: gradient, pullback: this is not watched
// EXPECT: tn::watch(x)
// EXPECT: is_watched<tenon::FieldPath<2>{"1"}, tenon::Traced<float, tenon::Shape<3>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

constexpr auto f = [](auto const& w, auto const& x) { return tn::dot(w, x); };
tn::Tensor<float, 3> run(tn::Param<float, 3> const& w, tn::Tensor<float, 3> const& x) {
#ifdef BROKEN
  return tn::tape(f, w, x).gradient(tn::wrt<1>);
#else
  return tn::tape(f, w, tn::watch(x)).gradient(tn::wrt<1>);
#endif
}
