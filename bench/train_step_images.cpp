// SPDX-License-Identifier: MIT
// Training steps of the networks that learn to read digits: forward, backward, Adam or plain descent, 32 images at a time.
#include "harness.hpp"
#include "plain_network.hpp"

#include <tenon/tenon.hpp>

#include <memory>

#if defined(TENON_BENCH_EIGEN)
#include "peer_eigen_dense.hpp"
#endif
#if defined(TENON_BENCH_TORCH)
#include "peer_torch.hpp"
#endif

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

constexpr int batch = 32, batches = 8, pixels = 28 * 28, classes = 10;

struct DenseNet : nn::Sequential<tn::Shape<pixels>, nn::Dense<100, nn::Relu>, nn::Dense<classes, nn::Softmax>> {};

/// LeNet-5's form with today's parts.
struct LeNet : nn::Sequential<tn::Shape<28, 28, 1>,                                                    //
                              nn::Conv2D<6, nn::Size<5>, nn::Same, nn::Relu>, nn::MaxPooling2D<>,      //
                              nn::Conv2D<16, nn::Size<5>, nn::Relu>, nn::MaxPooling2D<>, nn::Flatten,  //
                              nn::Dense<120, nn::Relu>, nn::Dense<84, nn::Relu>, nn::Dense<classes, nn::Softmax>> {};

/// Images of noise with classes by chance, and the weights that everyone starts with.
struct Data {
  alignas(64) float x[batches][batch][pixels];
  alignas(64) std::int32_t y[batches][batch];
  std::vector<float> weights;

  template <class Net>
  explicit Data(Net& net) {
    bench::Noise noise(1);
    noise.fill(&x[0][0][0], sizeof(x) / sizeof(float));
    for (auto& labels : y)
      for (std::int32_t& label : labels) label = std::min(classes - 1, int((noise() + 1) / 2 * classes));
    tn::initialize(net, 1);
    tn::for_each_tensor(net, [this](tn::Path const&, auto const& t) { weights.insert(weights.end(), t.begin(), t.end()); });
  }
};

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

template <class Net, class Optimizer>
struct Ours {
  Data const& data;
  Net net;
  tn::TrainStep<Net, nn::SparseCategoricalCrossentropy<>, Optimizer, tn::Batch<batch>> train;

  explicit Ours(Data const& d) : data(d) {
    float const* from = d.weights.data();
    tn::for_each_tensor(net, [&from](tn::Path const&, auto& t) {
      for (float& w : t) w = *from++;
    });
  }
  float step(int s) { return train(net, &data.x[s][0][0], data.y[s]); }
};

#if defined(TENON_BENCH_EIGEN)
template <bool Adam>
struct Eigens : bench::EigenDenseStep<Adam> {
  Data const& data;
  explicit Eigens(Data const& d) : bench::EigenDenseStep<Adam>(d.weights.data()), data(d) {}
  float step(int s) { return bench::EigenDenseStep<Adam>::step(&data.x[s][0][0], data.y[s]); }
};
#endif

#if defined(TENON_BENCH_TORCH)
template <bench::TorchNetwork Network>
struct Torch {
  std::unique_ptr<bench::TorchTrainer> trainer;
  explicit Torch(Data const& d) : trainer(bench::torch_trainer(Network, batch, d.weights.data())) {
    for (int s = 0; s < batches; ++s) trainer->add_batch(&d.x[s][0][0], d.y[s]);
  }
  float step(int s) { return trainer->step(s); }
};
#endif

template <class Net, bool Adam = true>
bench::Row row(void (*describe)(bench::PlainNetwork&)) {
  auto const net = std::make_unique<Net>();
  auto const data = std::make_shared<Data>(*net);
  bench::Row r;
  r.ours = trainer<Ours<Net, std::conditional_t<Adam, nn::Adam, nn::SGD>>>("tenon", data);
  bench::PlainNetwork plain(batch, data->weights);
  plain.sgd = !Adam;
  describe(plain);
  for (int s = 0; s < batches; ++s) r.expected.push_back(plain.step(&data->x[s][0][0], data->y[s]));
  r.tolerance = 1e-5;
#if defined(TENON_BENCH_EIGEN)
  if constexpr (std::is_same_v<Net, DenseNet>) r.peers.push_back(trainer<Eigens<Adam>>("eigen", data));
#endif
#if defined(TENON_BENCH_TORCH)
  constexpr auto network = std::is_same_v<Net, DenseNet> ? bench::TorchNetwork::dense : bench::TorchNetwork::lenet;
  if constexpr (Adam) r.peers.push_back(trainer<Torch<network>>("torch", data));
#endif
  return r;
}

[[maybe_unused]] bool const added = [] {
  constexpr auto dense = [](bench::PlainNetwork& n) {
    n.dense(pixels, 100, true);
    n.dense(100, classes, false);
  };
  bench::add("train_step_784_100_10", [dense] { return row<DenseNet>(dense); });
  bench::add("train_step_784_100_10_sgd", [dense] { return row<DenseNet, false>(dense); });
  return bench::add("train_step_lenet", [] {
    return row<LeNet>([](bench::PlainNetwork& n) {
      n.conv(28, 1, 5, 6, 2, true);
      n.max_pool(28, 6);
      n.conv(14, 6, 5, 16, 0, true);
      n.max_pool(10, 16);
      n.dense(400, 120, true);
      n.dense(120, 84, true);
      n.dense(84, classes, false);
    });
  });
}();

}  // namespace
