// SPDX-License-Identifier: MIT
// BatchNormalization: the batch's statistics in training, the running ones elsewhere; batches that are not full.
#include "support/keras_vectors.hpp"
#include "support/laws/module_laws.hpp"

#include <tenon/embedded.hpp>

#include <cmath>
#include <vector>

namespace tn = tenon;
namespace nn = tn::nn;
using namespace tenon_test;

namespace {

constexpr std::size_t features = 3;
struct Net : nn::Sequential<tn::Shape<features>, nn::BatchNormalization<nn::Momentum<0.75>>> {};

Net fresh() {
  Net net;
  tn::initialize(net, 1);
  return net;
}

std::vector<float> rows_of(std::size_t rows, std::size_t real) {
  std::vector<float> x(rows * features, 1e6F);
  for (std::size_t i = 0; i < real * features; ++i) x[i] = 3 * std::sin(1.7F * static_cast<float>(i)) + static_cast<float>(i % 3);
  return x;
}

/// The layer in a training program, outside of one.
constexpr auto train = tn::function([](auto& layer, auto const& x) {
  nn::Context<true, false> context(*x.builder());
  return layer.call(x, context);
});
constexpr auto train_masked = tn::function([](auto& layer, auto const& x, auto const& mask) {
  nn::Context<true, false> context(*x.builder());
  return layer.call(x, context, mask);
});

}  // namespace

TEST_CASE("BatchNormalization: its parameters and state", "[layer]") {
  module_laws<nn::BatchNormalization<>::build<tn::Shape<4, 4, features>>>({{"gamma", 3},
                                                                           {"beta", 3},
                                                                           {"moving_mean", 3, tn::LeafKind::state},
                                                                           {"moving_variance", 3, tn::LeafKind::state},
                                                                           {"momentum", 1, tn::LeafKind::hyper},
                                                                           {"epsilon", 1, tn::LeafKind::hyper}});
  Net const net = fresh();
  CHECK(net.layer<0>().moving_variance(2) == 1);
  CHECK(net.layer<0>().moving_mean(2) == 0);
  CHECK(net.layer<0>().gamma(2) == 1);
  static_assert(tn::parameter_count<nn::BatchNormalization<nn::NoScale, nn::Axis<1>>::build<tn::Shape<5, 3>>> == 5);
  static_assert(!nn::BatchNormalization<nn::Axis<3>>::accepts<tn::Shape<5, 3>>);
}

TEST_CASE("BatchNormalization: training and inference, a batch that is not full", "[layer]") {
  constexpr std::size_t batch = 8, real = 5;
  auto const x = rows_of(batch, real), exact = rows_of(real, real);
  std::vector<double> mean(features), variance(features);
  for (std::size_t c = 0; c < features; ++c) {
    for (std::size_t i = 0; i < real; ++i) mean[c] += static_cast<double>(x[i * features + c]) / real;
    for (std::size_t i = 0; i < real; ++i) variance[c] += std::pow(static_cast<double>(x[i * features + c]) - mean[c], 2) / real;
  }
  Net padded = fresh(), full = fresh();
  std::vector<float> const y(batch * features, 0.25F);
  tn::TrainStep<Net, nn::MeanSquaredError, nn::SGD, tn::Batch<batch>> step;
  tn::TrainStep<Net, nn::MeanSquaredError, nn::SGD, tn::Batch<real>> exact_step;
  float const loss = step(padded, x.data(), y.data(), real);
  CHECK(loss == Approx(exact_step(full, exact.data(), y.data())).epsilon(1e-5));
  for (std::size_t c = 0; c < features; ++c) {
    auto const &a = padded.layer<0>(), &b = full.layer<0>();
    CHECK(a.moving_mean(c) == Approx(0.25 * mean[c]).epsilon(1e-5).margin(1e-6));
    CHECK(a.moving_variance(c) == Approx(0.75 + 0.25 * variance[c]).epsilon(1e-5));
    CHECK(a.gamma(c) == Approx(b.gamma(c)).epsilon(1e-5));
    CHECK(a.beta(c) == Approx(b.beta(c)).epsilon(1e-4).margin(1e-6));
  }
  // In inference a row depends on no other.
  std::vector<float> prediction(batch * features);
  static_assert(!tn::PredictStep<Net, tn::Batch<batch>>::reads_rows);
  tn::PredictStep<Net, tn::Batch<batch>>{}(padded, x.data(), prediction.data(), real);
  auto const& l = padded.layer<0>();
  for (std::size_t i = 0; i < real * features; ++i) {
    std::size_t const c = i % features;
    double const want =
        (x[i] - l.moving_mean(c)) / std::sqrt(static_cast<double>(l.moving_variance(c)) + 1e-3) * l.gamma(c) + l.beta(c);
    CHECK(prediction[i] == Approx(want).epsilon(1e-5).margin(1e-6));
  }
}

TEST_CASE("BatchNormalization: images, and the gradient through the statistics", "[layer]") {
  nn::BatchNormalization<>::build<tn::Shape<2, 2, 2>> layer;
  tn::initialize(layer, 1);
  tn::Tensor<float, 3, 2, 2, 2> x;
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = std::sin(static_cast<float>(i)) * 4;
  auto const y = train(layer, x);
  tn::Tensor<float, 2> const m = tn::mean<0, 1, 2>(y), v = tn::mean<0, 1, 2>(tn::square(y));
  for (std::size_t c = 0; c < 2; ++c) {
    CHECK(m(c) == Approx(0).margin(1e-6));
    CHECK(v(c) == Approx(1).epsilon(1e-3));
  }
  // A step of size 1 is the gradient, which central differences of the loss give too.
  struct Deep : nn::Sequential<tn::Shape<features>, nn::Dense<4, nn::Tanh>, nn::BatchNormalization<>, nn::Dense<2>> {};
  Deep net;
  tn::initialize(net, 3);
  nn::SGD sgd;
  sgd.learning_rate = 1.F;
  constexpr std::size_t batch = 8, real = 6;
  tn::TrainStep<Deep, nn::MeanSquaredError, nn::SGD, tn::Batch<batch>> step(nn::MeanSquaredError{}, sgd);
  auto const rows = rows_of(batch, real);
  std::vector<float> const target(batch * 2, 0.5F);
  auto const loss = [&](Deep at) { return step(at, rows.data(), target.data(), real); };
  Deep after = net;
  step(after, rows.data(), target.data(), real);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 4; ++j) {
      Deep up = net, down = net;
      up.layer<0>().kernel(i, j) += 0.01F;
      down.layer<0>().kernel(i, j) -= 0.01F;
      double const difference = static_cast<double>(loss(up) - loss(down)) / 0.02;
      CHECK(net.layer<0>().kernel(i, j) - after.layer<0>().kernel(i, j) == Approx(difference).epsilon(0.02).margin(2e-3));
    }
}

TEST_CASE("BatchNormalization: frozen, it is as in inference", "[layer]") {
  struct Fixed : nn::Sequential<tn::Shape<features>, nn::Frozen<nn::BatchNormalization<>>, nn::Dense<1>> {};
  static_assert(tn::parameter_count<Fixed> == 4);
  Fixed net;
  tn::initialize(net, 1);
  net.layer<0>().moving_mean.fill(0.5F);
  auto const x = rows_of(4, 4);
  std::vector<float> const y(4);
  float prediction[4] = {};
  tn::PredictStep<Fixed, tn::Batch<4>>{}(net, x.data(), prediction);
  double want = 0;
  for (float const p : prediction) want += static_cast<double>(p) * static_cast<double>(p) / 4;
  tn::TrainStep<Fixed, nn::MeanSquaredError, nn::SGD, tn::Batch<4>> step;
  CHECK(step(net, x.data(), y.data()) == Approx(want).epsilon(1e-5));
  CHECK(net.layer<0>().moving_mean(1) == 0.5F);
  CHECK(net.layer<0>().moving_variance(1) == 1);
}

TEST_CASE("keras: BatchNormalization with a mask") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  KerasVector const& v = keras_vector("layers.normalization.BatchNormalization.01");
  nn::BatchNormalization<nn::NoScale, nn::NoCenter>::build<tn::Shape<5>> plain;
  tn::initialize(plain, 1);
  tn::Tensor<bool, 4> const none = v.input<float, 4>("mask") != 0;
  check_expected(v, train_masked(plain, v.input<float, 4, 5>("x"), none));

  KerasVector const& w = keras_vector("layers.normalization.BatchNormalization.03");
  nn::BatchNormalization<nn::Momentum<0>>::build<tn::Shape<2, 3, 4>> layer;
  tn::initialize(layer, 1);
  auto const y = train_masked(layer, tn::Tensor<float, 1, 2, 3, 4>(tn::ones<float, 1, 2, 3, 4>()),
                              tn::Tensor<bool, 1, 2, 1>{{{true}, {true}}});
  double const atol = w.all["expected"]["atol"].number(0);
  for (float const e : y) CHECK(e == Approx(w.all["expected"]["y"].number(1)).margin(atol));
  for (float const e : layer.moving_mean) CHECK(e == Approx(w.all["expected"]["moving_mean"].number(0)).margin(atol));
  for (float const e : layer.moving_variance) CHECK(e == Approx(w.all["expected"]["moving_variance"].number(1)).margin(atol));

  // Steps that do not count leave the statistics alone.
  nn::BatchNormalization<nn::Momentum<0>>::build<tn::Shape<2, 1>> steps;
  tn::initialize(steps, 1);
  train_masked(steps, tn::Tensor<float, 2, 2, 1>{{{2}, {99}}, {{4}, {6}}}, tn::Tensor<bool, 2, 2>{{true, false}, {true, true}});
  CHECK(steps.moving_mean(0) == Approx(4).epsilon(1e-5));
  CHECK(steps.moving_variance(0) == Approx(8 / 3.0).epsilon(1e-5));
}
