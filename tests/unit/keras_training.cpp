// SPDX-License-Identifier: MIT
// Keras' vectors of whole trainings: compiled losses, fit, train_on_batch and evaluate.
#include "support/keras_vectors.hpp"

#include <tenon/tenon.hpp>

#include <tuple>

namespace nn = tenon::nn;
using namespace tenon_test;

namespace {

template <std::size_t N>
tn::data::Rows<float, N> rows_of(std::size_t rows, float value) {
  tn::data::Rows<float, N> r(rows);
  for (float& x : r.values()) x = value;
  return r;
}
/// An array [rows, N] of a vector.
template <std::size_t N>
tn::data::Rows<float, N> rows_of(Json const& array) {
  auto const data = array["data"].numbers();
  REQUIRE(data.size() % N == 0);
  tn::data::Rows<float, N> r(data.size() / N);
  for (std::size_t i = 0; i < data.size(); ++i) r.values()[i] = static_cast<float>(data[i]);
  return r;
}

struct OneLayer : nn::Sequential<tn::Shape<4>, nn::Dense<3, nn::Ones, nn::NoBias>> {};
/// Two inputs, a layer for each.
struct TwoHeads {
  using input_shape = std::tuple<tn::Shape<4>, tn::Shape<4>>;
  nn::Build<nn::Dense<3, nn::Ones, nn::NoBias>, tn::Shape<4>> a, b;
  TENON_MODULE(TwoHeads, a, b);
  constexpr auto call(auto const& x1, auto const& x2) const { return std::tuple{a.call(x1), b.call(x2)}; }
};
struct TwoInputs {
  using input_shape = std::tuple<tn::Shape<2>, tn::Shape<3>>;
  nn::Build<nn::Dense<2, nn::Ones, nn::NoBias>, tn::Shape<2>> a;
  nn::Build<nn::Dense<2, nn::Ones, nn::NoBias>, tn::Shape<3>> b;
  TENON_MODULE(TwoInputs, a, b);
  constexpr auto call(auto const& x1, auto const& x2) const { return a.call(x1) + b.call(x2); }
};
/// What comes in is what is predicted, so that a compiled loss sees the predictions of a vector. A trainer wants something to
/// train.
struct Predictions {
  using input_shape = std::tuple<tn::Shape<2>, tn::Shape<2>>;
  tn::InitParam<nn::Zeros, float> unused;
  TENON_MODULE(Predictions, unused);
  constexpr auto call(auto const& p1, auto const& p2) const { return std::tuple{p1 + unused, p2 + unused}; }
};
struct ThreePredictions {
  using input_shape = std::tuple<tn::Shape<2>, tn::Shape<2>>;
  tn::InitParam<nn::Zeros, float> unused;
  TENON_MODULE(ThreePredictions, unused);
  constexpr auto call(auto const& p1, auto const& p2) const { return std::tuple{p1 + unused, p2 + unused, p1 * p2}; }
};
struct OnePrediction {
  using input_shape = tn::Shape<2>;
  tn::InitParam<nn::Zeros, float> unused;
  TENON_MODULE(OnePrediction, unused);
  constexpr auto call(auto const& p) const { return p + unused; }
};

template <class Net>
Net fresh() {
  Net net;
  tn::initialize(net, 1);
  return net;
}

}  // namespace

TEST_CASE("keras: evaluate and fit", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  auto const x = rows_of<4>(100, 1);
  auto const zeros = rows_of<3>(100, 0);
  auto net = fresh<OneLayer>();
  auto by_16 = nn::compile<16>(net, nn::MeanSquaredError{}, nn::SGD{});
  check_expected(keras_vector("training.evaluate.01"), by_16.evaluate(x, zeros)["loss"]);
  auto by_20 = nn::compile<20>(net, nn::MeanSquaredError{}, nn::SGD{}, nn::MeanSquaredError{});
  check_values(keras_vector("training.fit_flow.01"), by_20.fit(x, zeros, {.epochs = 3})["mean_squared_error"]);
}

TEST_CASE("keras: weights of the losses of two outputs", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  auto const x = rows_of<4>(40, 1);
  auto const y = rows_of<3>(40, 0);
  auto net = fresh<TwoHeads>();
  auto const losses = nn::losses(nn::MeanSquaredError{}, nn::MeanSquaredError{}).weighted(0.1F, 0.2F);
  auto trainer = nn::compile<20>(net, losses, nn::SGD{});
  check_values(keras_vector("training.loss_weights.02"), trainer.fit({x, x}, {y, y}, {.epochs = 3})["loss"]);
}

TEST_CASE("keras: two inputs, fitted, trained on one batch, evaluated", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  auto const a = rows_of<2>(3, 1), y = rows_of<2>(3, 1);
  auto const b = rows_of<3>(3, 1);
  auto net = fresh<TwoInputs>();
  auto trainer = nn::compile<4>(net, nn::MeanSquaredError{}, nn::SGD{}, nn::MeanSquaredError{});
  auto const history = trainer.fit({a, b}, y);
  auto const batch = trainer.train_on_batch({a, b}, y);
  auto const scores = trainer.evaluate({a, b}, y);
  check_values(keras_vector("training.two_inputs.01"), {history["loss"][0], batch["loss"], scores["loss"]});
  CHECK(batch["mean_squared_error"] == Approx(14.44));
  CHECK(trainer.epochs_trained() == 1);
}

TEST_CASE("keras: compiled losses", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  {
    auto const& v = keras_vector("training.compile.compile_loss.01");
    auto net = fresh<OnePrediction>();
    auto trainer = nn::compile<2>(net, nn::MeanSquaredError{}, nn::SGD{});
    check_expected(v, trainer.evaluate(rows_of<2>(v.inputs()["y_pred"]), rows_of<2>(v.inputs()["y_true"]))["loss"]);
  }
  auto two = [](KerasVector const& v, auto& trainer) {
    auto const y1 = rows_of<2>(v.inputs()["y_true"][0]), y2 = rows_of<2>(v.inputs()["y_true"][1]);
    auto const p1 = rows_of<2>(v.inputs()["y_pred"][0]), p2 = rows_of<2>(v.inputs()["y_pred"][1]);
    check_expected(v, trainer.evaluate({p1, p2}, {y1, y2})["loss"]);
  };
  {
    auto net = fresh<Predictions>();
    auto trainer = nn::compile<2>(net, nn::losses(nn::MeanSquaredError{}, nn::MeanSquaredError{}), nn::SGD{});
    two(keras_vector("training.compile.compile_loss.03"), trainer);
  }
  // A third output without a loss: no labels are given for it, and it is predicted.
  auto net = fresh<ThreePredictions>();
  auto trainer = nn::compile<2>(net, nn::losses(nn::MeanSquaredError{}, nn::MeanAbsoluteError{}, nn::NoLoss{}), nn::SGD{});
  two(keras_vector("training.compile.compile_loss.05"), trainer);
  auto const x = rows_of<2>(3, 2);
  auto const predicted = trainer.predict({x, x});
  CHECK(std::get<2>(predicted).row(2)[1] == 4);
  CHECK(trainer.fit({x, x}, {x, x}).names == std::vector<std::string>{"loss", "output_1_loss", "output_2_loss"});
}
