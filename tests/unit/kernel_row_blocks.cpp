// SPDX-License-Identifier: MIT
// Kernels over the same rows run a few rows at a time: which do, and that it changes nothing.
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>
#include <tenon/trace/cost.hpp>

#include <memory>
#include <tuple>

namespace tn = tenon;
using namespace tenon_test;

namespace {

/// The block that begins with the first kernel.
template <class... X, class F>
constexpr tn::detail::RowBlock first_block(F) {
  return tn::detail::RowBlocks(tn::Planned<typename decltype(tn::function(F{}))::template source<X...>>::plan).at(0);
}

constexpr auto softmax = [](auto const& x) { return tn::softmax(x); };
constexpr auto across_rows = [](auto const& x) { return tn::softmax<0>(x); };
constexpr auto norm = [](auto const& x) { return tn::layer_normalization(x); };
// The second kernel of the row's own sum reads the sums of all rows.
constexpr auto of_all_rows = [](auto const& x) { return x * tn::sum(tn::sum<1>(x)); };
constexpr auto twice = [](auto const& x) {
  auto const e = tn::exp(x - tn::max<1>(x, tn::keepdims));
  return std::tuple(e, tn::sum<1>(e), e / tn::sum<1>(e, tn::keepdims));
};

using Wide = tn::Tensor<float, 64, 1000>;

template <std::size_t Rows, std::size_t N>
std::unique_ptr<tn::Tensor<float, Rows, N>> numbers(std::uint64_t seed) {
  auto t = std::make_unique<tn::Tensor<float, Rows, N>>();
  Random random{seed};
  for (float& v : *t) v = random.sample<float>(-3, 3);
  return t;
}

template <std::size_t Rows, std::size_t N, class F>
void check_rows(F f) {
  auto const x = numbers<Rows, N>(Rows + N);
  tn::Tensor<float, Rows, N> const all = f(*x);
  bool same = true;
  for (std::size_t i = 0; i < Rows; ++i) {
    tn::Tensor<float, 1, N> row;
    std::copy_n(x->data() + i * N, N, row.data());
    tn::Tensor<float, 1, N> const alone = f(row);
    for (std::size_t j = 0; j < N; ++j) same = same && same_bits(alone.data()[j], all.data()[i * N + j]);
  }
  CHECK(same);
}

}  // namespace

TEST_CASE("row blocks: what runs in them") {
  constexpr auto block = first_block<Wide>(softmax);
  STATIC_REQUIRE(block.count == 3);  // maxima, exponentials and their sums, quotients
  STATIC_REQUIRE(block.extent == 64);
  STATIC_REQUIRE(block.rows < 8);
  STATIC_REQUIRE(first_block<tn::Tensor<float, 64, 768>>(norm).count == 3);
  STATIC_REQUIRE(first_block<tn::Tensor<float, 8, 10>>(softmax).count == 1);      // all of it fits a cache
  STATIC_REQUIRE(first_block<tn::Tensor<float, 4, 100000>>(softmax).count == 1);  // one row does not
  STATIC_REQUIRE(first_block<tn::Tensor<float, 1000, 64>>(across_rows).count == 1);
  STATIC_REQUIRE(first_block<tn::Tensor<float, 1000, 64>>(of_all_rows).count <= 1);
  // Intermediate values of all rows take the place of a few.
  using Plan = tn::Planned<decltype(tn::function(softmax))::source<Wide>>;
  constexpr tn::detail::RowBlocks blocks(Plan::plan);
  constexpr int e = Plan::plan.kernels[1].first_access + Plan::plan.kernels[1].size.loads, x = Plan::plan.kernels[1].first_access;
  STATIC_REQUIRE(blocks.step_in(0, block, e) == 0);
  STATIC_REQUIRE(blocks.step_in(0, block, x) == 4000);
}

TEST_CASE("row blocks: what they move") {
  // x once for the three kernels, the result; a row's sums and intermediate values stay in the cache.
  constexpr std::int64_t bytes = 64 * 1000 * 4, rows = first_block<Wide>(softmax).rows;
  constexpr tn::Cost cost = tn::cost<decltype(softmax), Wide>;
  STATIC_REQUIRE(cost.bytes_read == bytes);
  STATIC_REQUIRE(cost.bytes_written > bytes);
  STATIC_REQUIRE(cost.bytes_written <= bytes + rows * 4008);
  // Each kernel on its own where there is no block.
  constexpr tn::Cost small = tn::cost<decltype(softmax), tn::Tensor<float, 8, 10>>;
  STATIC_REQUIRE(small.bytes_read == 320 + (320 + 32) + (320 + 32));
  // The result in all of its rows, though a kernel of the block reads it again.
  STATIC_REQUIRE(tn::cost<decltype(twice), Wide>.bytes_written >= 2 * bytes + 64 * 4);
  STATIC_REQUIRE(tn::cost<decltype(twice), Wide>.bytes_written < 2.1 * bytes);
}

TEST_CASE("row blocks: every row is as if it were alone") {
  check_rows<64, 1000>(softmax);
  check_rows<64, 768>(norm);
  check_rows<7, 2001>(softmax);  // 7 rows: one at a time
  check_rows<12, 1500>(softmax);
}

TEST_CASE("row blocks: in place, and what is used outside of them") {
  auto const x = numbers<64, 1000>(5);
  Wide const y = tn::softmax(*x);
  auto in_place = numbers<64, 1000>(5);
  *in_place = tn::softmax(*in_place);
  check_same_bits(y, *in_place, "in place");

  constexpr auto f = tn::function(twice);
  auto const [e, sums, quotient] = f(*x);
  bool right = true;
  for (std::size_t i = 0; i < 64; ++i) {
    double most = -10, sum = 0;
    for (std::size_t j = 0; j < 1000; ++j) most = std::max(most, double((*x)(i, j)));
    for (std::size_t j = 0; j < 1000; ++j) sum += std::exp(double((*x)(i, j)) - most);
    right = right && std::abs(sums(i) - sum) < 1e-4 * sum;
    for (std::size_t j = 0; j < 1000; ++j) {
      double const want = std::exp(double((*x)(i, j)) - most);
      right = right && std::abs(e(i, j) - want) < 1e-6 && std::abs(quotient(i, j) - want / sum) < 1e-6;
    }
  }
  CHECK(right);
}

// A prime number of rows of one element: two kernels a row at a time took a hundred times as long, and did not compile for
// millions.
TEST_CASE("row blocks: of short rows only where there are many") {
  constexpr auto two = [](auto const& x) { return std::tuple(x * 2 + 1, x - 3); };
  STATIC_REQUIRE(first_block<tn::Tensor<float, 100003>>(two).count == 1);
  STATIC_REQUIRE(first_block<tn::Tensor<float, 4194301>>(two).count == 1);
  STATIC_REQUIRE(first_block<tn::Tensor<float, 1009, 100>>(softmax).rows == 1);
}
