// SPDX-License-Identifier: MIT
// Row splits of a constant that do not grow are no partition.
// EXPECT_GCC: refused_in_a_constant
// EXPECT_CLANG: "row_splits[2] = 2 of axis 0 is ", "less than row_splits[1] = 3
// MAX_LINES_GCC: 17
// MAX_LINES_CLANG: 19
#include <tenon/data/ragged.hpp>

#include <array>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::array splits{0, 3, 2, 3};
#else
constexpr std::array splits{0, 2, 2, 3};
#endif
constexpr std::array values{1.f, 2.f, 3.f};
[[maybe_unused]] constexpr auto r = tn::RaggedTensor<float, 1, tn::Shape<>, 4, 8>::from_row_splits(values, splits);
