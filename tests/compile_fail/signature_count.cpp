// SPDX-License-Identifier: MIT
// EXPECT: tn::function: the signature has another number of arguments
// EXPECT: <2, 1>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

using V = tn::Tensor<float, 3>;
constexpr auto f = tn::function<tn::Signature<V>>([](auto const& x, auto const&... more) { return (x + ... + more); });
V run(V const& x) {
#ifdef BROKEN
  return f(x, x);
#else
  return f(x);
#endif
}
