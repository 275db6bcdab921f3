// SPDX-License-Identifier: MIT
#include "harness.hpp"

#include <tenon/tenon.hpp>

#include <cmath>
#include <memory>

#if defined(TENON_BENCH_EIGEN)
#include "peer_eigen_train_step.hpp"
#endif
#if defined(TENON_BENCH_TORCH)
#include "peer_torch.hpp"
#endif

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

constexpr int batch = 32, inputs = 8, units = 30, batches = 16, parameters = inputs * units + units + units + 1;

struct Net : nn::Sequential<tn::Shape<8>, nn::Dense<30, nn::Selu>, nn::Dense<1>> {};

/// Rows that no network of this size learns by heart, and the weights that everyone starts with.
struct Data {
  alignas(64) float x[batches][batch][inputs];
  alignas(64) float y[batches][batch];
  float weights[parameters];

  Data() {
    bench::Noise noise(1);
    noise.fill(&x[0][0][0], sizeof(x) / sizeof(float), 1.7);
    noise.fill(&y[0][0], sizeof(y) / sizeof(float));
    noise.fill(weights, parameters, 0.3);
  }
};

/// The step in the plainest way, in double: what the contestants' losses are compared with.
bench::Values reference(Data const& data, bool adam) {
  constexpr double scale = 1.05070098, alpha = 1.67326324;
  double p[parameters], m[parameters] = {}, v[parameters] = {};
  for (int i = 0; i < parameters; ++i) p[i] = data.weights[i];
  double const *w1 = p, *b1 = p + inputs * units, *w2 = b1 + units, *b2 = w2 + units;
  bench::Values losses;
  for (int s = 0; s < batches; ++s) {
    double g[parameters] = {}, loss = 0;
    for (int r = 0; r < batch; ++r) {
      float const* const x = data.x[s][r];
      double z[units], h[units], out = *b2;
      for (int u = 0; u < units; ++u) {
        z[u] = b1[u];
        for (int i = 0; i < inputs; ++i) z[u] += x[i] * w1[i * units + u];
        h[u] = scale * (z[u] > 0 ? z[u] : alpha * std::expm1(z[u]));
        out += h[u] * w2[u];
      }
      double const d = out - data.y[s][r], dout = 2 * d / batch;
      loss += d * d / batch;
      g[parameters - 1] += dout;
      for (int u = 0; u < units; ++u) {
        double const dz = dout * w2[u] * (z[u] > 0 ? scale : h[u] + scale * alpha);
        g[inputs * units + units + u] += dout * h[u];
        g[inputs * units + u] += dz;
        for (int i = 0; i < inputs; ++i) g[i * units + u] += x[i] * dz;
      }
    }
    double const rate = 0.001 * std::sqrt(1 - std::pow(0.999, s + 1)) / (1 - std::pow(0.9, s + 1));
    for (int i = 0; i < parameters; ++i) {
      if (!adam) {
        p[i] -= 0.01 * g[i];
        continue;
      }
      m[i] += (g[i] - m[i]) * (1 - 0.9);
      v[i] += (g[i] * g[i] - v[i]) * (1 - 0.999);
      p[i] -= rate * m[i] / (std::sqrt(v[i]) + 1e-7);
    }
    losses.push_back(loss);
  }
  return losses;
}

/// A trainer goes round the batches; asked for its result it starts anew and gives the losses of one round.
template <class Trainer>
bench::Contestant trainer(std::string name, std::shared_ptr<Data> data) {
  auto const t = std::make_shared<Trainer>(*data);
  return bench::contestant(
      std::move(name), [t, s = 0]() mutable { benchmark::DoNotOptimize(t->step(s++ % batches)); },
      [data] {
        auto const fresh = std::make_unique<Trainer>(*data);
        bench::Values losses;
        for (int s = 0; s < batches; ++s) losses.push_back(fresh->step(s));
        return losses;
      });
}

template <class Optimizer>
struct Ours {
  Data const& data;
  Net net;
  tn::TrainStep<Net, nn::MeanSquaredError, Optimizer, tn::Batch<batch>> train;

  explicit Ours(Data const& d) : data(d) {
    float const* from = d.weights;
    tn::for_each_tensor(net, [&from](tn::Path const&, auto& t) {
      for (float& w : t) w = *from++;
    });
  }
  float step(int s) { return train(net, &data.x[s][0][0], data.y[s]); }
};

#if defined(TENON_BENCH_EIGEN)
template <bool Adam>
struct Eigens : bench::EigenTrainStep<Adam> {
  using Base = bench::EigenTrainStep<Adam>;
  typename Base::template Matrix<batch, inputs> x[batches];
  typename Base::template Matrix<batch, 1> y[batches];

  explicit Eigens(Data const& d) {
    std::copy(d.weights, d.weights + parameters, this->weights.data());
    for (int s = 0; s < batches; ++s)
      for (int r = 0; r < batch; ++r) {
        y[s](r) = d.y[s][r];
        for (int i = 0; i < inputs; ++i) x[s](r, i) = d.x[s][r][i];
      }
    // The others keep a kernel row by row.
    for (int i = 0; i < inputs; ++i)
      for (int u = 0; u < units; ++u) this->kernel1()(i, u) = d.weights[i * units + u];
  }
  float step(int s) { return Base::step(x[s], y[s]); }
};
#endif

#if defined(TENON_BENCH_TORCH)
struct Torch {
  std::unique_ptr<bench::TorchTrainer> trainer;
  explicit Torch(Data const& d) : trainer(bench::torch_trainer(bench::TorchNetwork::small, batch, d.weights)) {
    for (int s = 0; s < batches; ++s) trainer->add_batch(&d.x[s][0][0], d.y[s]);
  }
  float step(int s) { return trainer->step(s); }
};
#endif

template <bool Adam>
bench::Row row() {
  auto const data = std::make_shared<Data>();
  bench::Row row;
  row.ours = trainer<Ours<std::conditional_t<Adam, nn::Adam, nn::SGD>>>("tenon", data);
#if defined(TENON_BENCH_EIGEN)
  row.peers.push_back(trainer<Eigens<Adam>>("eigen", data));
#endif
#if defined(TENON_BENCH_TORCH)
  if constexpr (Adam) row.peers.push_back(trainer<Torch>("torch", data));
#endif
  row.expected = reference(*data, Adam);
  row.tolerance = 1e-5;
  return row;
}

[[maybe_unused]] bool const added = [] {
  bench::add("train_step_8_30_1", row<true>);
  return bench::add("train_step_8_30_1_sgd", row<false>);
}();

}  // namespace
