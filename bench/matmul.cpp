// SPDX-License-Identifier: MIT
#include "hand.hpp"
#include "harness.hpp"

#include <tenon/core.hpp>

#include <memory>

#if defined(TENON_BENCH_EIGEN)
#include <Eigen/Core>
#endif

namespace tn = tenon;

namespace {

template <class T, std::size_t N>
struct Square {
  tn::Tensor<T, N, N> a, b, c;
#if defined(TENON_BENCH_EIGEN)
  using Matrix = Eigen::Matrix<T, int(N), int(N), N == 1 ? Eigen::ColMajor : Eigen::RowMajor>;
  Matrix ea, eb, ec;
#endif

  Square() {
    bench::Noise noise(N);
    noise.fill(a.data(), a.size);
    noise.fill(b.data(), b.size);
#if defined(TENON_BENCH_EIGEN)
    std::copy(a.begin(), a.end(), ea.data());
    std::copy(b.begin(), b.end(), eb.data());
#endif
  }
  bench::Values reference() const {
    bench::Values r(N * N);
    for (std::size_t i = 0; i < N; ++i)
      for (std::size_t j = 0; j < N; ++j)
        for (std::size_t k = 0; k < N; ++k) r[i * N + j] += double(a.data()[i * N + k]) * double(b.data()[k * N + j]);
    return r;
  }
};

template <class T, std::size_t N>
bench::Row square() {
  auto const s = std::make_shared<Square<T, N>>();
  bench::Row row;
  row.ours = bench::contestant("tenon", [s] { s->c = tn::matmul(s->a, s->b); }, [s] { return bench::to_values(s->c); });
#if defined(TENON_BENCH_EIGEN)
  row.peers.push_back(bench::contestant(
      "eigen", [s] { s->ec.noalias() = s->ea * s->eb; }, [s] { return bench::Values(s->ec.data(), s->ec.data() + N * N); }));
#endif
#if TENON_BENCH_HAND
  auto const out = std::make_shared<T>(T(0.1));
  row.limit.name = "fma peak";
  row.limit.run = bench::contestant("", [out] { hand::peak(out.get()); }, [] { return bench::Values{}; }).run;
  row.limit_jobs = 2.0 * N * N * N / hand::peak_flops<T>;
#endif
  row.expected = s->reference();
  row.tolerance = N * (sizeof(T) == 4 ? 1e-7 : 2e-16);
  return row;
}

[[maybe_unused]] bool const added = [] {
  bench::add("matmul_f32_8", square<float, 8>);
  bench::add("matmul_f32_16", square<float, 16>);
  bench::add("matmul_f32_32", square<float, 32>);
  bench::add("matmul_f32_64", square<float, 64>);
  bench::add("matmul_f32_128", square<float, 128>);
  bench::add("matmul_f64_8", square<double, 8>);
  bench::add("matmul_f64_16", square<double, 16>);
  bench::add("matmul_f64_32", square<double, 32>);
  bench::add("matmul_f64_64", square<double, 64>);
  return bench::add("matmul_f64_128", square<double, 128>);
}();

}  // namespace
