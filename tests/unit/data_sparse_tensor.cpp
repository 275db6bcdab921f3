// SPDX-License-Identifier: MIT
// Sparse tensors: what they are made of, what is refused, and that they are their dense tensors.
#include "support/catch.hpp"
#include "support/constant.hpp"
#include "support/death.hpp"

#include <tenon/data/sparse.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace tn = tenon;
namespace sparse = tn::sparse;

namespace {

using S34 = tn::Shape<3, 4>;
using Tensor34 = tn::Tensor<float, 3, 4>;
constexpr tn::SparseTensor<float, S34, 4> s({{0, 1}, {1, 0}, {2, 3}}, {1, 2, 3});
static_assert(s.nnz() == 3 && s.capacity == 4);
static_assert(tn::SparseTensor<float, S34, 4>{}.nnz() == 0);
static_assert(tenon_test::is(sparse::to_dense(s), {0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 3}));

std::string refused(auto const& result) { return result ? "(taken)" : std::string(result.message()); }

}  // namespace

TEST_CASE("a sparse tensor is its dense one and back", "[sparse]") {
  Tensor34 const dense = sparse::to_dense(s);
  CHECK(std::ranges::equal(dense, std::array{0.f, 1.f, 0.f, 0.f, 2.f, 0.f, 0.f, 0.f, 0.f, 0.f, 0.f, 3.f}));
  tn::SparseTensor<float, S34, 4> const back = sparse::from_dense<4>(dense);
  CHECK(std::ranges::equal(back.indices, s.indices));
  CHECK(std::ranges::equal(back.values, s.values));
  // Without a number for all elements; NaN is not zero, -0 is.
  Tensor34 odd = dense;
  odd(2, 2) = std::numeric_limits<float>::quiet_NaN(), odd(0, 0) = -0.f;
  tn::SparseTensor<float, S34, 12> const all = sparse::from_dense(odd);
  CHECK(all.nnz() == 4);
  CHECK(all.index_data()[4] == 2);
  CHECK(all.index_data()[5] == 2);
  // Of an expression, in another capacity; no entries; an axis; three axes with other indices.
  tn::SparseTensor<float, S34, 3> const twice = sparse::from_dense(dense * 2.f);
  CHECK(twice.value_data()[2] == 6);
  CHECK(std::ranges::equal(Tensor34(sparse::to_dense(tn::SparseTensor<float, S34, 1>{})), Tensor34{}));
  tn::SparseTensor<int, tn::Shape<5>, 2> const vector({{1}, {4}}, {7, 8});
  CHECK(std::ranges::equal(tn::Tensor<int, 5>(sparse::to_dense(vector)), std::array{0, 7, 0, 0, 8}));
  tn::SparseTensor<double, tn::Shape<2, 1, 3>, 2, std::int32_t> const deep({{0, 0, 2}, {1, 0, 0}}, {7, 8});
  CHECK(std::ranges::equal(tn::Tensor<double, 2, 1, 3>(sparse::to_dense(deep)), std::array{0., 0., 7., 8., 0., 0.}));
}

TEST_CASE("a sparse tensor on the heap is one of a fixed capacity", "[sparse]") {
  tn::SparseTensor<float, S34> grown(s);
  CHECK(grown.nnz() == 3);
  CHECK(std::ranges::equal(sparse::to_dense(grown), Tensor34(sparse::to_dense(s))));
  std::array<std::int64_t, 2> const at{2, 0};
  grown.push_back(at, 5);
  CHECK(sparse::try_to_dense(grown).message() == "indices[3] = [2, 0] is out of order");
  tn::SparseTensor<float, S34> const found = sparse::from_dense<tn::dynamic_capacity>(Tensor34(sparse::to_dense(s)));
  CHECK(std::equal(found.index_data(), found.index_data() + 6, s.index_data()));
  CHECK(tn::SparseTensor<float, S34>({{2, 0}, {0, 1}}, {1, 2}).nnz() == 2);
}

TEST_CASE("indices that a shape does not have, or that come twice, are refused by name", "[sparse]") {
  using Small = tn::SparseTensor<float, S34, 2>;
  using Grown = tn::SparseTensor<float, S34>;
  std::array<std::int64_t, 4> const low{0, 1, -1, 2}, high{0, 1, 1, 4}, good{2, 1, 0, 3}, twice{2, 1, 2, 1};
  std::array const x{1.f, 2.f};
  CHECK(refused(Small::try_from(low, x)) == "indices[1] = [-1, 2] is out of range: the shape is [3, 4]");
  CHECK(refused(Grown::try_from(high, x)) == "indices[1] = [1, 4] is out of range: the shape is [3, 4]");
  CHECK(refused(Small::try_from(good, std::array{1.f})) == "an index for every axis of each entry: indices 4, entries 1, axes 2");
  CHECK(refused(tn::SparseTensor<float, S34, 1>::try_from(good, x)) == "more entries than the capacity: entries 2, capacity 1");
  CHECK(refused(sparse::try_to_dense(Small::from(twice, x))) == "indices[1] = [2, 1] is repeated");
  Grown grown = Grown::from(good, x);
  CHECK(refused(grown.try_push_back(std::array<std::int64_t, 2>{3, 0}, 1)) ==
        "indices[0] = [3, 0] is out of range: the shape is [3, 4]");
  CHECK(grown.nnz() == 2);
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([&] { static_cast<void>(Small::from(low, x)); }) ==
        "tenon: SparseTensor::from: indices[1] = [-1, 2] is out of range: the shape is [3, 4]\n");
  CHECK(tenon_test::last_words([&] {
          tn::SparseTensor<float, S34, 2> const t = s;
          static_cast<void>(t);
        }) == "tenon: SparseTensor: more entries than the capacity: entries 3, capacity 2\n");
  CHECK(tenon_test::last_words([] {
          tn::SparseTensor<float, S34, 3> const t = sparse::from_dense<3>(Tensor34{}.fill(1));
          static_cast<void>(t);
        }) == "tenon: from_dense: more elements than the capacity are not zero: elements 12, capacity 3\n");
#endif
}
