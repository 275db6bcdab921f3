// SPDX-License-Identifier: MIT
// ch12-278: a call that does not fit the signature.
// EXPECT: tn::function: an argument does not fit the signature
// EXPECT: argument<0>
// EXPECT: open
// EXPECT: extent<28>
// EXPECT: extent<2>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

using Images = tn::Signature<tn::Tensor<float, tn::any_extent, 28, 28>>;
constexpr auto f = tn::function<Images>([](auto const& images) { return images * 2; });
#ifdef BROKEN
using Input = tn::Tensor<float, 2, 2, 2>;
#else
using Input = tn::Tensor<float, 2, 28, 28>;
#endif
Input run(Input const& x) { return f(x); }
