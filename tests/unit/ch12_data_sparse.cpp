// SPDX-License-Identifier: MIT
// Acceptance cases of chapter 12: sparse tensors. That unordered constants do not compile is in compile_fail.
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/data/sparse.hpp>

#include <algorithm>

namespace tn = tenon;

namespace {
constexpr tn::SparseTensor<float, tn::Shape<3, 4>, 3> s({{0, 1}, {1, 0}, {2, 3}}, {1, 2, 3});
constexpr tn::SparseTensor<float, tn::Shape<3, 4>, 2> unordered({{0, 2}, {0, 1}}, {1, 2});
}  // namespace

TEST_CASE("ch12-052: a sparse tensor has indices (int64), values and a dense shape", "[ch12][sparse]") {
  static_assert(s.nnz() == 3);
  static_assert(std::is_same_v<decltype(s)::index_type, std::int64_t>);
  static_assert(std::is_same_v<decltype(s)::shape_type, tn::Shape<3, 4>>);
  CHECK(std::ranges::equal(s.indices, std::vector<std::int64_t>{0, 1, 1, 0, 2, 3}));
  CHECK(std::ranges::equal(s.values, std::vector<float>{1, 2, 3}));
}

TEST_CASE("ch12-057: unordered indices may be given, and keep their order", "[ch12][sparse]") {
  CHECK(std::ranges::equal(unordered.indices, std::vector<std::int64_t>{0, 2, 0, 1}));
  CHECK(std::ranges::equal(unordered.values, std::vector<float>{1, 2}));
}

TEST_CASE("ch12-058: to_dense of unordered indices is an error that names the entry", "[ch12][sparse]") {
  CHECK(tn::sparse::try_to_dense(unordered).message() == "indices[1] = [0, 1] is out of order");
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([] {
          tn::Tensor<float, 3, 4> const t = tn::sparse::to_dense(unordered);
          static_cast<void>(t);
        }) == "tenon: to_dense: indices[1] = [0, 1] is out of order\n");
#endif
}
