// SPDX-License-Identifier: MIT
// Sparse matrices beside those of SciPy; tests/support/numpy_cases.hpp says how.
#include "support/numpy_cases.hpp"

#include <tenon/core.hpp>
#include <tenon/data/sparse.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class T>
auto span_of(T const& t) {
  return std::span(t.data(), t.size);
}

/// The csr_matrix of that name, of `Entries` entries.
template <std::size_t Rows, std::size_t Columns, std::size_t Entries>
tn::CsrMatrix<double, Rows, Columns> matrix(NumpyCases& cases, std::string const& name) {
  auto const indptr = cases.input<std::int32_t, Rows + 1>(name + ".indptr");
  auto const indices = cases.input<std::int32_t, Entries>(name + ".indices");
  auto const data = cases.input<double, Entries>(name + ".data");
  return tn::CsrMatrix<double, Rows, Columns>::from(span_of(indptr), span_of(indices), span_of(data));
}

/// Sums are of quarters and exact, so every layout gives the same bits.
template <std::size_t Rows, std::size_t Inner>
void operations(NumpyCases& cases, auto const& a, auto const& b, auto const& u) {
  auto const x = cases.input<double, Inner, 3>("x");
  auto const v = cases.input<double, Inner>("v");
  auto const y = cases.input<double, Rows, 3>("y");
  auto const w = cases.input<double, Rows>("w");
  EXACT(sparse::matmul(a, x));
  EXACT(sparse::matmul(a, v));
  EXACT(sparse::matmul<true>(a, y));
  EXACT(sparse::matmul<true>(a, w));
  EXACT(sparse::to_dense(sparse::matmul(a, b)));
  EXACT(sparse::to_dense(a + u));
  EXACT(sparse::to_dense(a - u));
  EXACT(sparse::to_dense(a * u));
  EXACT(sparse::to_dense(a * v));
  EXACT(sparse::to_dense(sparse::transpose(a)));
  EXACT(sparse::to_dense(sparse::slice<0, 1, 3>(a)));
  EXACT(sparse::to_dense(sparse::slice<1, 1, 4>(a)));
  EXACT(sparse::sum<0>(a));
  EXACT(sparse::sum<1>(a));
  EXACT(sparse::sum(a));
}

/// Where slices begin, the other index of each entry, its value.
void parts(NumpyCases& cases, std::string const& name, auto const& m) {
  auto const rule = NumpyCases::Rule::exact;
  cases.expect(name + ".indptr()", rule, 0, m.indptr().data(), {m.indptr().size()});
  cases.expect(name + ".indices()", rule, 0, m.indices().data(), {m.nnz()});
  cases.expect(name + ".values", rule, 0, m.value_data(), {m.nnz()});
}

}  // namespace

TEST_CASE("oracle: sparse", "[sparse]") {
  namespace sparse = tn::sparse;
  NumpyCases cases("sparse");
  {
    cases.group("float64 5x7");
    auto const a = matrix<5, 7, 13>(cases, "a");
    auto const b = matrix<7, 4, 11>(cases, "b");
    auto const u = matrix<5, 7, 12>(cases, "u");
    operations<5, 7>(cases, a, b, u);
    using Coordinates = tn::SparseTensor<double, tn::Shape<5, 7>, 13>;  // with a capacity in the type
    Coordinates const s(sparse::to_coo(a)), t(sparse::to_coo(u));
    operations<5, 7>(cases, s, tn::SparseTensor<double, tn::Shape<7, 4>, 11>(sparse::to_coo(b)), t);
  }
  {
    cases.group("float64 empty");
    auto const a = matrix<4, 5, 0>(cases, "a");
    operations<4, 5>(cases, a, matrix<5, 2, 3>(cases, "b"), matrix<4, 5, 6>(cases, "u"));
  }
  cases.group("float64 layouts");
  auto const at = cases.input<std::int64_t, 20, 2>("s.at");
  auto const values = cases.input<double, 20>("s.values");
  auto const s = tn::SparseTensor<double, tn::Shape<6, 5>>::from(span_of(at), span_of(values));
  auto const x = cases.input<double, 5, 2>("x");
  EXACT(sparse::matmul(s, x));
  auto const sum = sparse::coalesce(s);
  auto const csr = sparse::to_csr(sum);
  parts(cases, "csr", csr);
  parts(cases, "csc", sparse::to_csc(sum));
  parts(cases, "product", sparse::matmul(csr, sparse::to_csr(sparse::coalesce(sparse::transpose(s)))));
  cases.check_consumed();
}
