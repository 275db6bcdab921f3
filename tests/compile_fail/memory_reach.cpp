// SPDX-License-Identifier: MIT
// EXPECT: view: strides that lead out of the range
// EXPECT: 10, 11, tenon::Shape<2, 3>, tenon::Strides<8, 1>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t size = 10;
#else
constexpr std::size_t size = 11;
#endif
float last(std::array<float, size>& a) { return tn::view<tn::Shape<2, 3>, tn::Strides<8, 1>>(a)(1, 2); }
