// SPDX-License-Identifier: MIT
// A recurrent network of 32 units through 64 steps as one scan, beside the loop in Eigen; and what its gradient costs.
#include "harness.hpp"

#include <tenon/embedded.hpp>

#include <cmath>
#include <memory>

#if defined(TENON_BENCH_EIGEN)
#include <Eigen/Core>
#endif

namespace tn = tenon;

namespace {

constexpr int steps = 64, inputs = 16, units = 32;

struct Cell {
  tn::Param<float, inputs, units> kernel;
  tn::Param<float, units, units> recurrent;
  tn::Param<float, units> bias;
  TENON_MODULE(Cell, kernel, recurrent, bias);
  constexpr auto call(auto const& state, auto const& x) const {
    return tn::tanh(tn::matmul(x, kernel) + tn::matmul(state, recurrent) + bias);
  }
};
constexpr auto states = [](auto const& cell, auto const& xs) {
  return std::get<1>(tn::scan(
      [](auto const& state, auto const& x, auto const& c) {
        auto const next = c.call(state, x);
        return std::tuple{next, next};
      },
      tn::zeros<float, units>(), xs, cell));
};
constexpr auto loss = [](auto const& cell, auto const& xs) { return tn::mean(tn::square(states(cell, xs))); };

struct Data {
  Cell cell;
  tn::Tensor<float, steps, inputs> xs;
  tn::Tensor<float, steps, units> ys;
  tn::Tensor<float> value;
  std::tuple<tn::Tensor<float>, tn::Gradient<Cell>> gradient;
#if defined(TENON_BENCH_EIGEN)
  template <int Rows, int Columns>
  using Matrix = Eigen::Matrix<float, Rows, Columns, Eigen::RowMajor>;
  Matrix<inputs, units> kernel;
  Matrix<units, units> recurrent;
  Matrix<1, units> bias;
  Matrix<steps, inputs> x;
  Matrix<steps, units> y;
#endif

  Data() {
    bench::Noise noise(7);
    tn::detail::for_each_param(cell, [&](auto& p) { noise.fill(p.data(), p.size, 0.2); });
    noise.fill(xs.data(), xs.size);
#if defined(TENON_BENCH_EIGEN)
    std::copy(cell.kernel.begin(), cell.kernel.end(), kernel.data());
    std::copy(cell.recurrent.begin(), cell.recurrent.end(), recurrent.data());
    std::copy(cell.bias.begin(), cell.bias.end(), bias.data());
    std::copy(xs.begin(), xs.end(), x.data());
#endif
  }
  /// In the plainest way, in double.
  bench::Values expected() const {
    bench::Values all;
    double h[units] = {};
    for (int t = 0; t < steps; ++t) {
      double next[units];
      for (int u = 0; u < units; ++u) {
        double a = cell.bias.data()[u];
        for (int i = 0; i < inputs; ++i) a += double(xs.data()[t * inputs + i]) * double(cell.kernel.data()[i * units + u]);
        for (int i = 0; i < units; ++i) a += h[i] * double(cell.recurrent.data()[i * units + u]);
        next[u] = std::tanh(a);
      }
      for (int u = 0; u < units; ++u) all.push_back(h[u] = next[u]);
    }
    return all;
  }
};

bench::Row scan_row() {
  auto const d = std::make_shared<Data>();
  bench::Row row;
  row.expected = d->expected();
  row.tolerance = 1e-5;
  row.ours =
      bench::contestant("scan", [d] { d->ys = tn::function(states)(d->cell, d->xs); }, [d] { return bench::to_values(d->ys); });
#if defined(TENON_BENCH_EIGEN)
  row.peers.push_back(bench::contestant(
      "Eigen",
      [d] {
        Data::Matrix<1, units> h = Data::Matrix<1, units>::Zero();
        for (int t = 0; t < steps; ++t) {
          Data::Matrix<1, units> a = d->bias;
          a.noalias() += d->x.row(t) * d->kernel;
          a.noalias() += h * d->recurrent;
          h = a.array().tanh();
          d->y.row(t) = h;
        }
      },
      [d] { return bench::Values(d->y.data(), d->y.data() + steps * units); }));
#endif
  return row;
}
bench::Row gradient_row() {
  auto const d = std::make_shared<Data>();
  bench::Row row;
  row.ours = bench::contestant("gradient", [d] { d->gradient = tn::value_and_grad<0>(loss)(d->cell, d->xs); }, nullptr);
  row.limit = bench::contestant("value", [d] { d->value = tn::function(loss)(d->cell, d->xs); }, nullptr);
  return row;
}

[[maybe_unused]] bool const added = [] {
  bench::add("scan_rnn_64_16_32", scan_row);
  return bench::add("gradient_scan_rnn_64_16_32", gradient_row);
}();

}  // namespace
