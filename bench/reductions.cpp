// SPDX-License-Identifier: MIT
// Reductions against loops by hand: a sum, softmax, layer normalisation.
#include "hand_reductions.hpp"
#include "harness.hpp"
#include "peer_loops.hpp"

#include <tenon/core.hpp>

#include <cmath>
#include <memory>

#if defined(TENON_BENCH_EIGEN)
#include <Eigen/Core>
#endif

namespace tn = tenon;

namespace {

template <std::size_t Rows, std::size_t N>
struct Matrix {
  tn::Tensor<float, Rows, N> x, y;
  tn::Tensor<float, N> gain, shift;
  tn::Tensor<float> total;
  float hand_total = 0, peer_total = 0;
  Matrix() {
    bench::Noise noise(N);
    noise.fill(x.data(), Rows * N, 4);
    noise.fill(gain.data(), N, 1);
    noise.fill(shift.data(), N, 1);
  }
  double at(std::size_t i, std::size_t j) const { return double(x.data()[i * N + j]); }
};
#if defined(TENON_BENCH_EIGEN)
template <std::size_t Rows, std::size_t N>
using Array = Eigen::Map<Eigen::Array<float, int(Rows), int(N), Eigen::RowMajor>, Eigen::Aligned64>;
template <std::size_t N>
using RowArray = Eigen::Map<Eigen::Array<float, 1, int(N)>, Eigen::Aligned64>;
#endif
template <std::size_t Rows, std::size_t N>
using Shared = std::shared_ptr<Matrix<Rows, N>>;

template <std::size_t Rows, std::size_t N, class Job>
bench::Contestant matrix(std::string name, Shared<Rows, N> m, Job job) {
  return bench::contestant(
      std::move(name), [m, job] { job(*m); },
      [m, job] {
        m->y.fill(0);
        job(*m);
        return bench::to_values(m->y);
      });
}

template <std::size_t Rows, std::size_t N>
bench::LoopJob job_of(bench::Loop loop, Shared<Rows, N> const& m) {
  bench::LoopJob job{loop, m->x.data(), loop == bench::Loop::sum ? &m->peer_total : m->y.data(), Rows, N, m};
  job.y = m->gain.data(), job.z = m->shift.data(), job.a = 1e-5f;
  return job;
}

template <std::size_t N>
bench::Row sum_row() {
  auto const m = std::make_shared<Matrix<1, N>>();
  bench::Row row;
  row.ours =
      bench::contestant("tenon", [m] { m->total = tn::sum(m->x); }, [m] { return bench::Values{double(m->total.item())}; });
#if TENON_BENCH_HAND
  row.peers.push_back(bench::contestant(
      "intrinsics", [m] { m->hand_total = hand::sum_of(m->x.data(), N); }, [m] { return bench::Values{double(m->hand_total)}; }));
#endif
#if defined(TENON_BENCH_EIGEN)
  row.peers.push_back(bench::contestant(
      "eigen", [m] { m->peer_total = RowArray<N>(m->x.data()).sum(); }, [m] { return bench::Values{double(m->peer_total)}; }));
#endif
  bench::add_loop_peers(row, job_of<1, N>(bench::Loop::sum, m));
  row.bytes = sizeof(float) * N;
  double sum = 0;
  for (float const v : m->x) sum += double(v);
  row.expected = {sum};
  row.tolerance = 1e-4;
  return row;
}

template <std::size_t Rows, std::size_t N>
bench::Row softmax_row() {
  auto const m = std::make_shared<Matrix<Rows, N>>();
  bench::Row row;
  row.ours = matrix("tenon", m, [](auto& d) { d.y = tn::softmax(d.x); });
#if TENON_BENCH_HAND
  row.peers.push_back(matrix("intrinsics", m, [](auto& d) { hand::softmax(d.x.data(), d.y.data(), Rows, N); }));
  row.limit.name = "intrinsics";
#endif
#if defined(TENON_BENCH_EIGEN)
  row.peers.push_back(matrix("eigen", m, [](auto& d) {
    for (std::size_t i = 0; i < Rows; ++i) {
      RowArray<N> const x(d.x.data() + i * N);
      RowArray<N> y(d.y.data() + i * N);
      y = (x - x.maxCoeff()).exp();
      y *= 1 / y.sum();
    }
  }));
#endif
  bench::add_loop_peers(row, job_of(bench::Loop::softmax, m));
  for (std::size_t i = 0; i < Rows; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < N; ++j) sum += std::exp(m->at(i, j));
    for (std::size_t j = 0; j < N; ++j) row.expected.push_back(std::exp(m->at(i, j)) / sum);
  }
  row.tolerance = 1e-6;
  return row;
}

template <std::size_t Rows, std::size_t N>
bench::Row layer_norm_row() {
  auto const m = std::make_shared<Matrix<Rows, N>>();
  bench::Row row;
  row.ours = matrix("tenon", m, [](auto& d) { d.y = tn::layer_normalization(d.x, 1e-5) * d.gain + d.shift; });
#if TENON_BENCH_HAND
  row.peers.push_back(matrix(
      "intrinsics", m, [](auto& d) { hand::layer_norm(d.x.data(), d.gain.data(), d.shift.data(), d.y.data(), Rows, N, 1e-5f); }));
  row.limit.name = "intrinsics";
#endif
#if defined(TENON_BENCH_EIGEN)
  row.peers.push_back(matrix("eigen", m, [](auto& d) {
    RowArray<N> const gain(d.gain.data()), shift(d.shift.data());
    for (std::size_t i = 0; i < Rows; ++i) {
      RowArray<N> const x(d.x.data() + i * N);
      float const mean = x.mean(), scale = 1 / std::sqrt((x - mean).square().mean() + 1e-5f);
      RowArray<N>(d.y.data() + i * N) = (x - mean) * scale * gain + shift;
    }
  }));
#endif
  bench::add_loop_peers(row, job_of(bench::Loop::layer_norm, m));
  for (std::size_t i = 0; i < Rows; ++i) {
    double mean = 0, variance = 0;
    for (std::size_t j = 0; j < N; ++j) mean += m->at(i, j) / N;
    for (std::size_t j = 0; j < N; ++j) variance += std::pow(m->at(i, j) - mean, 2) / N;
    for (std::size_t j = 0; j < N; ++j)
      row.expected.push_back((m->at(i, j) - mean) / std::sqrt(variance + 1e-5) * double(m->gain.data()[j]) +
                             double(m->shift.data()[j]));
  }
  row.tolerance = 2e-6;
  return row;
}

[[maybe_unused]] bool const added = [] {
  bench::add("sum_1000", sum_row<1000>);
  bench::add("sum_100000", sum_row<100000>);
  bench::add("softmax_64x1000", softmax_row<64, 1000>);
  return bench::add("layer_norm_64x768", layer_norm_row<64, 768>);
}();

}  // namespace
