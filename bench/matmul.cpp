// SPDX-License-Identifier: MIT
#include "hand.hpp"
#include "harness.hpp"
#include "peer_gemm.hpp"

#include <tenon/core.hpp>

#include <algorithm>
#include <memory>

#if defined(TENON_BENCH_EIGEN)
#include <Eigen/Core>
#endif

namespace tn = tenon;

namespace {

enum class Form { nn, tn, nt };  // which operand is stored transposed

/// c = a b with a of M by K and b of K by N.
template <class T, std::size_t M, std::size_t K, std::size_t N, Form F>
struct Product {
  using A = std::conditional_t<F == Form::tn, tn::Tensor<T, K, M>, tn::Tensor<T, M, K>>;
  using B = std::conditional_t<F == Form::nt, tn::Tensor<T, N, K>, tn::Tensor<T, K, N>>;
  A a;
  B b;
  tn::Tensor<T, M, N> c, ec;

  Product() {
    bench::Noise noise(N);
    noise.fill(a.data(), a.size);
    noise.fill(b.data(), b.size);
  }
  void run() {
    if constexpr (F == Form::nn)
      c = tn::matmul(a, b);
    else if constexpr (F == Form::tn)
      c = tn::matmul(tn::transpose(a), b);
    else
      c = tn::matmul(a, tn::transpose(b));
  }
#if defined(TENON_BENCH_EIGEN)
  /// Eigen does not compile a product of large constant sizes.
  template <std::size_t R, std::size_t C>
  static auto map(T* p) {
    constexpr bool fixed = M * K * N <= 128 * 128 * 128;
    constexpr int rows = fixed ? int(R) : Eigen::Dynamic, columns = fixed ? int(C) : Eigen::Dynamic;
    return Eigen::Map<Eigen::Matrix<T, rows, columns, columns == 1 && rows != 1 ? Eigen::ColMajor : Eigen::RowMajor>>(p, R, C);
  }
  void run_eigen() {
    auto out = map<M, N>(ec.data());
    if constexpr (F == Form::nn)
      out.noalias() = map<M, K>(a.data()) * map<K, N>(b.data());
    else if constexpr (F == Form::tn)
      out.noalias() = map<K, M>(a.data()).transpose() * map<K, N>(b.data());
    else
      out.noalias() = map<M, K>(a.data()) * map<N, K>(b.data()).transpose();
  }
#endif
  bench::Values reference() const {
    bench::Values r(M * N);
    for (std::size_t i = 0; i < M; ++i)
      for (std::size_t k = 0; k < K; ++k) {
        double const x = a.data()[F == Form::tn ? k * M + i : i * K + k];
        for (std::size_t j = 0; j < N; ++j) r[i * N + j] += x * double(b.data()[F == Form::nt ? j * K + k : k * N + j]);
      }
    return r;
  }
};

template <class T, std::size_t M, std::size_t K, std::size_t N, Form F = Form::nn>
bench::Row product() {
  auto const s = std::make_shared<Product<T, M, K, N, F>>();
  bench::Row row;
  row.ours = bench::contestant("tenon", [s] { s->run(); }, [s] { return bench::to_values(s->c); });
  row.peers = bench::gemm_peers({int(M), int(N), int(K), F == Form::tn, F == Form::nt}, s, s->a.data(), s->b.data());
#if defined(TENON_BENCH_EIGEN)
  row.peers.push_back(bench::contestant("eigen", [s] { s->run_eigen(); }, [s] { return bench::to_values(s->ec); }));
#endif
#if TENON_BENCH_HAND
  auto const out = std::make_shared<T>(T(0.1));
  row.limit.name = "fma peak";
  row.limit.run = bench::contestant("", [out] { hand::peak(out.get()); }, [] { return bench::Values{}; }).run;
  row.limit_jobs = 2.0 * M * N * K / hand::peak_flops<T>;
#endif
  row.flops = 2.0 * M * N * K;
  row.expected = s->reference();
  row.tolerance = K * (sizeof(T) == 4 ? 1e-7 : 2e-16);
  return row;
}

template <class T, std::size_t... N>
void add_squares(std::string const& name) {
  (bench::add(name + std::to_string(N), product<T, N, N, N>), ...);
}

#if defined(TENON_BENCH_EIGEN)
[[maybe_unused]] bool const named =
    bench::library("Eigen", bench::version(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION));
#endif
[[maybe_unused]] bool const added = [] {
  add_squares<float, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512, 1024>("matmul_f32_");
  add_squares<double, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512, 1024>("matmul_f64_");
  bench::add("matmul_f32_32x784x100", product<float, 32, 784, 100>);
  bench::add("matmul_f32_784x32x100_tn", product<float, 784, 32, 100, Form::tn>);
  bench::add("matmul_f32_32x100x784_nt", product<float, 32, 100, 784, Form::nt>);
  bench::add("matmul_f32_32x100x10", product<float, 32, 100, 10>);
  bench::add("matmul_f32_1x784x100", product<float, 1, 784, 100>);
  return bench::add("matmul_f32_64x512x512", product<float, 64, 512, 512>);
}();

}  // namespace
