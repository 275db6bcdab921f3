// SPDX-License-Identifier: MIT
// Products of sparse matrices, by coordinates, rows and columns, against products of dense ones; conversions between layouts.
#include "support/catch.hpp"
#include "support/constant.hpp"

#include <tenon/core.hpp>
#include <tenon/data/sparse.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace tn = tenon;
namespace sparse = tn::sparse;

namespace {

constexpr std::size_t m = 7, k = 9;
/// A matrix of which every third element or so is not zero, one row and one column are.
tn::Tensor<float, m, k> some_matrix() {
  tn::Tensor<float, m, k> a;
  for (std::size_t i = 0; i < a.size; ++i)
    if (i * 7 % 3 == 1 && i / k != 2 && i % k != 4) a.data()[i] = static_cast<float>(i % 11) - 4.5f;
  return a;
}
auto const a = some_matrix();

template <class X>
auto dense(X const& x) {
  return tn::BasicTensor<typename X::value_type, typename X::shape_type>(sparse::to_dense(x));
}
template <class X, class Y>
double distance(X const& x, Y const& y) {
  double most = 0;
  for (std::size_t i = 0; i < x.size; ++i) most = std::max(most, std::abs(double(x.data()[i]) - double(y.data()[i])));
  return most;
}

/// All layouts times N columns: 47 fill blocks of 32, 8, 4, 2 lanes and 1, or of 16 and less elsewhere.
template <std::size_t N>
void check_products() {
  tn::Tensor<float, k, N> x;
  tn::Tensor<float, m, N> z;
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = static_cast<float>(i * 37 % 19) / 4 - 2;
  for (std::size_t i = 0; i < z.size; ++i) z.data()[i] = static_cast<float>(i * 31 % 17) / 4 - 2;
  tn::Tensor<float, m, N> const want = tn::matmul(a, x);
  tn::Tensor<float, k, N> const want_transposed = tn::matmul(tn::transpose(a), z);
  auto all = [&](auto const& s) {
    tn::Tensor<float, m, N> const y = sparse::matmul(s, x);
    tn::Tensor<float, k, N> const t = sparse::matmul<true>(s, z);
    CHECK(distance(y, want) < 1e-5);
    CHECK(distance(t, want_transposed) < 1e-5);
  };
  tn::SparseTensor<float, tn::Shape<m, k>, 30, std::int32_t> const coo = sparse::from_dense<30>(a);
  tn::CsrMatrix<float, m, k, 30> const csr = sparse::to_csr(coo);
  tn::CscMatrix<float, m, k, 30> const csc = sparse::to_csc(coo);
  tn::SparseTensor<float, tn::Shape<m, k>> const heap(coo);
  all(coo), all(csr), all(csc), all(heap);
  if constexpr (N == 1) all(sparse::to_csr(heap)), all(sparse::to_csc(heap));
}

}  // namespace

TEST_CASE("sparse matrices times dense ones, in every layout", "[sparse]") {
  check_products<1>();
  check_products<47>();
}

TEST_CASE("a sparse matrix times a vector, an expression and infinities", "[sparse]") {
  tn::CsrMatrix<float, m, k, 30> const csr = sparse::to_csr(sparse::from_dense<30>(a));
  tn::Tensor<float, k> x;
  x.fill(2);
  CHECK(distance(tn::Tensor<float, m>(sparse::matmul(csr, x)), tn::Tensor<float, m>(tn::sum<1>(a) * 2.f)) < 1e-5);
  CHECK(distance(tn::Tensor<float, m>(sparse::matmul(csr, x + 1.f)), tn::Tensor<float, m>(tn::sum<1>(a) * 3.f)) < 1e-5);
  // What is no entry does not meet what is infinite: column 4 and the rest of the capacity.
  x(4) = HUGE_VALF;
  CHECK(tn::Tensor<float, m>(sparse::matmul(csr, x))(0) == tn::Tensor<float>(tn::sum(a(tn::at<0>)) * 2.f).item());
}

TEST_CASE("the compiler multiplies sparse constants", "[sparse]") {
  constexpr tn::SparseTensor<float, tn::Shape<2, 3>, 3> s({{0, 1}, {1, 0}}, {1, 2});
  constexpr tn::Tensor<float, 3, 2> x{{1, 2}, {3, 4}, {5, 6}};
  static_assert(tenon_test::is(sparse::matmul(s, x), {3, 4, 2, 4}));
  constexpr tn::CsrMatrix<float, 2, 3, 3> csr = sparse::to_csr(s);
  static_assert(csr.nnz() == 2 && csr.indptr()[1] == 1 && csr.indices()[0] == 1);
  static_assert(tenon_test::is(sparse::matmul(csr, x), {3, 4, 2, 4}));
}

TEST_CASE("layouts of sparse matrices are one matrix", "[sparse]") {
  tn::SparseTensor<float, tn::Shape<m, k>, 30> const coo = sparse::from_dense<30>(a);
  tn::SparseTensor<float, tn::Shape<m, k>> const heap(coo);
  tn::CscMatrix<float, m, k, 30> const csc = sparse::to_csc(coo);
  CHECK(std::ranges::equal(dense(csc), a));
  tn::CsrMatrix<float, m, k, 30> const csr = sparse::to_csr(csc);
  CHECK(std::ranges::equal(dense(csr), a));
  CHECK(std::ranges::equal(dense(sparse::to_csc(csr)), a));
  CHECK(std::ranges::equal(dense(sparse::to_csr(sparse::to_csc(heap))), a));
  tn::CsrMatrix<float, k, m, 30> const transposed = sparse::transpose(csc);
  CHECK(std::ranges::equal(dense(transposed), tn::Tensor<float, k, m>(tn::transpose(a))));
  CHECK(std::ranges::equal(dense(sparse::to_csr(coo) * 2), tn::Tensor<float, m, k>(a * 2.f)));
}

TEST_CASE("compressed parts that do not fit are refused", "[sparse]") {
  using M = tn::CsrMatrix<float, 2, 3, 2>;
  auto refused = [](auto const& splits, auto const& indices, auto const& x) {
    auto const r = M::try_from(splits, indices, x);
    return r ? "(taken)" : std::string(r.message());
  };
  std::array const two{1.f, 2.f};
  using I2 = std::array<int, 2>;
  using I3 = std::array<int, 3>;
  CHECK(refused(I3{0, 1, 2}, I2{2, 0}, two) == "(taken)");
  CHECK(refused(I3{0, 2, 1}, I2{0, 1}, two) == "indptr[2] = 1 is less than indptr[1] = 2");
  CHECK(refused(I3{1, 2, 2}, I2{0, 1}, two) == "indptr[0] = 1 is not 0");
  CHECK(refused(I3{0, 1, 1}, I2{0, 1}, two) == "indptr[2] = 1 is not the number of values, 2");
  CHECK(refused(I3{0, 1, 2}, I2{0, 3}, two) == "indices[1] = 3 is out of range: the extent is 3");
  CHECK(refused(I3{0, 2, 2}, I2{2, 0}, two) == "indices[1] = 0 is out of order in slice 0");
  CHECK(refused(I3{0, 2, 2}, I2{2, 2}, two) == "indices[1] = 2 is repeated in slice 0");
  CHECK(refused(I2{0, 2}, I2{0, 1}, two) == "indptr: numbers 2, slices + 1 are 3");
  CHECK(refused(I3{0, 1, 2}, I3{0, 1, 2}, two) == "an index for each value: indices 3, values 2");
  CHECK(refused(I3{0, 0, 3}, I3{0, 1, 2}, std::array{1.f, 2.f, 3.f}) == "more entries than the capacity: entries 3, capacity 2");
}
