// SPDX-License-Identifier: MIT
// Three products of one operand, as of queries, keys and values: one function, whose kernel is one, beside three functions.
#include "harness.hpp"

#include <tenon/core.hpp>
#include <tenon/trace/into.hpp>
#include <tenon/trace/run.hpp>

#include <memory>

#if defined(TENON_BENCH_EIGEN)
#include <Eigen/Core>
#endif

namespace tn = tenon;

namespace {

constexpr auto three = tn::function([](auto const& x, auto const& a, auto const& b, auto const& c) {
  return std::tuple{tn::matmul(x, a), tn::matmul(x, b), tn::matmul(x, c)};
});
constexpr auto one = tn::function([](auto const& x, auto const& w) { return tn::matmul(x, w); });

template <std::size_t M, std::size_t K, std::size_t N>
struct Products {
  tn::Tensor<float, M, K> x;
  tn::Tensor<float, K, N> w[3];
  std::tuple<tn::Tensor<float, M, N>, tn::Tensor<float, M, N>, tn::Tensor<float, M, N>> joined;
  tn::Tensor<float, M, N> alone[3], by_eigen[3];

  Products() {
    bench::Noise noise(N);
    noise.fill(x.data(), x.size);
    for (auto& m : w) noise.fill(m.data(), m.size);
  }
  static bench::Values values(auto const&... y) {
    bench::Values r;
    (r.insert(r.end(), y.begin(), y.end()), ...);
    return r;
  }
  bench::Values reference() const {
    bench::Values r(3 * M * N);
    for (std::size_t p = 0; p < 3; ++p)
      for (std::size_t i = 0; i < M; ++i)
        for (std::size_t k = 0; k < K; ++k)
          for (std::size_t j = 0; j < N; ++j)
            r[(p * M + i) * N + j] += double(x.data()[i * K + k]) * double(w[p].data()[k * N + j]);
    return r;
  }
};

template <std::size_t M, std::size_t K, std::size_t N>
bench::Row products() {
  auto const s = std::make_shared<Products<M, K, N>>();
  bench::Row row;
  row.ours = bench::contestant(
      "tenon", [s] { tn::run_into(s->joined, three, s->x, s->w[0], s->w[1], s->w[2]); },
      [s] { return std::apply([](auto const&... y) { return Products<M, K, N>::values(y...); }, s->joined); });
  row.peers.push_back(bench::contestant(
      "alone",
      [s] {
        for (int p = 0; p < 3; ++p) tn::run_into(s->alone[p], one, s->x, s->w[p]);
      },
      [s] { return s->values(s->alone[0], s->alone[1], s->alone[2]); }));
#if defined(TENON_BENCH_EIGEN)
  row.peers.push_back(bench::contestant(
      "eigen",
      [s] {
        using X = Eigen::Matrix<float, int(M), int(K), Eigen::RowMajor>;
        using W = Eigen::Matrix<float, int(K), int(N), Eigen::RowMajor>;
        using Y = Eigen::Matrix<float, int(M), int(N), Eigen::RowMajor>;
        for (int p = 0; p < 3; ++p)
          Eigen::Map<Y>(s->by_eigen[p].data()).noalias() = Eigen::Map<X>(s->x.data()) * Eigen::Map<W>(s->w[p].data());
      },
      [s] { return s->values(s->by_eigen[0], s->by_eigen[1], s->by_eigen[2]); }));
#endif
  row.flops = 6.0 * M * N * K;
  row.expected = s->reference();
  row.tolerance = K * 1e-7;
  return row;
}

[[maybe_unused]] bool const added = [] {
  bench::add("matmul_three_1x16x16", products<1, 16, 16>);
  bench::add("matmul_three_1x64x64", products<1, 64, 64>);
  bench::add("matmul_three_4x16x16", products<4, 16, 16>);
  bench::add("matmul_three_4x32x32", products<4, 32, 32>);
  bench::add("matmul_three_16x16x16", products<16, 16, 16>);
  return bench::add("matmul_three_64x64x64", products<64, 64, 64>);
}();

}  // namespace
