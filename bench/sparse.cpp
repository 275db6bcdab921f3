// SPDX-License-Identifier: MIT
// A sparse matrix by rows times a dense one, beside Eigen on the same arrays: 1, 5 and 20 % of the elements are stored.
#include "harness.hpp"

#include <tenon/core.hpp>
#include <tenon/data/sparse.hpp>

#include <cstdint>
#include <memory>

#if defined(TENON_BENCH_EIGEN)
#include <Eigen/Sparse>
#endif

namespace tn = tenon;

namespace {

/// The arrays of a matrix of which about so many elements are stored.
struct Parts {
  std::vector<std::int32_t> splits{0}, columns;
  std::vector<float> values;
  Parts(std::size_t rows, std::size_t columns_of_a_row, int percent) {
    bench::Noise noise(static_cast<unsigned>(percent));
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns_of_a_row; ++c)
        if (50 * (noise() + 1) < percent) {
          columns.push_back(static_cast<std::int32_t>(c));
          values.push_back(static_cast<float>(noise()));
        }
      splits.push_back(static_cast<std::int32_t>(columns.size()));
    }
  }
};

/// y = a x with a of M by K on the heap and x of K by N; `Transposed`: y = a' x with x of M by N.
template <std::size_t M, std::size_t K, std::size_t N, bool Transposed>
struct SparseProduct {
  static constexpr std::size_t rows = Transposed ? K : M, inner = Transposed ? M : K;
  tn::CsrMatrix<float, M, K> a;
  tn::Tensor<float, inner, N> x;
  tn::Tensor<float, rows, N> y, ey;

  explicit SparseProduct(int percent) {
    Parts const p(M, K, percent);
    a = tn::CsrMatrix<float, M, K>::from(p.splits, p.columns, p.values);
    bench::Noise noise(N);
    noise.fill(x.data(), x.size);
  }
  void run() { y = tn::sparse::matmul<Transposed>(a, x); }
#if defined(TENON_BENCH_EIGEN)
  void run_eigen() {
    using Dense = Eigen::Matrix<float, Eigen::Dynamic, N == 1 ? 1 : Eigen::Dynamic, N == 1 ? Eigen::ColMajor : Eigen::RowMajor>;
    using Matrix = Eigen::Map<Eigen::SparseMatrix<float, Eigen::RowMajor> const>;
    auto const matrix = Matrix(int(M), int(K), int(a.nnz()), a.indptr().data(), a.indices().data(), a.value_data());
    auto const from = Eigen::Map<Dense const>(x.data(), int(inner), int(N));
    auto to = Eigen::Map<Dense>(ey.data(), int(rows), int(N));
    if constexpr (Transposed)
      to.noalias() = matrix.transpose() * from;
    else
      to.noalias() = matrix * from;
  }
#endif
  bench::Values reference() const {
    bench::Values r(rows * N);
    for (std::size_t i = 0; i < M; ++i)
      for (auto e = std::size_t(a.indptr()[i]); e < std::size_t(a.indptr()[i + 1]); ++e) {
        auto const k = std::size_t(a.indices()[e]);
        double const v = a.value_data()[e];
        for (std::size_t j = 0; j < N; ++j) r[(Transposed ? k : i) * N + j] += v * double(x.data()[(Transposed ? i : k) * N + j]);
      }
    return r;
  }
};

template <std::size_t M, std::size_t K, std::size_t N, bool Transposed>
bench::Row product(int percent) {
  auto const s = std::make_shared<SparseProduct<M, K, N, Transposed>>(percent);
  bench::Row row;
  row.ours = bench::contestant("tenon", [s] { s->run(); }, [s] { return bench::to_values(s->y); });
#if defined(TENON_BENCH_EIGEN)
  row.peers.push_back(bench::contestant("eigen", [s] { s->run_eigen(); }, [s] { return bench::to_values(s->ey); }));
#endif
  row.expected = s->reference();
  row.tolerance = K * 1e-7;
  return row;
}

template <std::size_t M, std::size_t K, std::size_t N, bool Transposed = false>
bool add(std::string const& name) {
  for (int percent : {1, 5, 20})
    bench::add(name + "_" + std::to_string(percent) + "pc", [percent] { return product<M, K, N, Transposed>(percent); });
  return true;
}

[[maybe_unused]] bool const added = [] {
  add<1024, 1024, 1>("sparse_f32_1024x1024x1");
  add<512, 512, 10>("sparse_f32_512x512x10");
  add<512, 512, 64>("sparse_f32_512x512x64");
  add<512, 512, 256>("sparse_f32_512x512x256");
  return add<512, 512, 64, true>("sparse_f32_512x512x64_transposed");
}();

}  // namespace
