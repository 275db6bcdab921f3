// SPDX-License-Identifier: MIT
// A thousand small matrices at once. The peer is Eigen with fixed sizes, a matrix after the other.
#include "harness.hpp"

#include <tenon/core.hpp>

#include <cmath>
#include <memory>

#if defined(TENON_BENCH_EIGEN)
#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <Eigen/LU>
#endif

namespace tn = tenon;

namespace {

constexpr std::size_t count = 1000;

enum class Job { matmul, inverse, determinant, solve, cholesky };

template <Job J, class T, std::size_t N>
struct Batch {
  static constexpr bool number = J == Job::determinant, vector = J == Job::solve;
  using Solution = std::conditional_t<vector, tn::Tensor<T, count, N, 1>, tn::Tensor<T, count, N, N>>;
  using Result = std::conditional_t<number, tn::Tensor<T, count>, Solution>;
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
    if constexpr (number) return {en.begin(), en.end()};
    bench::Values r;
    for (std::size_t k = 0; k < count; ++k)
      if constexpr (vector)
        r.insert(r.end(), ex[k].data(), ex[k].data() + N);
      else
        r.insert(r.end(), ec[k].data(), ec[k].data() + N * N);
    return r;
  }
#endif
  /// The same in double.
  bench::Values reference() const {
    using Wide = Batch<J, double, N>;
    auto const wide = std::make_unique<Wide>();
    std::copy(a.begin(), a.end(), wide->a.begin());
    std::copy(b.begin(), b.end(), wide->b.begin());
    std::copy(v.begin(), v.end(), wide->v.begin());
    wide->run();
    return bench::to_values(wide->c);
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
  row.expected = s->reference();
  row.tolerance = sizeof(T) == 4 ? 1e-2 : 1e-9;  // some are nearly singular
  return row;
}

template <Job J>
void add(std::string const& name) {
  bench::add(name + "_f32_2", batch<J, float, 2>);
  bench::add(name + "_f32_3", batch<J, float, 3>);
  bench::add(name + "_f32_4", batch<J, float, 4>);
  bench::add(name + "_f32_6", batch<J, float, 6>);
  bench::add(name + "_f32_8", batch<J, float, 8>);
  bench::add(name + "_f32_16", batch<J, float, 16>);
}

[[maybe_unused]] bool const added = [] {
  add<Job::matmul>("batch_matmul");
  add<Job::inverse>("batch_inv");
  add<Job::determinant>("batch_det");
  add<Job::solve>("batch_solve");
  add<Job::cholesky>("batch_cholesky");
  return true;
}();

}  // namespace
