// SPDX-License-Identifier: MIT
// One width for rows that are ragged in two axes
// EXPECT: ragged::to_tensor: one width for each ragged axis
// EXPECT: <1, 2>
#include <tenon/data/ragged.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t axes = 2;
#else
constexpr std::size_t axes = 1;
#endif
auto padded(tn::RaggedTensor<float, axes> const& x) { return tn::ragged::to_tensor<5>(x); }
