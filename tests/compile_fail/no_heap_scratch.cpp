// SPDX-License-Identifier: MIT
// FLAGS: -DTENON_NO_HEAP
// EXPECT: TENON_NO_HEAP: this needs more scratch memory than the stack gives (16384 bytes)
// MAX_LINES: 12
#include <tenon/core.hpp>

namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t n = 96;
#else
constexpr std::size_t n = 64;
#endif

void run(tn::Tensor<float, n, n>& y, tn::Tensor<float, n, n> const& a, tn::Tensor<float, n, n> const& b) {
  y = tn::matmul(tn::exp(tn::matmul(a, b)), b);
}
