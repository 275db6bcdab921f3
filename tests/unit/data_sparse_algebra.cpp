// SPDX-License-Identifier: MIT
// Operations on sparse tensors against the same on dense ones, with fixed capacities and on the heap.
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/core.hpp>
#include <tenon/data/sparse.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace tn = tenon;
namespace sparse = tn::sparse;

namespace {

using S34 = tn::Shape<3, 4>;
using Fixed = tn::SparseTensor<float, S34, 5>;
using Heap = tn::SparseTensor<float, S34>;
using Dense = tn::Tensor<float, 3, 4>;
constexpr Fixed s({{0, 1}, {1, 0}, {2, 3}}, {1, 2, 3});
Fixed const u({{2, 3}, {0, 0}, {2, 1}, {0, 0}}, {10, 20, 30, 5});  // in no order, an index twice
Dense const ds{{0, 1, 0, 0}, {2, 0, 0, 0}, {0, 0, 0, 3}}, du{{25, 0, 0, 0}, {0, 0, 0, 0}, {0, 30, 0, 10}};

template <class X>
auto dense(X const& x) {
  return tn::BasicTensor<typename X::value_type, typename X::shape_type>(sparse::to_dense(x));
}
bool same(auto const& a, auto const& b) { return std::ranges::equal(a, b); }

}  // namespace

TEST_CASE("ch12-054: a sparse tensor times a number stays sparse", "[ch12][sparse]") {
  constexpr tn::SparseTensor<float, S34, 3> three({{0, 1}, {1, 0}, {2, 3}}, {1, 2, 3});
  tn::SparseTensor<float, S34, 3> const twice = three * 2.0;
  CHECK(same(twice.values, tn::Tensor<float, 3>{2, 4, 6}));
  CHECK(same(twice.indices, three.indices));
}

TEST_CASE("numbers, functions and dense tensors keep zeros", "[sparse]") {
  CHECK(same(dense(-s / 2), Dense(-ds / 2)));
  CHECK(same(dense(2 * Heap(s)), Dense(ds * 2)));
  CHECK(same(dense(sparse::map([](auto const& v) { return v * v; }, s)), Dense(ds * ds)));
  CHECK(same(dense(sparse::map([](float v) { return v * v; }, Heap(s))), Dense(ds * ds)));
  CHECK(same(dense(s * Dense(ds + 1)), Dense(ds * (ds + 1))));
  CHECK(same(dense(s / tn::Tensor<float, 4>{1, 2, 4, 8}), Dense(ds / tn::Tensor<float, 4>{1, 2, 4, 8})));
  tn::Tensor<float, 4> const row{1, 2, 4, 8};
  CHECK(same(dense(Heap(s) * Dense(ds + 1)), Dense(ds * (ds + 1))));
  CHECK(same(dense(row * sparse::to_csr(Heap(s))), Dense(ds * row)));
  CHECK(same(dense(sparse::to_csc(Heap(s)) / row), Dense(ds / row)));
  tn::CscMatrix<float, 3, 4, 5> const csc = sparse::to_csc(s);
  tn::CscMatrix<float, 3, 4, 5> const scaled = csc * row;
  CHECK(same(dense(scaled), Dense(ds * row)));
}

TEST_CASE("reorder keeps entries, coalesce adds those of one index", "[sparse]") {
  Fixed const r = sparse::reorder(u);
  CHECK(r.nnz() == 4);
  CHECK(same(r.values, tn::Tensor<float, 5>{20, 5, 30, 10, 0}));
  Fixed const c = sparse::coalesce(u);
  CHECK(c.nnz() == 3);
  CHECK(same(dense(c), du));
  CHECK(same(dense(sparse::coalesce(Heap(u))), du));
  CHECK(sparse::reorder(Heap(u)).nnz() == 4);
  CHECK(sparse::coalesce(Fixed{}).indices.size == 10);
}

TEST_CASE("sums, differences and transposes of sparse tensors", "[sparse]") {
  CHECK(same(dense(s + u), Dense(ds + du)));
  CHECK(same(dense(Heap(u) - Heap(s)), Dense(du - ds)));
  tn::SparseTensor<float, S34, 6> const sum = s + u;
  CHECK(sum.nnz() == 5);
  CHECK(same(dense(sparse::transpose(s)), tn::Tensor<float, 4, 3>(tn::transpose(ds))));
  CHECK(same(dense(sparse::transpose(sparse::coalesce(Heap(u)))), tn::Tensor<float, 4, 3>(tn::transpose(du))));
  tn::SparseTensor<float, tn::Shape<2, 1, 3>, 2> const deep({{0, 0, 2}, {1, 0, 0}}, {7, 8});
  CHECK(same(dense(sparse::permute<2, 0, 1>(deep)), tn::Tensor<float, 3, 2, 1>(tn::permute<2, 0, 1>(dense(deep)))));
}

TEST_CASE("sums over axes and softmax of rows", "[sparse]") {
  CHECK(same(tn::Tensor<float, 4>(sparse::sum<0>(u)), tn::Tensor<float, 4>(tn::sum<0>(du))));
  CHECK(same(tn::Tensor<float, 3>(sparse::sum<-1>(u)), tn::Tensor<float, 3>(tn::sum<1>(du))));
  CHECK(tn::Tensor<float>(sparse::sum(u)).item() == 65);
  CHECK(tn::Tensor<float>(sparse::mean(u)).item() == 65.f / 12);
  Heap const h(u);
  CHECK(same(sparse::sum<0>(h), tn::Tensor<float, 4>(tn::sum<0>(du))));
  CHECK(same(tn::Tensor<float, 3>(sparse::mean<1>(h)), tn::Tensor<float, 3>(tn::mean<1>(du))));
  CHECK(sparse::sum(sparse::to_csc(sparse::coalesce(h))).item() == 65);
  CHECK(same(sparse::sum<-1>(sparse::to_csc(sparse::coalesce(h))), tn::Tensor<float, 3>(tn::sum<1>(du))));
  tn::CscMatrix<float, 3, 4, 5> const csc = sparse::to_csc(s);
  CHECK(same(tn::Tensor<float, 4>(sparse::sum<0>(csc)), tn::Tensor<float, 4>(tn::sum<0>(ds))));
  Fixed const x({{0, 0}, {0, 2}, {2, 1}}, {1000, 1000, -5}), y = sparse::softmax(x);
  CHECK(same(y.values, tn::Tensor<float, 5>{.5f, .5f, 1, 0, 0}));
  CHECK(same(dense(sparse::softmax(Heap(x))), dense(y)));
}

TEST_CASE("products of sparse matrices are those of dense ones, in every layout", "[sparse]") {
  tn::SparseTensor<float, tn::Shape<4, 2>, 5> const t({{0, 0}, {1, 0}, {1, 1}, {3, 0}}, {1, 2, 3, 5});
  tn::Tensor<float, 3, 2> const want = tn::matmul(ds, dense(t));
  tn::SparseTensor<float, tn::Shape<3, 2>, 6> const coo = sparse::matmul(s, t);
  CHECK(coo.nnz() == 4);
  CHECK(same(dense(coo), want));
  tn::SparseTensor<float, tn::Shape<3, 2>, 4> const exact = sparse::matmul<4>(s, t);
  CHECK(same(dense(exact), want));
  tn::CsrMatrix<float, 3, 4, 5> const sr = sparse::to_csr(s);
  tn::CscMatrix<float, 4, 2, 5> const tc = sparse::to_csc(t);
  tn::CscMatrix<float, 3, 4, 5> const sc = sparse::to_csc(s);
  tn::CscMatrix<float, 3, 2, 6> const by_columns = sparse::matmul<6>(sc, tc);
  CHECK(same(dense(by_columns), want));
  tn::CsrMatrix<float, 3, 2, 6> const mixed = sparse::matmul(sr, tc);
  CHECK(same(dense(mixed), want));
  Heap const hs(s);
  tn::SparseTensor<float, tn::Shape<4, 2>> const ht(t);
  CHECK(same(dense(sparse::matmul(hs, ht)), want));
  CHECK(same(dense(sparse::matmul(sparse::to_csc(hs), sparse::to_csc(ht))), want));
  CHECK(sparse::matmul(sparse::to_csr(hs), ht).nnz() == 4);
  CHECK(sparse::try_matmul<3>(s, t).message() == "more entries than the capacity: entries 4, capacity 3");
  CHECK(same(dense(*sparse::try_matmul<4>(sr, tc)), want));
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([&] {
          tn::SparseTensor<float, tn::Shape<3, 2>, 3> const small = sparse::matmul<3>(s, t);
          static_cast<void>(small);
        }) == "tenon: sparse::matmul: more entries than the capacity: entries 4, capacity 3\n");
#endif
}

TEST_CASE("a product of sparse matrices wider than a window", "[sparse]") {
  constexpr std::size_t n = 1200;
  tn::CsrMatrix<float, 3, 4, 4> a;
  a = tn::CsrMatrix<float, 3, 4, 4>::from(std::array{0, 2, 2, 4}, std::array{0, 3, 1, 3}, std::array{1.f, 2.f, 3.f, -1.f});
  std::vector<int> splits{0}, columns;
  std::vector<float> values;
  for (int r = 0; r < 4; ++r) {
    for (int c = r * 37 % 11; c < int(n); c += 90 + 60 * r) columns.push_back(c), values.push_back(float(c % 7 + r));
    splits.push_back(int(columns.size()));
  }
  auto const b = tn::CsrMatrix<float, 4, n, 60>::from(splits, columns, values);
  tn::CsrMatrix<float, 3, n, 100> const c = sparse::matmul<100>(a, b);
  auto const want = tn::BasicTensor<float, tn::Shape<3, n>>(tn::matmul(dense(a), dense(b)));
  CHECK(c.nnz() == 32);
  CHECK(same(dense(c), want));
  auto heap = [](auto const& m) {
    return sparse::to_csr(tn::SparseTensor<float, std::remove_cvref_t<decltype(m.dense_shape)>>(sparse::to_coo(m)));
  };
  CHECK(same(dense(sparse::matmul(heap(a), heap(b))), want));
}

TEST_CASE("elementwise products and sums of two sparse tensors, and slices", "[sparse]") {
  Fixed const c = sparse::coalesce(u);
  Fixed const both = s * c;
  CHECK(both.nnz() == 1);
  CHECK(same(dense(both), Dense(ds * du)));
  Heap const hs(s), hc(c);
  CHECK(same(dense(hs * hc), Dense(ds * du)));
  tn::CsrMatrix<float, 3, 4, 5> const sr = sparse::to_csr(s);
  tn::CscMatrix<float, 3, 4, 5> const cc = sparse::to_csc(c);
  tn::CscMatrix<float, 3, 4, 5> const of_columns = cc * s;
  CHECK(same(dense(of_columns), Dense(ds * du)));
  tn::CsrMatrix<float, 3, 4, 10> const sum = sr + cc;
  CHECK(same(dense(sum), Dense(ds + du)));
  CHECK(same(dense(sparse::to_csc(hs) - hc), Dense(ds - du)));
  tn::SparseTensor<float, tn::Shape<2, 4>, 5> const rows = sparse::slice<0, 1, 3>(c);
  CHECK(same(dense(rows), tn::Tensor<float, 2, 4>(du(tn::from<1>))));
  tn::CsrMatrix<float, 3, 2, 2> const columns = sparse::slice<-1, 1, 3, 2>(sr);
  CHECK(same(dense(columns), tn::Tensor<float, 3, 2>(ds(tn::all, tn::range<1, 3>))));
  CHECK(same(dense(sparse::slice<1, 1, 4>(sparse::to_csc(hc))), tn::Tensor<float, 3, 3>(du(tn::all, tn::from<1>))));
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([&] {
          Fixed const t = s * u;
          static_cast<void>(t);
        }) == "tenon: sparse * sparse: indices[1] = [0, 0] is out of order\n");
  CHECK(tenon_test::last_words([&] {
          tn::SparseTensor<float, tn::Shape<2, 4>, 1> const t = sparse::slice<0, 0, 2, 1>(s);
          static_cast<void>(t);
        }) == "tenon: sparse::slice: more entries than the capacity: entries 2, capacity 1\n");
#endif
}

namespace {
using Few = tn::SparseTensor<float, tn::Shape<3, 4>, 4>;
[[gnu::noinline]] Few made() { return Few({{0, 1}, {1, 0}, {2, 3}}, {1, 2, 3}); }
}  // namespace

TEST_CASE("operations on temporaries read no memory that is gone", "[sparse]") {
  tn::Tensor<float, 3, 4> const dense = tn::sparse::to_dense(made());
  tn::SparseTensor<float, tn::Shape<4, 3>, 4> const turned = tn::sparse::transpose(made());
  tn::Tensor<float, 4, 3> const turned_dense = tn::sparse::to_dense(turned);
  tn::Tensor<float, 3> const rows = tn::sparse::sum<1>(made());
  tn::Tensor<float> const all = tn::sparse::sum(made());
  tn::Tensor<float, 4> const means = tn::sparse::mean<0>(made());
  Few const again = tn::sparse::from_dense<4>(dense), soft = tn::sparse::softmax(made());
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 4; ++j) CHECK(turned_dense.data()[j * 3 + i] == dense.data()[i * 4 + j]);
  CHECK(rows.data()[2] == 3);
  CHECK(all.item() == 6);
  CHECK(means.data()[3] == 1);
  CHECK(again.nnz() == 3);
  CHECK(again.indices.data()[5] == 3);
  CHECK(again.values.data()[2] == 3);
  CHECK(soft.values.data()[0] == 1);
}

TEST_CASE("integers are divided, not multiplied by what is one over them", "[sparse]") {
  tn::SparseTensor<int, tn::Shape<2, 2>, 3> const whole({{0, 1}, {1, 0}}, {7, 9});
  tn::SparseTensor<int, tn::Shape<2, 2>, 3> const parts = whole / tn::Tensor<int, 2, 2>{{1, 2}, {3, 4}};
  CHECK(parts.values.data()[0] == 3);
  CHECK(parts.values.data()[1] == 3);
  CHECK(parts.values.data()[2] == 0);
}
