// SPDX-License-Identifier: MIT
// EXPECT: borrowed memory: the number of elements differs
// EXPECT: 5, 6, tenon::Shape<2, 3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t size = 5;
#else
constexpr std::size_t size = 6;
#endif
float last(std::span<float, size> s) { return tn::borrow<float, 2, 3>(s)(1, 2); }
