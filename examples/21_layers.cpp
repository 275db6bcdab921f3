// SPDX-License-Identifier: MIT
// Layers: a small convolutional network, and layers of your own with and without weights. It tells noisy pictures of
// horizontal bars from vertical ones.
#include <tenon/tenon.hpp>

#include <cmath>
#include <cstdio>

namespace tn = tenon;
namespace nn = tenon::nn;

// [own]
// A layer without weights is a struct with a call, or any function in a Lambda.
constexpr auto contrast = [](auto const& x) { return x - tn::mean<1, 2>(x, tn::keepdims); };

// A layer with weights has them as fields. Its own size and the parameters' options follow from the input in a spec: see
// GainLayer in 04_own_parts.cpp. This one trains one number a channel, and adds noise while it trains.
template <std::size_t Channels>
struct NoisyScaleLayer {
  nn::ParamWith<nn::Scale<nn::Ones, nn::NonNeg>, float, Channels> scale;  // starts at 1, never below 0
  tn::Tensor<float> noise{0.05F};                                         // can be set at run time, and is saved
  TENON_MODULE(NoisyScaleLayer, scale, noise);

  constexpr auto call(auto const& x, auto& context) const {
    if constexpr (nn::is_training<decltype(context)>)
      return x * scale + tn::random::normal<float, typename std::remove_cvref_t<decltype(x)>::shape_type>(context.key()) * noise;
    else
      return x * scale;
  }
};
struct NoisyScale {
  template <class In>
  using build = NoisyScaleLayer<tn::dims_of<In>[In::rank - 1]>;
};
// [end]

// [model]
struct Reader : nn::Sequential<tn::Shape<8, 8, 1>,                                                              //
                               nn::Lambda<contrast>,                                                            // [8, 8, 1]
                               nn::Conv2D<4, nn::Size<3>, nn::Same, nn::NoBias, nn::Kernel<nn::HeNormal>>,      // [8, 8, 4]
                               nn::BatchNormalization<nn::Momentum<0.9>>, nn::Relu, nn::MaxPooling2D<>,         // [4, 4, 4]
                               NoisyScale, nn::Conv2D<8, nn::Size<3>, nn::Relu>, nn::GlobalAveragePooling2D<>,  // [8]
                               nn::Dropout<0.1>, nn::Dense<2, nn::Softmax>> {};

static_assert(std::is_same_v<Reader::output_shape, tn::Shape<2>>);
static_assert(tn::parameter_count<Reader> == 3 * 3 * 4 + 2 * 4 + 4 + (3 * 3 * 4 + 1) * 8 + (8 + 1) * 2);
// [end]

int main() {
  // Bars at random places, and noise.
  constexpr std::size_t count = 400;
  tn::data::Rows<float, 8, 8, 1> x(count);
  tn::data::Rows<float, 2> y(count);
  tn::Philox const random(3);
  for (std::size_t i = 0; i < count; ++i) {
    auto const at = static_cast<std::size_t>(8 * random.uniform(i, 1));
    for (std::size_t k = 0; k < 64; ++k) {
      bool const bar = (i % 2 == 0 ? k / 8 : k % 8) == at;
      x.row(i)[k] = (bar ? 1.F : 0.F) + 0.5F * static_cast<float>(random.uniform(i * 64 + k, 2));
    }
    y.row(i)[i % 2] = 1;
    y.row(i)[1 - i % 2] = 0;
  }

  // [train]
  Reader net;
  tn::initialize(net, 5);
  nn::Adam adam;
  adam.learning_rate = 0.01F;
  auto trainer = nn::compile<32>(net, nn::MeanSquaredError{}, adam);
  auto const history = trainer.fit(x, y, {.epochs = 8, .validation_split = 0.2, .verbose = nn::Verbose::silent});
  std::printf("loss %.4f, on new pictures %.4f\n", history["loss"].back(), history["val_loss"].back());
  // [end]

  int right = 0;
  auto const prediction = trainer.predict(x);
  for (std::size_t i = 0; i < count; ++i) right += prediction.row(i)[i % 2] > 0.5F;
  std::printf("%d of %zu right\n", right, count);

  // [use]
  // A layer is a value with a call, in a model or alone: what it learnt is in its fields.
  nn::MaxPooling1D<nn::Size<3>, nn::Stride<1>, nn::Causal> const peak;
  tn::Tensor<float, 1, 4, 1> const peaks = tn::call(peak, tn::Tensor<float, 1, 4, 1>{{{1}, {3}, {2}, {0}}});
  auto const& norm = net.layer<2>();
  std::printf("running mean of channel 0: %.3f; peaks: %.0f %.0f %.0f %.0f\n", static_cast<double>(norm.moving_mean(0)),
              static_cast<double>(peaks(0, 0, 0)), static_cast<double>(peaks(0, 1, 0)), static_cast<double>(peaks(0, 2, 0)),
              static_cast<double>(peaks(0, 3, 0)));
  // [end]
  bool const good = right > 380 && std::isfinite(history["val_loss"].back()) && peaks(0, 3, 0) == 3;
  return good ? 0 : 1;
}
