// SPDX-License-Identifier: MIT
// Recurrent layers sample by sample, as in an audio callback: one voice, one step, beside the same by hand in Eigen.
#include "harness.hpp"

#include <tenon/embedded.hpp>

#include <cmath>
#include <memory>

#if defined(TENON_BENCH_EIGEN)
#include <Eigen/Core>
#endif

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

constexpr int checked_steps = 12;  // from a new state, for comparison

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

template <class Layer, std::size_t In, std::size_t Units>
struct Voice {
  Layer layer;
  tn::Tensor<float, In> x;
  tn::Tensor<float, Units> y;
  nn::StateOf<Layer> state;

  Voice() {
    bench::Noise noise(3);
    tn::for_each_tensor(layer, [&](tn::Path const&, auto& t) { noise.fill(t.data(), t.size, 0.4); });
    noise.fill(x.data(), x.size);
  }
  void step() { y = layer.step(x, state); }
  bench::Values result() {
    state = layer.initial_state();
    for (int i = 0; i < checked_steps; ++i) step();
    return bench::to_values(y);
  }
};
using Gru = Voice<nn::GRU<32>::build<tn::Shape<1, 8>>, 8, 32>;
using Lstm = Voice<nn::LSTM<20>::build<tn::Shape<1, 1>>, 1, 20>;

/// x W + h U of unit u among `all`, in the plainest way, in double.
template <class K>
double product(std::vector<double> const& x, K const& kernel, std::size_t all, std::size_t u) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * double(kernel.data()[i * all + u]);
  return sum;
}
bench::Values expected(Gru const& v) {
  constexpr std::size_t n = 32;
  auto const& c = v.layer.cell;
  bench::Values const x = bench::to_values(v.x);
  bench::Values h(n), next(n);
  for (int t = 0; t < checked_steps; ++t) {
    for (std::size_t u = 0; u < n; ++u) {
      double a[3], b[3];
      for (std::size_t g = 0; g < 3; ++g) {
        a[g] = product(x, c.kernel, 3 * n, g * n + u) + double(c.bias(0, g * n + u));
        b[g] = product(h, c.recurrent_kernel, 3 * n, g * n + u) + double(c.bias(1, g * n + u));
      }
      double const z = sigmoid(a[0] + b[0]);
      next[u] = z * h[u] + (1 - z) * std::tanh(a[2] + sigmoid(a[1] + b[1]) * b[2]);
    }
    h = next;
  }
  return h;
}
bench::Values expected(Lstm const& v) {
  constexpr std::size_t n = 20;
  auto const& cell = v.layer.cell;
  bench::Values const x = bench::to_values(v.x);
  bench::Values h(n), c(n), next(n);
  for (int t = 0; t < checked_steps; ++t) {
    for (std::size_t u = 0; u < n; ++u) {
      double s[4];
      for (std::size_t g = 0; g < 4; ++g)
        s[g] = product(x, cell.kernel, 4 * n, g * n + u) + product(h, cell.recurrent_kernel, 4 * n, g * n + u) +
               double(cell.bias(g * n + u));
      c[u] = sigmoid(s[1]) * c[u] + sigmoid(s[0]) * std::tanh(s[2]);
      next[u] = sigmoid(s[3]) * std::tanh(c[u]);
    }
    h = next;
  }
  return h;
}

#if defined(TENON_BENCH_EIGEN)
template <int Rows, int Columns>
using Matrix = Eigen::Matrix<float, Rows, Columns, Eigen::RowMajor>;
template <class A>
auto fast_sigmoid(A const& a) {
  return (a * 0.5f).tanh() * 0.5f + 0.5f;  // Eigen's tanh has lanes, its logistic(x) is slower here
}

struct EigenGru {
  Matrix<8, 96> kernel;
  Matrix<32, 96> recurrent;
  Matrix<1, 96> bias, recurrent_bias;
  Matrix<1, 8> x;
  Matrix<1, 32> h = Matrix<1, 32>::Zero();
  explicit EigenGru(Gru const& v) {
    auto const& c = v.layer.cell;
    std::copy(c.kernel.begin(), c.kernel.end(), kernel.data());
    std::copy(c.recurrent_kernel.begin(), c.recurrent_kernel.end(), recurrent.data());
    std::copy(c.bias.begin(), c.bias.begin() + 96, bias.data());
    std::copy(c.bias.begin() + 96, c.bias.end(), recurrent_bias.data());
    std::copy(v.x.begin(), v.x.end(), x.data());
  }
  void step() {
    Matrix<1, 96> a = bias, b = recurrent_bias;
    a.noalias() += x * kernel;
    b.noalias() += h * recurrent;
    Eigen::Array<float, 1, 32> const z = fast_sigmoid((a + b).leftCols<32>().array());
    Eigen::Array<float, 1, 32> const r = fast_sigmoid((a + b).middleCols<32>(32).array());
    h = z * h.array() + (1 - z) * (a.rightCols<32>().array() + r * b.rightCols<32>().array()).tanh();
  }
};
struct EigenLstm {
  Matrix<1, 80> kernel;
  Matrix<20, 80> recurrent;
  Matrix<1, 80> bias;
  float x;
  Matrix<1, 20> h = Matrix<1, 20>::Zero(), c = h;
  explicit EigenLstm(Lstm const& v) : x(v.x(0)) {
    auto const& cell = v.layer.cell;
    std::copy(cell.kernel.begin(), cell.kernel.end(), kernel.data());
    std::copy(cell.recurrent_kernel.begin(), cell.recurrent_kernel.end(), recurrent.data());
    std::copy(cell.bias.begin(), cell.bias.end(), bias.data());
  }
  void step() {
    Matrix<1, 80> a = bias + x * kernel;
    a.noalias() += h * recurrent;
    Eigen::Array<float, 1, 40> const input_and_forget = fast_sigmoid(a.leftCols<40>().array());
    c = input_and_forget.rightCols<20>() * c.array() + input_and_forget.leftCols<20>() * a.middleCols<20>(40).array().tanh();
    h = fast_sigmoid(a.rightCols<20>().array()) * c.array().tanh();
  }
};
template <class Peer>
bench::Values result_of(Peer peer) {
  peer.h.setZero();
  if constexpr (requires { peer.c; }) peer.c.setZero();
  for (int i = 0; i < checked_steps; ++i) peer.step();
  return bench::Values(peer.h.data(), peer.h.data() + peer.h.size());
}
#endif

template <class V, class Peer>
bench::Row row() {
  auto const v = std::make_shared<V>();
  bench::Row r;
  r.expected = expected(*v);
  r.tolerance = 2e-5;
  r.ours = bench::contestant("step", [v] { v->step(); }, [v] { return v->result(); });
#if defined(TENON_BENCH_EIGEN)
  auto const peer = std::make_shared<Peer>(*v);
  r.peers.push_back(bench::contestant("Eigen", [peer] { peer->step(); }, [peer] { return result_of(*peer); }));
#endif
  return r;
}

#if !defined(TENON_BENCH_EIGEN)
using EigenGru = void;
using EigenLstm = void;
#endif
[[maybe_unused]] bool const added = [] {
  bench::add("step_gru_8_32", row<Gru, EigenGru>);
  return bench::add("step_lstm_1_20", row<Lstm, EigenLstm>);
}();

}  // namespace
