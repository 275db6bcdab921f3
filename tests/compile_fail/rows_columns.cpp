// SPDX-License-Identifier: MIT
// EXPECT: Rows::columns: there are no such columns
// MAX_LINES: 12
#include <tenon/data/rows.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t last = 9;
#else
constexpr std::size_t last = 8;
#endif
std::size_t run(tn::data::Rows<float, 8> const& x) { return x.columns<4, last>().rows(); }
