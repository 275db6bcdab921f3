// SPDX-License-Identifier: MIT
// What one writes oneself, each thing in a few lines: losses, activations, initializers, regularizers, constraints, metrics,
// layers, models, optimizers, schedules, training loops. docs/how-to/ explains them, one page each.
#include <tenon/tenon.hpp>

#include <cmath>
#include <cstdio>
#include <filesystem>

namespace tn = tenon;
namespace nn = tenon::nn;

// ---- Losses

// [loss_function]
constexpr auto huber_fn = [](auto const& y_true, auto const& y_pred) {
  auto const error = tn::abs(y_true - y_pred);
  return tn::where(error < 1.F, tn::square(error) / 2.F, error - 0.5F);
};
// [end]

// [loss_factory]
constexpr auto create_huber(float threshold) {
  return nn::loss(
      [](auto const& y_true, auto const& y_pred, auto const& threshold) {
        auto const error = tn::abs(y_true - y_pred);
        return tn::where(error < threshold, tn::square(error) / 2.F, threshold * error - tn::square(threshold) / 2.F);
      },
      threshold);
}
// [end]

// [loss_struct]
struct HuberLoss {
  tn::Tensor<float> threshold{1.F};
  TENON_MODULE(HuberLoss, threshold);

  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    auto const error = tn::abs(y_true - y_pred);
    return nn::mean_per_sample(
        tn::where(error < threshold, tn::square(error) / 2.F, threshold * error - tn::square(threshold) / 2.F));
  }
};
// [end]

// ---- What a layer is told

// [functions]
constexpr auto my_softplus = [](auto const& z) { return tn::log(tn::exp(z) + 1.F); };
double my_glorot_initializer(tn::Philox const& random, std::uint64_t i, std::uint64_t stream, nn::Fans fans) {
  return nn::draw_normal(random, i, stream) * std::sqrt(2 / (fans.in + fans.out));
}
constexpr auto my_l1_regularizer = [](auto const& weights) { return tn::sum(tn::abs(0.01F * weights)); };
constexpr auto my_positive_weights = [](auto const& weights) { return tn::where(weights < 0.F, 0.F, weights); };

using Functions =
    nn::Dense<1, nn::Lambda<my_softplus>,
              nn::Kernel<nn::Initializer<my_glorot_initializer>, nn::Lambda<my_l1_regularizer>, nn::Lambda<my_positive_weights>>>;
// [end]

// [structs]
struct MySoftplus {
  constexpr auto operator()(auto const& z) const { return tn::log(tn::exp(z) + 1.F); }
};
template <tn::Number Factor>
struct MyL1Regularizer {
  constexpr auto operator()(auto const& weights) const { return tn::sum(tn::abs(Factor.as<float>() * weights)); }
};
using Structs = nn::Dense<1, MySoftplus, nn::Kernel<MyL1Regularizer<0.01>, nn::NonNeg>>;
// [end]

// ---- Metrics

// [metric]
struct HuberMetric {
  tn::Tensor<float> threshold{1.F};
  tn::Variable<float> total{0.F}, count{0.F};
  TENON_MODULE(HuberMetric, threshold, total, count);
  static constexpr char name[] = "huber_metric";

  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    auto const losses = HuberLoss{threshold}.call(y_true, y_pred);
    context.assign(total, total + tn::sum(losses * weights));
    context.assign(count, count + tn::sum(weights));
  }
  constexpr auto result() const { return total / count; }
};
// [end]

// ---- Layers

// [layer_function]
using ExponentialLayer = nn::Lambda<[](auto const& x) { return tn::exp(x); }>;
// [end]

// [layer]
template <std::size_t In, std::size_t Units, class Activation>
struct MyDenseLayer {
  tn::InitParam<nn::GlorotNormal, float, In, Units> kernel;
  tn::InitParam<nn::Zeros, float, Units> bias;
  TENON_MODULE(MyDenseLayer, kernel, bias);
  constexpr auto call(auto const& x) const { return Activation{}(tn::matmul(x, kernel) + bias); }
};

template <std::size_t Units, class Activation = nn::Linear>
struct MyDense {
  template <class In>
  using build = MyDenseLayer<In::size, Units, Activation>;
};
// [end]

// [layer_training]
struct AddGaussianNoise {
  tn::Tensor<float> stddev{0.1F};
  TENON_MODULE(AddGaussianNoise, stddev);

  template <class X>
  constexpr auto call(X const& x, auto& context) const {
    if constexpr (nn::is_training<decltype(context)>)
      return x + stddev * tn::random::normal<float, typename X::shape_type>(context.key());
    else
      return x;
  }
};
// [end]

// [layer_two_inputs]
struct MyMultiLayer {
  TENON_MODULE(MyMultiLayer);
  constexpr auto call(auto const& x1, auto const& x2) const { return std::tuple{x1 + x2, x1 * x2, x1 / x2}; }
};
// [end]

// ---- Models

// [model]
template <class In, std::size_t Layers, std::size_t Units>
struct ResidualBlockLayer {
  nn::LayerArray<nn::Build<nn::Dense<Units, nn::Elu, nn::HeNormal>, In>, Layers> hidden;
  TENON_MODULE(ResidualBlockLayer, hidden);
  constexpr auto call(auto const& inputs) const {
    auto z = inputs;
    for (auto const& layer : hidden) z = layer.call(z);
    return inputs + z;
  }
};
template <std::size_t Layers, std::size_t Units>
struct ResidualBlock {
  template <class In>
  using build = ResidualBlockLayer<In, Layers, Units>;
};
// [end]

// [regressor]
struct ResidualRegressor {
  using input_shape = tn::Shape<4>;
  nn::Build<nn::Dense<12, nn::Elu, nn::HeNormal>, input_shape> hidden1;
  nn::Build<ResidualBlock<2, 12>, tn::Shape<12>> block1, block2;
  nn::Build<nn::Dense<1>, tn::Shape<12>> out;
  TENON_MODULE(ResidualRegressor, hidden1, block1, block2, out);

  constexpr auto call(auto const& inputs) const {
    auto z = hidden1.call(inputs);
    for (int i = 0; i < 1 + 3; ++i) z = block1.call(z);
    return out.call(block2.call(z));
  }
};
// [end]

// [reconstruction]
template <class In>
struct ReconstructingLayer {
  nn::Sequential<In, MyDense<12, nn::Selu>, AddGaussianNoise, nn::Dense<6, nn::Selu>> hidden;
  nn::Build<nn::Dense<In::size>, tn::Shape<6>> reconstruct;  // as wide as the input, whatever that is
  nn::Build<nn::Dense<1>, tn::Shape<6>> out;
  TENON_MODULE(ReconstructingLayer, hidden, reconstruct, out);

  constexpr auto call(auto const& inputs, auto& context) const {
    auto const z = hidden.call(inputs, context);
    auto const error = tn::mean(tn::square(reconstruct.call(z) - inputs));
    context.add_loss(0.05F * error);
    context.add_metric("reconstruction_error", error);
    return out.call(z);
  }
};
// [end]
// [reconstruction_model]
struct ReconstructingRegressor : ReconstructingLayer<tn::Shape<4>> {
  using input_shape = tn::Shape<4>;
};
// [end]

// ---- Optimizers

// [optimizer]
struct MyMomentumOptimizer {
  tn::Tensor<float> learning_rate{0.01F}, momentum{0.9F};
  TENON_MODULE(MyMomentumOptimizer, learning_rate, momentum);

  template <class V>
  struct Slots {
    V velocity;
    TENON_MODULE(Slots, velocity);
  };
  constexpr auto begin(auto&) const { return learning_rate; }
  constexpr auto update(auto const& p, auto const& gradient, auto const& slots, auto const& rate, auto& context) const {
    context.assign(slots.velocity, momentum * slots.velocity - rate * gradient);
    return p + slots.velocity;
  }
};
// [end]

// [schedule]
struct Halving {
  tn::Tensor<float> first{0.02F}, steps{200.F};
  TENON_MODULE(Halving, first, steps);
  constexpr auto call(auto const& step) const { return first * tn::exp2(-step / steps); }
};
using WithSchedule = nn::Scheduled<MyMomentumOptimizer, Halving>;
// [end]

// ---- Training loops

// [carried]
struct Training {
  ResidualRegressor model;
  nn::OptimizerFor<ResidualRegressor, nn::Nadam> optimizer;
  nn::Mean mean_loss;
  nn::MeanMetric<nn::MeanAbsoluteError> mae;
  TENON_MODULE(Training, model, optimizer, mean_loss, mae);
};
// [end]

// [step]
constexpr auto train_step = tn::function([](auto& t, auto const& x, auto const& y) {
  auto const [value, gradients] = tn::value_and_grad<0>(
      [](auto const& model, auto const& x, auto const& y) {
        auto const y_pred = model.call(x);
        return std::tuple{tn::mean(tn::square(y - y_pred)), y_pred};
      },
      tn::has_aux)(t.model, x, y);
  auto const& [loss, prediction] = value;
  t.optimizer.apply_gradients(t.model, gradients);
  nn::update(t.mean_loss, loss);
  nn::update(t.mae, y, prediction);
});
// [end]

// [two_optimizers]
struct TwoOptimizers {
  ResidualRegressor model;
  nn::OptimizerFor<decltype(ResidualRegressor::hidden1), nn::SGD> lower;
  nn::OptimizerFor<decltype(ResidualRegressor::out), nn::Nadam> upper;
  TENON_MODULE(TwoOptimizers, model, lower, upper);
};
constexpr auto train_both = tn::function([](auto& t, auto const& x, auto const& y) {
  auto const [loss, gradients] = tn::value_and_grad<0>([](auto const& model, auto const& x, auto const& y) {
    return tn::mean(decltype(huber_fn){}(y, model.call(x)));
  })(t.model, x, y);
  t.lower.apply_gradients(t.model.hidden1, gradients.template get<"hidden1">());
  t.upper.apply_gradients(t.model.out, gradients.template get<"out">());
  return loss;
});
// [end]

namespace {

constexpr std::size_t rows = 600, batch = 20;

struct Data {
  tn::data::Rows<float, 4> x{rows};
  tn::data::Rows<float, 1> y{rows};
  Data() {
    tn::Philox const random(1);
    for (std::size_t i = 0; i < x.values().size(); ++i) x.values()[i] = 2 * random.uniform(i) - 1;
    for (std::size_t i = 0; i < rows; ++i) y.row(i)[0] = 2 + x.row(i)[0] - x.row(i)[1] * x.row(i)[2];
  }
};

bool check(bool right, char const* what) {
  if (!right) std::fprintf(stderr, "wrong: %s\n", what);
  return right;
}

bool fitted(Data const& data) {
  auto const& [x, y] = data;
  // [fit]
  ReconstructingRegressor model;
  tn::initialize(model, 42);
  auto trainer = nn::compile<batch>(model, create_huber(2.F), WithSchedule{}, huber_fn, HuberMetric{}, nn::MeanAbsoluteError{});
  auto const history = trainer.fit(x, y, {.epochs = 10, .validation_split = 0.2});
  std::printf("loss %.4f, reconstruction error %.4f\n", history["val_loss"].back(), history["reconstruction_error"].back());
  // [end]
  return check(history["val_loss"].back() < 0.5 * history["val_loss"].front(), "fit") &&
         check(std::abs(history["huber_metric"].back() - history["loss_1"].back()) < 1e-5, "one metric in two forms");
}

bool looped(Data const& data) {
  auto const& [x_train, y_train] = data;
  // [loop]
  Training t;
  tn::initialize(t.model, 42);
  for (int epoch = 1; epoch <= 5; ++epoch) {
    t.mean_loss = {};
    t.mae = {};
    for (std::size_t row = 0; row < rows; row += batch)
      train_step(t, tn::data::batch<batch>(x_train, row), tn::data::batch<batch>(y_train, row));
    std::printf("Epoch %d/5 - mean: %.4f - mae: %.4f\n", epoch, double(nn::result(t.mean_loss)), double(nn::result(t.mae)));
  }
  // [end]
  TwoOptimizers two;
  tn::initialize(two.model, 42);
  two.lower.optimizer.learning_rate = 1e-4F;
  auto const x = tn::data::batch<batch>(x_train, 0);
  auto const y = tn::data::batch<batch>(y_train, 0);
  float const first = train_both(two, x, y).item();
  float last = first;
  for (int i = 0; i < 100; ++i) last = train_both(two, x, y).item();
  return check(nn::result(t.mean_loss) < 5, "a loop of one's own") && check(last < first, "two optimizers");
}

bool resumed(Data const& data) {
  auto const& [x, y] = data;
  auto const file = (std::filesystem::temp_directory_path() / "tenon_25_customising.safetensors").string();
  // [save]
  ResidualRegressor model;
  tn::initialize(model, 42);
  auto trainer = nn::compile<batch>(model, HuberLoss{2.F}, nn::Nadam{}, HuberMetric{});
  trainer.fit(x, y, {.epochs = 2});
  nn::save(file, trainer);  // weights, the optimizer's state, hyper-parameters such as the threshold, the epoch
  // [end]
  trainer.fit(x, y, {.epochs = 2});

  // [resume]
  ResidualRegressor again;
  auto loaded = nn::compile<batch>(again, HuberLoss{}, nn::Nadam{}, HuberMetric{});
  nn::load(file, loaded);
  loaded.fit(x, y, {.epochs = 2});  // as if it had never stopped, bit for bit
  // [end]
  std::filesystem::remove(file);
  return check(loaded.loss().threshold.item() == 2.F, "the threshold") &&
         check(again.out.kernel(0, 0) == model.out.kernel(0, 0), "a training that goes on");
}

}  // namespace

int main() {
  Data const data;
  // Options are parts of a layer's type, functions and structs alike.
  struct Options : nn::Sequential<tn::Shape<4>, Functions, ExponentialLayer, Structs> {};
  Options options;
  tn::initialize(options, 1);
  tn::Tensor<float, 1, 1> const positive = options(tn::ones<float, 1, 4>());
  tn::Tensor<float, 2> const a{6, 8}, b{2, 4};
  auto const [sum, product, quotient] = tn::call(MyMultiLayer{}, a, b);
  bool const layers = check(positive(0, 0) > 0 && sum(0) == 8 && product(1) == 32 && quotient(0) == 3, "layers");
  return layers && fitted(data) && looped(data) && resumed(data) ? 0 : 1;
}
