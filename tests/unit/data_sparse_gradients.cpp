// SPDX-License-Identifier: MIT
// Gradients with respect to values and dense operands of sparse operations, against central differences.
#include "support/catch.hpp"

#include <tenon/data/sparse.hpp>
#include <tenon/tenon.hpp>

#include <cmath>

namespace tn = tenon;
namespace sparse = tn::sparse;

namespace {

using Sparse = tn::SparseTensor<double, tn::Shape<3, 4>, 4, std::int32_t>;
using Dense = tn::Tensor<double, 3, 4>;
Sparse const ordered({{0, 0}, {2, 1}, {2, 3}}, {.5, -.2, .3}), unordered({{2, 3}, {0, 0}, {2, 1}}, {.1, .2, .3});
Dense const dense{{1, 2, 3, 4}, {-1, 3, 5, 6}, {.5, .25, 1, 2}};

/// f(sparse, dense), a scalar: both gradients. Behind the last entry there is none.
template <class F>
void check(F const& f, Sparse const& s, Dense const& d) {
  auto const run = tn::function(f);
  auto const [by_sparse, by_dense] = tn::grad<0, 1>(f)(s, d);
  auto const& by_values = by_sparse.template get<"values">();
  constexpr double h = 1e-5;
  for (int e = 0; e < 4; ++e) {
    Sparse above = s, below = s;
    above.values(e) += h, below.values(e) -= h;
    double const want = e < 3 ? (run(above, d).item() - run(below, d).item()) / (2 * h) : 0;
    INFO("value " << e);
    CHECK(std::abs(by_values(e) - want) < 1e-7 * (1 + std::abs(want)));
  }
  for (int i = 0; i < 3; ++i)
    for (int k = 0; k < 4; ++k) {
      Dense above = d, below = d;
      above(i, k) += h, below(i, k) -= h;
      double const want = (run(s, above).item() - run(s, below).item()) / (2 * h);
      INFO("dense " << i << ", " << k);
      CHECK(std::abs(by_dense(i, k) - want) < 1e-7 * (1 + std::abs(want)));
    }
}

}  // namespace

TEST_CASE("gradients of products with a sparse matrix", "[sparse][gradient]") {
  check([](auto const& s, auto const& d) { return tn::sum(tn::square(sparse::matmul<true>(s, d))); }, ordered, dense);
  check([](auto const& s, auto const& d) { return tn::sum(tn::square(sparse::matmul(sparse::to_csr(s), tn::transpose(d)))); },
        ordered, dense);
}

TEST_CASE("gradients of sums and transposes of sparse tensors", "[sparse][gradient]") {
  check([](auto const& s, auto const& d) { return tn::sum(tn::square(sparse::to_dense(s + s * d)) * d) + sparse::sum(s); },
        unordered, dense);
}

TEST_CASE("gradients of a softmax of entries", "[sparse][gradient]") {
  check([](auto const& s, auto const& d) { return tn::sum(sparse::sum<0>(sparse::softmax(s * d)) * d); }, ordered, dense);
}

namespace {
constexpr auto pairs = [](auto const& s, auto const& d) {
  auto const product = sparse::matmul(s, sparse::transpose(s * d));
  return tn::sum(sparse::sum<0>(product * product)) +
         tn::sum(tn::square(sparse::sum<1>(sparse::slice<1, 1, 4>(s))) * d(tn::all, tn::at<0>));
};
}  // namespace

TEST_CASE("gradients of products of two sparse tensors, once and twice", "[sparse][gradient]") {
  check(pairs, ordered, dense);
  // By the products' derivatives, which are products of sparse matrices too.
  check([](auto const& s, auto const& d) { return tn::sum(tn::square(tn::grad<1>(pairs)(s, d))); }, ordered, dense);
}
