// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include <tenon/core.hpp>

#include <limits>
#include <span>
#include <vector>

namespace tn = tenon;

namespace {

// Small integers: sums of their products are exact in every dtype, in whatever order they are added.
template <class Tensor>
void fill(Tensor& t, unsigned seed) {
  for (auto& x : t) {
    seed = seed * 1664525u + 1013904223u;
    x = static_cast<typename Tensor::value_type>(static_cast<int>(seed >> 28) - 8);
  }
}

template <class A, class B>
std::vector<double> product(A const& a, B const& b, std::size_t m, std::size_t n, std::size_t k, bool left_transposed,
                            bool right_transposed) {
  std::vector<double> c(m * n);
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t j = 0; j < n; ++j)
      for (std::size_t x = 0; x < k; ++x)
        c[i * n + j] += static_cast<double>(a.data()[left_transposed ? x * m + i : i * k + x]) *
                        static_cast<double>(b.data()[right_transposed ? j * k + x : x * n + j]);
  return c;
}

template <class T, std::size_t M, std::size_t K, std::size_t N>
void check_product() {
  INFO(M << " x " << K << " times " << K << " x " << N);
  tn::Tensor<T, M, K> a;
  tn::Tensor<T, K, M> at;
  tn::Tensor<T, K, N> b;
  tn::Tensor<T, N, K> bt;
  tn::Tensor<T, N> bias;
  fill(a, 1);
  fill(at, 2);
  fill(b, 3);
  fill(bt, 4);
  fill(bias, 5);
  auto equals = [](tn::Tensor<T, M, N> const& c, std::vector<double> const& want) {
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < c.size; ++i) wrong += static_cast<double>(c.data()[i]) != want[i];
    CHECK(wrong == 0);
  };
  equals(tn::matmul(a, b), product(a, b, M, N, K, false, false));
  equals(tn::matmul(tn::transpose(at), b), product(at, b, M, N, K, true, false));
  equals(tn::matmul(a, tn::transpose(bt)), product(a, bt, M, N, K, false, true));

  std::vector<double> with_bias = product(a, b, M, N, K, false, false);
  for (std::size_t i = 0; i < with_bias.size(); ++i)
    with_bias[i] = std::max(0.0, with_bias[i] + static_cast<double>(bias.data()[i % N]));
  equals(tn::maximum(tn::matmul(a, b) + bias, 0), with_bias);
}

// max(a b + bias + r, 0) for few columns. Behind every operand stand NaNs, behind the result a mark.
template <class T, std::size_t M, std::size_t K, std::size_t N>
void check_few_columns() {
  INFO(M << " x " << K << " times " << K << " x " << N);
  constexpr std::size_t behind = 16;
  tn::Tensor<T, M, K> a;
  fill(a, 9);
  auto operand = [](std::size_t size, unsigned seed) {
    std::vector<T> all(size);
    fill(all, seed);
    all.resize(size + behind, std::numeric_limits<T>::quiet_NaN());
    return all;
  };
  std::vector<T> b = operand(K * N, 10), bias = operand(N, 11), r = operand(M * N, 12);
  std::vector<T> c(M * N + behind, T(77));
  auto const part = [](std::vector<T>& all) { return std::span(all).first(all.size() - behind); };
  auto const rb = tn::borrow<T, K, N>(part(b));
  auto const rbias = tn::borrow<T, N>(part(bias));
  auto const rr = tn::borrow<T, M, N>(part(r));
  auto rc = tn::borrow<T, M, N>(part(c));
  rc = tn::maximum(tn::matmul(a, rb) + rbias + rr, 0);
  std::vector<double> const want = product(a, b, M, N, K, false, false);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < M * N; ++i)
    wrong += static_cast<double>(c[i]) != std::max(0.0, want[i] + static_cast<double>(bias[i % N] + r[i]));
  for (std::size_t i = M * N; i < c.size(); ++i) wrong += c[i] != T(77);
  CHECK(wrong == 0);
}

// w -= x^T d, written over w while the tiles of other rows and columns are still to be read.
template <class T, std::size_t M, std::size_t K, std::size_t N>
struct Update {
  static constexpr tn::GraphDraft record() {
    tn::GraphDraft d;
    tn::Value const w{&d.builder, d.add_leaf(tn::dtype_of<T>, tn::Dims{2, {M, N}}, tn::LeafKind::input)};
    tn::Value const x{&d.builder, d.add_leaf(tn::dtype_of<T>, tn::Dims{2, {K, M}}, tn::LeafKind::input)};
    tn::Value const y{&d.builder, d.add_leaf(tn::dtype_of<T>, tn::Dims{2, {K, N}}, tn::LeafKind::input)};
    tn::Value const product{&d.builder, tn::matmul(d.builder, tn::transpose_last(d.builder, x.id), y.id)};
    d.add_update(0, (w - product).id);
    return d;
  }
  static constexpr auto& graph = tn::Frozen<Update>::graph;
};

template <class T, std::size_t M, std::size_t K, std::size_t N>
void check_update() {
  INFO(M << " x " << N << " less " << K << " outer products");
  using P = tn::kernel::Program<Update<T, M, K, N>>;
  STATIC_REQUIRE(P::kernels == 1);
  tn::Tensor<T, M, N> w;
  tn::Tensor<T, K, M> x;
  tn::Tensor<T, K, N> y;
  fill(w, 6);
  fill(x, 7);
  fill(y, 8);
  std::vector<double> want = product(x, y, M, N, K, true, false);
  for (std::size_t i = 0; i < want.size(); ++i) want[i] = static_cast<double>(w.data()[i]) - want[i];
  std::byte* memory[] = {reinterpret_cast<std::byte*>(w.data()), reinterpret_cast<std::byte*>(x.data()),
                         reinterpret_cast<std::byte*>(y.data()), nullptr, nullptr};
  P::run(memory);
  for (std::size_t i = 0; i < want.size(); ++i) REQUIRE(static_cast<double>(w.data()[i]) == want[i]);
}

}  // namespace

TEST_CASE("matmul kernels agree with the definition at every kind of extent", "[kernel]") {
  check_product<float, 1, 7, 1>();
  check_product<float, 1, 40, 19>();
  check_product<float, 19, 40, 1>();
  check_product<float, 2, 2, 3>();
  check_product<float, 7, 5, 9>();
  check_product<float, 16, 16, 16>();
  check_product<float, 32, 8, 30>();
  check_product<float, 29, 3, 100>();
  check_product<double, 5, 6, 7>();
  check_product<double, 33, 17, 13>();
  check_product<std::int32_t, 9, 10, 11>();
  check_product<std::int8_t, 3, 4, 5>();
}

TEST_CASE("nothing behind few columns is read or written", "[kernel]") {
  check_few_columns<float, 3, 4, 3>();
  check_few_columns<float, 6, 5, 7>();
  check_few_columns<float, 12, 9, 12>();
  check_few_columns<double, 30, 3, 5>();
}

TEST_CASE("matmul copies panels whose rows would share sets of the cache", "[kernel]") {
  check_product<float, 61, 64, 128>();
  check_product<double, 50, 65, 64>();
}

TEST_CASE("large products in stretches and blocks, or whole where sums cannot wait", "[kernel]") {
  check_product<double, 200, 1024, 97>();  // an overlapping panel; with 16 registers stretches and blocks
  check_product<float, 33, 800, 512>();
  check_update<float, 100, 530, 372>();
}

TEST_CASE("an epilogue may update an operand in place", "[kernel]") {
  check_update<float, 8, 32, 30>();
  check_update<float, 3, 5, 9>();
  check_update<float, 30, 32, 100>();
  check_update<float, 20, 4, 1>();
  check_update<double, 17, 9, 21>();
}

TEST_CASE("tiles cover every row and column and fit the registers", "[kernel]") {
  for (int registers : {16, 32})
    for (int rows = 1; rows <= 70; ++rows)
      for (int vectors = 1; vectors <= 20; ++vectors)
        for (int least : {1, 2}) {
          if (least > vectors) continue;
          int const most = tn::kernel::choose_vectors(rows, vectors, registers, least);
          tn::kernel::Cut const v = tn::kernel::cut(vectors, most);
          REQUIRE(v.size * v.count + v.larger == vectors);
          // The last group shares its overlapping vector with a neighbour.
          REQUIRE(v.size + (v.larger != 0) >= least);
          for (int size : {v.size, v.size + 1}) {
            if (size > v.size && v.larger == 0) continue;
            tn::kernel::Cut const r = tn::kernel::cut(rows, tn::kernel::choose_rows(rows, size, registers).rows);
            REQUIRE(r.size * r.count + r.larger == rows);
            int const tallest = r.size + (r.larger != 0);
            REQUIRE((tallest == 1 || (tallest + 1) * size + 2 <= registers));
          }
        }
}

TEST_CASE("one row times a matrix: sums in sets, of rows in one line, or in memory", "[kernel]") {
  check_product<float, 1, 21, 10>();
  check_product<float, 1, 34, 30>();
  check_product<float, 1, 170, 100>();
  check_product<float, 200, 1030, 1>();
  check_product<double, 1, 19, 300>();
  check_product<std::int32_t, 1, 5, 515>();
  check_update<float, 1, 5, 30>();
  check_update<float, 1, 9, 515>();
}
