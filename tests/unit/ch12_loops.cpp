// SPDX-License-Identifier: MIT
// Acceptance cases of chapter 12: layers and models from nothing, trained by fit and by hand. Two optimizers for parts of a model
// are in optimizer_per_layer.cpp.
#include "support/housing.hpp"

#include <cmath>
#include <tuple>

namespace tn = tenon;
namespace nn = tenon::nn;
using namespace tenon_test;

namespace {

using Uniform = nn::RandomUniform<-0.05, 0.05>;  // Keras' "uniform"

template <std::size_t In, std::size_t Units, class Activation>
struct MyDenseLayer {
  tn::InitParam<Uniform, float, In, Units> kernel;
  tn::InitParam<nn::Zeros, float, Units> biases;
  TENON_MODULE(MyDenseLayer, kernel, biases);
  constexpr auto call(auto const& x) const { return Activation{}(tn::matmul(x, kernel) + biases); }
};
template <std::size_t Units, class Activation = nn::Linear>
struct MyDense {
  template <class In>
  using build = MyDenseLayer<In::size, Units, Activation>;
};
struct MyModel {
  using input_shape = tn::Shape<8>;
  nn::Build<MyDense<30, nn::Relu>, tn::Shape<8>> hidden1;
  nn::Build<MyDense<30, nn::Relu>, tn::Shape<30>> hidden2;
  nn::Build<MyDense<1>, tn::Shape<38>> output;
  TENON_MODULE(MyModel, hidden1, hidden2, output);
  constexpr auto call(auto const& x) const { return output.call(tn::concat<1>(x, hidden2.call(hidden1.call(x)))); }
};
constexpr auto my_mse = [](auto const& y_true, auto const& y_pred) { return tn::square(y_pred - y_true); };
constexpr auto my_mae = [](auto const& y_true, auto const& y_pred) { return tn::abs(y_pred - y_true); };

/// An epoch of 64 rows in their order, and what 64 others then give: the loss and the mean absolute error.
std::tuple<double, double> fitted(Housing const& h, MyModel net) {
  auto trainer = nn::compile<32>(net, my_mse, nn::Nadam{}, nn::loss(my_mae));
  trainer.fit(h.x_train.slice(0, 64), h.y_train.slice(0, 64), {.shuffle = false, .verbose = nn::Verbose::silent});
  auto const scores = trainer.evaluate(h.x_test.slice(0, 64), h.y_test.slice(0, 64));
  return {scores.values[0], scores.values[1]};
}

// The same, one operation after the other: forward and backward pass, update and evaluation are programs of their own.
constexpr auto predict = tn::function([](auto const& net, auto const& x) { return net.call(x); });
struct Training {
  MyModel net;
  nn::OptimizerFor<MyModel, nn::Nadam> optimizer;
  TENON_MODULE(Training, net, optimizer);
};
constexpr auto update = tn::function([](auto& t, auto const& gradients) { t.optimizer.apply_gradients(t.net, gradients); });

std::tuple<double, double> by_hand(Housing const& h, MyModel const& net) {
  Training t{net, {}};
  for (std::size_t row : {0U, 32U}) {
    auto const x = tn::view<tn::Shape<32, 8>>(h.x_train.row(row).data());
    auto const y = tn::view<tn::Shape<32, 1>>(h.y_train.row(row).data());
    auto const gradients = tn::grad<0>([](auto const& model, auto const& in, auto const& wanted) {
      return tn::mean(decltype(my_mse){}(wanted, model.call(in)));
    })(t.net, x, y);
    update(t, gradients);
  }
  tn::Tensor<float, 64, 1> const y_pred = predict(t.net, tn::view<tn::Shape<64, 8>>(h.x_test.data()));
  double squares = 0, distances = 0;
  for (std::size_t i = 0; i < 64; ++i) {
    double const e = double(y_pred(i, 0)) - double(h.y_test.row(i)[0]);
    squares += e * e / 64;
    distances += std::abs(e) / 64;
  }
  return {squares, distances};
}

/// The layer of the exercise, as its text has it.
struct MyLayerNormalization {
  tn::InitParam<nn::Ones, float, 8> alpha;
  tn::InitParam<nn::Zeros, float, 8> beta;
  tn::Tensor<float> eps{0.001f};
  TENON_MODULE(MyLayerNormalization, alpha, beta, eps);
  constexpr auto call(auto const& x) const {
    auto const [mean, variance] = tn::moments<-1>(x, tn::keepdims);
    return alpha * (x - mean) / tn::sqrt(variance + eps) + beta;
  }
};

}  // namespace

TEST_CASE("ch12-317: a model from nothing on a few rows", "[ch12]") {
  if (!Housing::is_here()) TENON_SKIP("no " + Housing::file());
  MyModel net;
  tn::initialize(net, 42);
  auto const [loss, mae] = fitted(Housing(), net);
  check_band("ch12-317", 1, "evaluate", loss);
  check_band("ch12-317", 1, "evaluate_mae", mae);
}

TEST_CASE("ch12-322: fit and single programs agree", "[ch12]") {
  if (!Housing::is_here()) TENON_SKIP("no " + Housing::file());
  Housing const h;
  MyModel net;
  tn::initialize(net, 42);
  auto const [loss, mae] = fitted(h, net);
  auto const [loss_by_hand, mae_by_hand] = by_hand(h, net);
  // To a few units in the last place of a float: sums are taken in another order.
  CHECK(loss == Approx(loss_by_hand).epsilon(5e-7));
  CHECK(mae == Approx(mae_by_hand).epsilon(5e-7));
}

TEST_CASE("ch12-340: layer normalisation by hand, with random alpha and beta", "[ch12]") {
  constexpr std::size_t rows = 1000;
  nn::LayerNormalizationLayer<tn::Shape<8>> layer;
  MyLayerNormalization mine;
  tn::Tensor<float, rows, 8> x;
  tn::Philox const random(3);
  for (std::size_t i = 0; i < 8; ++i) {
    layer.gamma.data()[i] = mine.alpha.data()[i] = random.uniform(i);
    layer.beta.data()[i] = mine.beta.data()[i] = random.uniform(8 + i);
  }
  // Columns as different as those of the table: from 1 to 1000.
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = random.uniform(16 + i) * std::pow(10.f, float(i % 8 % 4));
  auto const a = predict(layer, x), b = predict(mine, x);
  double difference = 0;
  for (std::size_t i = 0; i < x.size; ++i) difference += std::abs(double(a.data()[i]) - double(b.data()[i])) / double(x.size);
  CHECK(difference <= 1e-6);
}
