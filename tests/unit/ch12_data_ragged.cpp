// SPDX-License-Identifier: MIT
// Chapter 12's cases of ragged tensors.
#include "support/catch.hpp"

#include <tenon/data/ragged.hpp>

#include <cstdint>
#include <vector>

namespace {
namespace tn = tenon;
using Codes = tn::RaggedTensor<std::int32_t>;

Codes const r{{67, 97, 102, 233}, {67, 111, 102, 102, 101, 101}, {99, 97, 102, 102, 232}, {21654, 21857}};
}  // namespace

TEST_CASE("ch12-044: integer index of a ragged tensor gives an ordinary vector of length 6", "[ch12]") {
  std::span<std::int32_t const> const row = r[1];
  CHECK(std::vector<std::int32_t>(row.begin(), row.end()) == std::vector<std::int32_t>{67, 111, 102, 102, 101, 101});
  tn::Tensor<std::int32_t, 6> const vector = r.row<6>(1);
  CHECK(vector(5) == 101);
}

TEST_CASE("ch12-046: ragged concat on axis 0 (7 rows, one empty)", "[ch12]") {
  Codes const r2{{65, 66}, {}, {67}};
  auto const all = tn::ragged::concat(r, r2);
  CHECK(all ==
        Codes{{67, 97, 102, 233}, {67, 111, 102, 102, 101, 101}, {99, 97, 102, 102, 232}, {21654, 21857}, {65, 66}, {}, {67}});
  CHECK(all.rows() == 7);
}
