// SPDX-License-Identifier: MIT
// A matrix copied with its axes swapped.
#include "harness.hpp"
#include "peer_loops.hpp"

#include <tenon/core.hpp>

#include <memory>

#if defined(TENON_BENCH_EIGEN)
#include <Eigen/Core>
#endif

namespace tn = tenon;

namespace {

template <std::size_t Rows, std::size_t Columns>
struct Matrices {
  tn::Tensor<float, Rows, Columns> x;
  tn::Tensor<float, Columns, Rows> y;
};

template <std::size_t Rows, std::size_t Columns>
bench::Row transposed() {
  auto const m = std::make_shared<Matrices<Rows, Columns>>();
  bench::Noise(1).fill(m->x.data(), m->x.size);
  bench::LoopJob const job{bench::Loop::transpose, m->x.data(), m->y.data(), Rows, Columns, m};
  bench::Row row;
  row.ours = bench::loop_contestant("tenon", job, [m] { m->y = tn::transpose(m->x); });
#if defined(TENON_BENCH_EIGEN)
  row.peers.push_back(bench::loop_contestant("eigen", job, [m] {
    using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    auto to = Eigen::Map<Matrix, Eigen::Aligned64>(m->y.data(), int(Columns), int(Rows));
    to = Eigen::Map<Matrix const, Eigen::Aligned64>(m->x.data(), int(Rows), int(Columns)).transpose();
  }));
#endif
  bench::add_loop_peers(row, job);
  for (std::size_t j = 0; j < Columns; ++j)
    for (std::size_t i = 0; i < Rows; ++i) row.expected.push_back(m->x.data()[i * Columns + j]);
  row.bytes = 2.0 * sizeof(float) * Rows * Columns;
  return row;
}

[[maybe_unused]] bool const added = [] {
  bench::add("transpose_8x8", transposed<8, 8>);
  bench::add("transpose_64x64", transposed<64, 64>);
  bench::add("transpose_100x30", transposed<100, 30>);
  bench::add("transpose_784x100", transposed<784, 100>);
  return bench::add("transpose_1024x1024", transposed<1024, 1024>);
}();

}  // namespace
