// SPDX-License-Identifier: MIT
// Sparse tensors: entries with their indices, matrices by rows, products, softmax over neighbours, weights that are trained
// where they are.
#include <tenon/data/sparse.hpp>
#include <tenon/embedded.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace tn = tenon;
namespace sparse = tenon::sparse;

namespace {

void check(bool right, char const* what) {
  if (right) return;
  std::fprintf(stderr, "26_sparse: wrong: %s\n", what);
  std::exit(1);
}

void entries() {
  // [make]
  // A matrix [3, 4] with room for five entries, of which there are three: indices, values.
  tn::SparseTensor<float, tn::Shape<3, 4>, 5> const s({{0, 1}, {1, 0}, {2, 3}}, {1, 2, 3});
  tn::Tensor<float, 3, 4> const dense = sparse::to_dense(s);
  // [end]
  check(s.nnz() == 3 && dense(1, 0) == 2 && dense(0, 0) == 0, "make");

  // [order]
  using Matrix = tn::SparseTensor<float, tn::Shape<3, 4>, 4>;
  Matrix const counts({{2, 3}, {0, 0}, {2, 1}, {0, 0}}, {1, 1, 1, 1});  // in any order, an index twice
  std::string const why(sparse::try_to_dense(counts).message());        // to_dense would end the program with it
  Matrix const sorted = sparse::reorder(counts);                        // four entries, (0, 0) twice
  Matrix const added = sparse::coalesce(counts);                        // three, that of (0, 0) is 2
  // [end]
  check(why == "indices[1] = [0, 0] is out of order", "order");
  check(sorted.nnz() == 4 && added.nnz() == 3 && added.values(0) == 2, "reorder, coalesce");

  // [errors]
  std::array<std::int64_t, 4> const at{0, 1, 1, 4};
  auto const taken = Matrix::try_from(at, std::array{1.f, 2.f});  // nothing is made; `from` would end the program
  std::string const outside(taken.message());
  // [end]
  check(!taken && outside == "indices[1] = [1, 4] is out of range: the shape is [3, 4]", "errors");

  // [elementwise]
  tn::SparseTensor<float, tn::Shape<3, 4>, 5> const twice = s * 2;  // s + 1 does not compile: it would be dense
  tn::Tensor<float, 4> const factors{1, 10, 100, 1000};
  tn::SparseTensor<float, tn::Shape<3, 4>, 5> const scaled = s * factors;  // a dense tensor, broadcast
  tn::SparseTensor<float, tn::Shape<3, 4>, 5> const roots = sparse::map([](auto const& v) { return tn::sqrt(v); }, s);
  tn::SparseTensor<float, tn::Shape<3, 4>, 9> const sum = s + added;  // entries of both, coalesced
  // [end]
  check(twice.values(2) == 6 && scaled.values(2) == 3000 && roots.values(0) == 1, "elementwise");
  check(sum.nnz() == 5 && tn::Tensor<float, 3, 4>(sparse::to_dense(sum))(2, 3) == 4, "sums");

  // [reduce]
  tn::Tensor<float, 3> const rows = sparse::sum<1>(s);
  tn::Tensor<float> const mean = sparse::mean(s);  // of twelve elements
  tn::SparseTensor<float, tn::Shape<4, 3>, 5> const transposed = sparse::transpose(s);
  // [end]
  check(rows(2) == 3 && mean.item() == 0.5f && transposed.indices(0, 1) == 1, "reduce");
}

void compressed() {
  // [compressed]
  tn::SparseTensor<float, tn::Shape<3, 4>, 4> const coo({{0, 1}, {0, 3}, {2, 0}}, {1, 2, 3});
  tn::CsrMatrix<float, 3, 4, 4> const csr = sparse::to_csr(coo);
  // The same, as SciPy's csr_matrix: where each row begins, the column of each entry, the values.
  std::array const indptr{0, 2, 2, 3};
  std::array const columns{1, 3, 0};
  auto const same = tn::CsrMatrix<float, 3, 4, 4>::from(indptr, columns, std::array{1.f, 2.f, 3.f});

  tn::Tensor<float, 4, 2> const x{{1, 2}, {3, 4}, {5, 6}, {7, 8}};
  tn::Tensor<float, 3, 2> const y = sparse::matmul(csr, x);
  tn::Tensor<float, 4, 2> const z = sparse::matmul<true>(csr, y);  // the transposed matrix times y
  // [end]
  check(csr.nnz() == 3 && std::ranges::equal(csr.pattern, same.pattern) && csr.indices()[1] == 3, "compressed");
  check(y(0, 0) == 17 && y(1, 0) == 0 && y(2, 1) == 6 && z(3, 0) == 34 && z(0, 1) == 18, "products");

  // [constant]
  constexpr tn::SparseTensor<float, tn::Shape<2, 3>, 2> stencil({{0, 1}, {1, 0}}, {1, 2});  // wrong indices do not compile
  constexpr tn::Tensor<float, 3, 1> v{{1}, {5}, {7}};
  constexpr tn::Tensor<float, 2, 1> w = sparse::matmul(stencil, v);
  static_assert(w(0, 0) == 5 && w(1, 0) == 2);
  // [end]
}

void pairs() {
  // [pairs]
  tn::CsrMatrix<float, 2, 3, 3> const a =
      sparse::to_csr(tn::SparseTensor<float, tn::Shape<2, 3>, 3>({{0, 0}, {0, 2}, {1, 1}}, {1, 2, 3}));
  tn::CsrMatrix<float, 3, 2, 2> const b = sparse::to_csr(tn::SparseTensor<float, tn::Shape<3, 2>, 2>({{0, 1}, {2, 1}}, {4, 5}));
  tn::CsrMatrix<float, 2, 2, 4> const product = sparse::matmul(a, b);     // room for all four elements; one is stored
  auto const small = sparse::try_matmul<1>(a, b);                         // an entry at most: it is enough
  tn::CsrMatrix<float, 2, 3, 3> const squares = a * a;                    // the entries that both have
  tn::CsrMatrix<float, 2, 2, 3> const right = sparse::slice<1, 1, 3>(a);  // columns 1 and 2
  // [end]
  check(product.nnz() == 1 && product.values(0) == 14 && small && (*small).values(0) == 14, "sparse products");
  check(squares.values(2) == 9 && right.nnz() == 2 && right.indices()[0] == 1, "pairs, slices");
}

void on_the_heap() {
  // [heap]
  constexpr std::int64_t pages = 1000;
  tn::SparseTensor<float, tn::Shape<pages, pages>> links;  // no capacity: on the heap, it grows
  links.reserve(2 * pages);
  for (std::int64_t from = 0; from < pages; ++from)  // every page links to the next one, and to the one of a tenth of its number
    for (std::int64_t to : {(from + 1) % pages, from / 10}) links.push_back(std::array{to, from}, 0.5f);

  auto const matrix = sparse::to_csr(sparse::reorder(links));  // a tn::CsrMatrix on the heap
  tn::Tensor<float, pages> rank;
  rank.fill(1.f / pages);
  for (int i = 0; i < 50; ++i) rank = 0.85f * sparse::matmul(matrix, rank) + 0.15f / pages;
  // [end]
  check(matrix.nnz() == 2000, "the number of links");
  double total = 0;
  for (float r : rank) total += static_cast<double>(r);
  check(std::fabs(total - 1) < 1e-3 && *std::ranges::max_element(rank) == rank[0], "ranks");
  std::printf("page 0 has rank %.4f, page 999 %.6f\n", static_cast<double>(rank[0]), static_cast<double>(rank[999]));
}

// [attention]
// Each node of a graph takes the mean of its neighbours' features, weighted by the softmax of its edges' scores.
constexpr auto attend = tn::function([](auto const& edges, auto const& features) {
  return sparse::matmul(sparse::softmax(edges), features);  // softmax over the entries of each row
});
// [end]
// [loss]
constexpr auto loss = [](auto const& kernel, auto const& x, auto const& y) {
  return tn::mean(tn::square(sparse::matmul(kernel, x) - y));
};
// [end]

void functions() {
  // [graph]
  tn::SparseTensor<float, tn::Shape<3, 3>, 4> const edges({{0, 1}, {0, 2}, {1, 0}, {2, 2}}, {5, 5, -1, 3});
  tn::Tensor<float, 3, 2> const features{{1, 0}, {2, 2}, {4, 8}};
  tn::Tensor<float, 3, 2> const seen = attend(edges, features);  // of node 0: the mean of those of nodes 1 and 2
  // [end]
  check(seen(0, 0) == 3 && seen(0, 1) == 5 && seen(1, 0) == 1 && seen(2, 1) == 8, "attention");

  tn::Tensor<float, 4, 8> x;
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = std::sin(static_cast<float>(i * i));
  // [train]
  using Kernel = tn::SparseTensor<float, tn::Shape<3, 4>, 5>;
  Kernel const wanted({{0, 1}, {1, 0}, {1, 3}, {2, 2}, {2, 3}}, {1, -2, 3, 0.5f, -1});
  tn::Tensor<float, 3, 8> const y = sparse::matmul(wanted, x);

  Kernel kernel({{0, 1}, {1, 0}, {1, 3}, {2, 2}, {2, 3}}, {0, 0, 0, 0, 0});  // five weights of twelve
  auto const step = tn::value_and_grad<0>(loss);
  for (int i = 0; i < 300; ++i) {
    auto const [value, gradient] = step(kernel, x, y);
    kernel.values -= gradient.get<"values">();  // indices have no gradient: they stay
  }
  // [end]
  for (int e = 0; e < 5; ++e) check(std::fabs(kernel.values(e) - wanted.values(e)) < 1e-3f, "training");
}

}  // namespace

int main() {
  entries();
  compressed();
  pairs();
  on_the_heap();
  functions();
}
