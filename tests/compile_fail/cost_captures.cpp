// SPDX-License-Identifier: MIT
// EXPECT: tn::cost: this is neither a program, nor a function without captures, nor a module with call
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

std::int64_t operations([[maybe_unused]] float factor) {
#ifdef BROKEN
  auto f = [factor](auto const& x) { return tn::tanh(x) * factor; };
#else
  auto f = [](auto const& x) { return tn::tanh(x) * 2; };
#endif
  return tn::cost<decltype(f), tn::Tensor<float, 3>>.flops;
}
