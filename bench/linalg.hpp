// SPDX-License-Identifier: MIT
#pragma once

/// A thousand small matrices at once. The peers work on a matrix after the other: Eigen with fixed sizes, and for products
/// libxsmm, which writes their code at run time.
#include "harness.hpp"

#include <tenon/core.hpp>

#include <cmath>
#include <memory>
#include <utility>

#if defined(TENON_BENCH_EIGEN)
#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <Eigen/LU>
#endif
#if defined(TENON_BENCH_LIBXSMM)
#include <libxsmm.h>
#endif

namespace bench::linalg {

namespace tn = tenon;

inline constexpr std::size_t count = 1000;

enum class Job { matmul, inverse, determinant, solve, cholesky };

template <Job J, class T, std::size_t N>
struct Batch {
  static constexpr bool number_only = J == Job::determinant, vector = J == Job::solve;
  using Solution = std::conditional_t<vector, tn::Tensor<T, count, N, 1>, tn::Tensor<T, count, N, N>>;
  using Result = std::conditional_t<number_only, tn::Tensor<T, count>, Solution>;
  tn::Tensor<T, count, N, N> a, b;
  tn::Tensor<T, count, N, 1> v;
  Result c;
#if defined(TENON_BENCH_EIGEN)
  using Matrix = Eigen::Matrix<T, int(N), int(N), Eigen::RowMajor>;
  using Vector = Eigen::Matrix<T, int(N), 1>;
  std::vector<Matrix, Eigen::aligned_allocator<Matrix>> ea, eb, ec;
  std::vector<Vector, Eigen::aligned_allocator<Vector>> ev, ex;
  std::vector<T> en;
#endif

  Batch() {
    bench::Noise noise(N);
    noise.fill(a.data(), a.size);
    noise.fill(b.data(), b.size);
    noise.fill(v.data(), v.size);
    for (std::size_t k = 0; k < count; ++k) {
      T* const m = a.data() + k * N * N;
      for (std::size_t i = 0; i < N; ++i) {
        if (J == Job::cholesky)
          for (std::size_t j = 0; j < i; ++j) m[j * N + i] = m[i * N + j];
        // The rows are not in the order of their pivots, but for the symmetric ones.
        m[i * N + (J == Job::cholesky ? i : (i + k) % N)] += T(J == Job::cholesky ? N : 2);
      }
    }
#if defined(TENON_BENCH_EIGEN)
    ea.resize(count), eb.resize(count), ec.resize(count), ev.resize(count), ex.resize(count), en.resize(count);
    for (std::size_t k = 0; k < count; ++k) {
      std::copy_n(a.data() + k * N * N, N * N, ea[k].data());
      std::copy_n(b.data() + k * N * N, N * N, eb[k].data());
      std::copy_n(v.data() + k * N, N, ev[k].data());
    }
#endif
  }

  void run() {
    if constexpr (J == Job::matmul) c = tn::matmul(a, b);
    if constexpr (J == Job::inverse) c = tn::inv(a);
    if constexpr (J == Job::determinant) c = tn::det(a);
    if constexpr (J == Job::solve) c = tn::solve(a, v);
    if constexpr (J == Job::cholesky) c = tn::cholesky(a);
  }
#if defined(TENON_BENCH_EIGEN)
  void run_peer() {
    for (std::size_t k = 0; k < count; ++k) {
      if constexpr (J == Job::matmul) ec[k].noalias() = ea[k] * eb[k];
      if constexpr (J == Job::inverse) ec[k] = ea[k].inverse();
      if constexpr (J == Job::determinant) en[k] = ea[k].determinant();
      if constexpr (J == Job::solve) ex[k] = ea[k].partialPivLu().solve(ev[k]);
      if constexpr (J == Job::cholesky) ec[k] = ea[k].llt().matrixL();
    }
  }
  bench::Values peer_values() const {
    if constexpr (number_only) return {en.begin(), en.end()};
    bench::Values r;
    for (std::size_t k = 0; k < count; ++k)
      if constexpr (vector)
        r.insert(r.end(), ex[k].data(), ex[k].data() + N);
      else
        r.insert(r.end(), ec[k].data(), ec[k].data() + N * N);
    return r;
  }
#endif
#if defined(TENON_BENCH_LIBXSMM)
  /// Column by column it is the transposed product of the operands in the other order.
  void run_libxsmm() {
    constexpr int n = int(N);
    T const one = 1, zero = 0;
    static auto const multiply = [&] {
      if constexpr (sizeof(T) == 4)
        return libxsmm_smmdispatch(n, n, n, nullptr, nullptr, nullptr, &one, &zero, nullptr, nullptr);
      else
        return libxsmm_dmmdispatch(n, n, n, nullptr, nullptr, nullptr, &one, &zero, nullptr, nullptr);
    }();
    for (std::size_t k = 0; k < count; ++k) multiply(b.data() + k * N * N, a.data() + k * N * N, xc.data() + k * N * N);
  }
  std::vector<T> xc = std::vector<T>(J == Job::matmul ? count * N * N : 0);
#endif
  /// The same in double, in plain loops.
  bench::Values reference() const {
    bench::Values r;
    for (std::size_t s = 0; s < count; ++s) {
      double m[N][N], x[N][N], number = 1;
      for (std::size_t i = 0; i < N; ++i)
        for (std::size_t j = 0; j < N; ++j) {
          m[i][j] = a.data()[(s * N + i) * N + j];
          x[i][j] = vector ? (j == 0 ? v.data()[s * N + i] : 0) : i == j;
        }
      if constexpr (J == Job::matmul) {
        for (std::size_t i = 0; i < N; ++i)
          for (std::size_t j = 0; j < N; ++j) {
            double sum = 0;
            for (std::size_t k = 0; k < N; ++k) sum += m[i][k] * b.data()[(s * N + k) * N + j];
            x[i][j] = sum;
          }
      } else if constexpr (J == Job::cholesky) {
        for (std::size_t i = 0; i < N; ++i)
          for (std::size_t j = 0; j < N; ++j) {
            double sum = m[i][j];
            for (std::size_t k = 0; k < j; ++k) sum -= x[i][k] * x[j][k];
            x[i][j] = j > i ? 0 : j == i ? std::sqrt(sum) : sum / x[j][j];
          }
      } else
        for (std::size_t k = 0; k < N; ++k) {  // Gauss and Jordan
          std::size_t p = k;
          for (std::size_t i = k; i < N; ++i)
            if (std::abs(m[i][k]) > std::abs(m[p][k])) p = i;
          std::swap(m[p], m[k]);
          std::swap(x[p], x[k]);
          double const pivot = m[k][k];
          number *= p == k ? pivot : -pivot;
          for (std::size_t j = 0; j < N; ++j) m[k][j] /= pivot, x[k][j] /= pivot;
          for (std::size_t i = 0; i < N; ++i)
            if (double const c = m[i][k]; i != k)
              for (std::size_t j = 0; j < N; ++j) m[i][j] -= c * m[k][j], x[i][j] -= c * x[k][j];
        }
      if constexpr (number_only)
        r.push_back(number);
      else
        for (std::size_t i = 0; i < N; ++i) r.insert(r.end(), x[i], x[i] + (vector ? 1 : N));
    }
    return r;
  }
};

template <Job J, class T, std::size_t N>
bench::Row batch() {
  auto const s = std::make_shared<Batch<J, T, N>>();
  bench::Row row;
  row.ours = bench::contestant("tenon", [s] { s->run(); }, [s] { return bench::to_values(s->c); });
#if defined(TENON_BENCH_EIGEN)
  row.peers.push_back(bench::contestant("eigen", [s] { s->run_peer(); }, [s] { return s->peer_values(); }));
#endif
#if defined(TENON_BENCH_LIBXSMM)
  if constexpr (J == Job::matmul)
    row.peers.push_back(bench::contestant("libxsmm", [s] { s->run_libxsmm(); }, [s] { return bench::to_values(s->xc); }));
#endif
  row.expected = s->reference();
  row.tolerance = sizeof(T) == 4 ? 1e-2 : 1e-9;  // some are nearly singular
  return row;
}

template <Job J, class T>
void add(std::string const& name) {
  bench::add(name + "2", batch<J, T, 2>);
  bench::add(name + "3", batch<J, T, 3>);
  bench::add(name + "4", batch<J, T, 4>);
  bench::add(name + "6", batch<J, T, 6>);
  bench::add(name + "8", batch<J, T, 8>);
  bench::add(name + "16", batch<J, T, 16>);
}

/// Of one dtype, whose name is part of those of the rows.
template <class T>
bool add_all(std::string const& dtype) {
  add<Job::matmul, T>("batch_matmul_" + dtype + "_");
  add<Job::inverse, T>("batch_inv_" + dtype + "_");
  add<Job::determinant, T>("batch_det_" + dtype + "_");
  add<Job::solve, T>("batch_solve_" + dtype + "_");
  add<Job::cholesky, T>("batch_cholesky_" + dtype + "_");
  return true;
}

}  // namespace bench::linalg
