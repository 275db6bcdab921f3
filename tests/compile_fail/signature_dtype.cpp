// SPDX-License-Identifier: MIT
// EXPECT: tn::function: an argument does not fit the signature
// EXPECT: argument<1>
// EXPECT: float
// EXPECT: double
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

using V = tn::Tensor<float, 3>;
constexpr auto f = tn::function([](auto const& x, auto const& factor) { return x * tn::cast<float>(factor); });
#ifdef BROKEN
using Factor = double;
#else
using Factor = float;
#endif
V run(V const& x, Factor factor) { return f.concrete<V, float>()(x, factor); }
