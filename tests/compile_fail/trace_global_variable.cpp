// SPDX-License-Identifier: MIT
// EXPECT: neither an argument nor a field
// EXPECT: variables of a namespace are named in tn::capture<v>(f)
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

inline tn::Variable<float, 3> mean;

tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) {
#ifdef BROKEN
  constexpr auto f = tn::function([](auto const& t) { return t - mean; });
#else
  constexpr auto f = tn::capture<mean>([](auto& m, auto const& t) {
    m.assign((m + t) / 2);
    return t - m;
  });
#endif
  return f(x);
}
