// SPDX-License-Identifier: MIT
// Models beyond a chain of layers: several inputs and outputs, blocks, shared layers, and training loops of one's own.
#include <tenon/tenon.hpp>

#include <cstdio>
#include <cstdlib>

namespace tn = tenon;
namespace nn = tenon::nn;

// [sizes]
// What a layer becomes for an input, and what it gives: both are types, worked out by the compiler.
using Hidden = nn::Build<nn::Dense<30, nn::Relu>, tn::Shape<6>>;
static_assert(tn::parameter_count<Hidden> == 6 * 30 + 30);
static_assert(std::is_same_v<nn::OutputShape<nn::Dense<30>, tn::Shape<6>>, tn::Shape<30>>);
// [end]

// [wide]
/// Some inputs go to the output as they are, the others through two layers.
struct WideAndDeep {
  using input_shape = std::tuple<tn::Shape<2>, tn::Shape<3>>;
  static constexpr char const* output_names[] = {"main", "deep"};

  nn::Sequential<tn::Shape<3>, nn::Dense<16, nn::Relu>, nn::Dense<16, nn::Relu>> hidden;
  nn::Build<nn::Dense<1>, tn::Shape<18>> output;
  nn::Build<nn::Dense<1>, tn::Shape<16>> deep_output;
  TENON_MODULE(WideAndDeep, hidden, output, deep_output);

  constexpr auto call(auto const& wide, auto const& deep) const {
    auto const h = hidden.call(deep);
    return std::tuple{output.call(tn::concat<1>(wide, h)), deep_output.call(h)};
  }
};
// [end]

// [residual]
/// Layers around which there is a way past. Their sizes follow from the input.
template <class In, std::size_t Layers>
struct ResidualLayer {
  nn::LayerArray<nn::Build<nn::Dense<In::size, nn::Elu>, In>, Layers> hidden;
  TENON_MODULE(ResidualLayer, hidden);
  constexpr auto call(auto const& x) const {
    auto z = x;
    for (auto const& layer : hidden) z = layer.call(z);
    return x + z;
  }
};
/// What stands in a model.
template <std::size_t Layers>
struct Residual {
  template <class In>
  using build = ResidualLayer<In, Layers>;
};

struct ResidualNet {
  using input_shape = tn::Shape<3>;
  nn::Build<nn::Dense<8, nn::Elu>, input_shape> input;
  nn::Build<Residual<2>, tn::Shape<8>> block;
  nn::Build<Residual<1>, tn::Shape<8>> last;
  nn::Build<nn::Dense<1>, tn::Shape<8>> output;
  TENON_MODULE(ResidualNet, input, block, last, output);

  constexpr auto call(auto const& x) const {
    auto z = input.call(x);
    for (int i = 0; i < 3; ++i) z = block.call(z);  // one block, used three times: its weights are there once
    return output.call(last.call(z));
  }
};
// [end]

// [reconstruction]
/// A model that also has to say what it was given; how well it does is added to the loss and reported beside it.
template <class In>
struct ReconstructingLayer {
  nn::Sequential<In, nn::Dense<8, nn::Selu>, nn::Dense<8, nn::Selu>> hidden;
  nn::Build<nn::Dense<In::size>, tn::Shape<8>> reconstruct;
  nn::Build<nn::Dense<1>, tn::Shape<8>> output;
  TENON_MODULE(ReconstructingLayer, hidden, reconstruct, output);

  constexpr auto call(auto const& x, auto& context) const {
    auto const z = hidden.call(x, context);
    auto const error = tn::mean(tn::square(reconstruct.call(z) - x));
    context.add_loss(0.05F * error);
    context.add_metric("reconstruction_error", error);
    return output.call(z);
  }
};
struct Reconstructing : ReconstructingLayer<tn::Shape<3>> {
  using input_shape = tn::Shape<3>;
};
// [end]

// [loop]
/// What a loop of one's own carries.
struct Training {
  ResidualNet net;
  nn::OptimizerFor<ResidualNet, nn::Nadam> optimizer;
  nn::Mean mean_loss;
  TENON_MODULE(Training, net, optimizer, mean_loss);
};

/// One step: gradients, updates and metrics are one program, as they are in `fit`.
constexpr auto train = tn::function([](auto& t, auto const& x, auto const& y) {
  auto const [loss, gradients] = tn::value_and_grad<0>(
      [](auto const& net, auto const& x, auto const& y) { return tn::mean(nn::Huber{}.call(y, net.call(x))); })(t.net, x, y);
  t.optimizer.apply_gradients(t.net, gradients);
  nn::update(t.mean_loss, loss);
});
// [end]

// [optimizers]
/// Two optimizers, one for each part of a model, and random numbers.
struct TwoOptimizers {
  Reconstructing net;
  nn::OptimizerFor<decltype(Reconstructing::hidden), nn::SGD> slow;
  nn::OptimizerFor<decltype(Reconstructing::output), nn::Adam> fast;
  nn::RandomState random;
  TENON_MODULE(TwoOptimizers, net, slow, fast, random);
};
constexpr auto train_parts = tn::function([](auto& t, auto const& x, auto const& y) {
  auto const [loss, gradients] = tn::value_and_grad<0>([](auto const& net, auto const& random, auto const& x, auto const& y) {
    nn::Context<true> context(x, random);  // what layers add, and keys for those that draw
    auto const prediction = net.call(x, context);
    return tn::mean(tn::square(y - prediction)) + context.added_loss();
  })(t.net, t.random, x, y);
  t.slow.apply_gradients(t.net.hidden, gradients.template get<"hidden">());
  t.fast.apply_gradients(t.net.output, gradients.template get<"output">());
  return loss;
});
// [end]

namespace {

void check(bool right, char const* what) {
  if (right) return;
  std::fprintf(stderr, "wrong: %s\n", what);
  std::exit(1);
}

template <std::size_t N>
tn::data::Rows<float, N> random_rows(std::size_t rows, std::uint64_t seed) {
  tn::data::Rows<float, N> x(rows);
  for (std::size_t i = 0; i < N * rows; ++i) x.values()[i] = 2 * tn::Philox(seed).uniform(i) - 1;
  return x;
}

}  // namespace

int main() {
  constexpr std::size_t rows = 200, batch = 20;
  auto const wide = random_rows<2>(rows, 1);
  auto const deep = random_rows<3>(rows, 2);
  tn::data::Rows<float, 1> y(rows);
  for (std::size_t i = 0; i < rows; ++i) y.row(i)[0] = wide.row(i)[0] + deep.row(i)[0] * deep.row(i)[1];
  tn::data::Rows<float, 1> target(rows);
  for (std::size_t i = 0; i < rows; ++i) target.row(i)[0] = deep.row(i)[0] + deep.row(i)[1] * deep.row(i)[2];

  {
    // [fit]
    WideAndDeep net;
    tn::initialize(net, 1);
    auto trainer = nn::compile<batch>(net, nn::losses(nn::MeanSquaredError{}, nn::MeanSquaredError{}).weighted(0.9F, 0.1F),
                                      nn::Nadam{}, nn::of<0>(nn::MeanAbsoluteError{}));
    auto const history = trainer.fit({wide, deep}, {y, y}, {.epochs = 40, .validation_split = 0.2});
    auto const [main, deep_only] = trainer.predict({wide, deep});
    std::printf("%s %.3f, %s %.3f\n", "val_main_loss", history["val_main_loss"].back(), "val_deep_loss",
                history["val_deep_loss"].back());
    // [end]
    check(history["val_main_loss"].back() < history["val_deep_loss"].back() && main.rows() == rows, "wide and deep");
  }
  {
    Reconstructing net;
    tn::initialize(net, 1);
    auto trainer = nn::compile<batch>(net, nn::MeanSquaredError{}, nn::Nadam{});
    auto const history = trainer.fit(deep, target, {.epochs = 20});
    check(history["reconstruction_error"].back() < history["reconstruction_error"].front(), "reconstruction");
  }
  {
    // [run]
    Training training;
    tn::initialize(training.net, 1);
    for (int epoch = 0; epoch < 30; ++epoch) {
      training.mean_loss = {};
      for (std::size_t row = 0; row < rows; row += batch)
        train(training, tn::data::batch<batch>(deep, row), tn::data::batch<batch>(target, row));
      if (epoch % 10 == 9) std::printf("epoch %d: loss %.4f\n", epoch + 1, double(nn::result(training.mean_loss)));
    }
    // [end]
    check(nn::result(training.mean_loss) < 0.05F, "a loop of one's own");

    TwoOptimizers two;
    tn::initialize(two.net, 1);
    auto const x = tn::data::batch<batch>(deep, 0);
    auto const labels = tn::data::batch<batch>(target, 0);
    float const first = train_parts(two, x, labels).item();
    float last = first;
    for (int i = 0; i < 200; ++i) last = train_parts(two, x, labels).item();
    check(last < first, "two optimizers");
  }
}
