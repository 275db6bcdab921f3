// SPDX-License-Identifier: MIT
// A layer, a loss, a metric and an optimizer of your own: structs with a member function or two. They train a model
// that answers "below which value do nine of ten lie?" instead of "what is the mean?".
#include <tenon/tenon.hpp>

#include <cmath>
#include <cstdio>

namespace tn = tenon;
namespace nn = tenon::nn;

// [layer]
// Multiplies each feature by a trained number, and charges for numbers far from 0.
template <std::size_t N>
struct GainLayer {
  tn::InitParam<nn::Ones, float, N> gain;
  tn::Tensor<float> price{1e-4F};  // a plain tensor is a hyper-parameter: kept with the layer, not trained
  TENON_MODULE(GainLayer, gain, price);

  constexpr auto call(auto const& x, auto& context) const {
    context.add_loss(price * tn::sum(tn::square(gain)));
    return x * gain;
  }
};

// What stands in a model: it learns the size of its input from the layer before.
struct Gain {
  template <class In>
  using build = GainLayer<In::size>;
};
// [end]

// [loss]
// Quantile loss: missing by being too low costs `level`, by being too high the rest.
struct Quantile {
  tn::Tensor<float> level{0.9F};
  TENON_MODULE(Quantile, level);

  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    auto const e = y_true - y_pred;
    return nn::mean_per_sample(tn::maximum(level * e, (level - 1.F) * e));
  }
};
// [end]

// [metric]
// The part of the true values that lie below the predictions.
struct Below {
  nn::Mean mean;
  TENON_MODULE(Below, mean);
  static constexpr char name[] = "below";

  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    mean.add(nn::mean_per_sample(tn::cast<float>(y_true < y_pred)), weights, context);
  }
  constexpr auto result() const { return mean.result(); }
};
// [end]

// [optimizer]
// Sign descent: steps of one size that shrink with time.
struct SignDescent {
  tn::Tensor<float> decay{0.999F};
  tn::Variable<float> rate{0.02F};
  TENON_MODULE(SignDescent, decay, rate);

  template <class V>
  struct Slots {  // what each parameter needs beside its value: nothing here, V in Adam's momentum
    TENON_MODULE(Slots);
  };
  constexpr auto begin(auto& context) const {  // once a step
    context.assign(rate, rate * decay);
    return rate;
  }
  constexpr auto update(auto const& p, auto const& g, auto const&, auto const& step, auto&) const {
    return p - step * tn::sign(g);
  }
};
// [end]

struct Net : nn::Sequential<tn::Shape<2>, nn::Dense<16, nn::Tanh>, Gain, nn::Dense<1>> {};

int main() {
  // A mean that depends on the first feature, under noise between 0 and 1.
  tn::data::Rows<float, 2> x(4000);
  tn::data::Rows<float, 1> y(4000);
  tn::Philox const random(1);
  for (std::size_t i = 0; i < x.rows(); ++i) {
    for (std::size_t c = 0; c < 2; ++c) x.row(i)[c] = 2 * random.uniform(2 * i + c) - 1;
    y.row(i)[0] = x.row(i)[0] + random.uniform(i, 1);
  }

  // [train]
  Net net;
  tn::initialize(net, 1);
  auto trainer = nn::compile<50>(net, Quantile{}, SignDescent{}, Below{});
  auto const history = trainer.fit(x, y, {.epochs = 20, .validation_split = 0.25});
  auto const last = history["val_below"].back();
  std::printf("below the prediction: %.3f\n", last);
  // [end]
  return std::fabs(last - 0.9) < 0.05 ? 0 : 1;
}
