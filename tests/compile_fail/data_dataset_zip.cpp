// SPDX-License-Identifier: MIT
// Pairs of three elements and of four.
// EXPECT: zip: the data sets have unequal numbers of elements (they follow); zip_shortest ends with the shortest
// EXPECT: data_sets_have_one_size<3, 4>
// MAX_LINES: 12
#include <tenon/data/datasets.hpp>

#ifdef BROKEN
constexpr std::size_t rows = 4;
#else
constexpr std::size_t rows = 3;
#endif

auto pairs(tenon::Tensor<float, 3> const& x, tenon::Tensor<int, rows> const& y) {
  return tenon::data::zip(tenon::data::from_tensor_slices(x), tenon::data::from_tensor_slices(y));
}
