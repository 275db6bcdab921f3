// SPDX-License-Identifier: MIT
// Units that train or load models, whose compile time is a target: -DPROGRAM=n is one of them, with -DHEADERS only what it
// includes: the headers that it needs, not all there are. compile_time.sh compiles each at -O3.
#include <tenon/model.hpp>
#if PROGRAM == 1
#include <tenon/nn/fit.hpp>
#include <tenon/nn/layer/conv.hpp>
#include <tenon/nn/layer/pooling.hpp>
#include <tenon/nn/layer/reshaping.hpp>
#include <tenon/nn/loss/sparse_categorical_crossentropy.hpp>
#include <tenon/nn/metric/accuracy.hpp>
#include <tenon/nn/optimizer/adam.hpp>
#elif PROGRAM == 2
#include <tenon/nn/fit.hpp>
#include <tenon/nn/optimizer/adam.hpp>
#else
#include <tenon/nn/save.hpp>
#endif

namespace tn = tenon;
namespace nn = tn::nn;

#ifndef HEADERS
#if PROGRAM == 1  // a LeNet-like network is trained
struct Net : nn::Sequential<tn::Shape<28, 28, 1>, nn::Conv2D<8, nn::Size<5>, nn::Same, nn::Relu>, nn::MaxPooling2D<>,
                            nn::Conv2D<16, nn::Size<5>, nn::Relu>, nn::MaxPooling2D<>, nn::Flatten, nn::Dense<120, nn::Relu>,
                            nn::Dense<84, nn::Relu>, nn::Dense<10, nn::Softmax>> {};
double run(Net& net, tn::data::Rows<float, 28, 28, 1> const& x, tn::data::Rows<int> const& y) {
  auto trainer = nn::compile<32>(net, nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::SparseCategoricalAccuracy{});
  return trainer.fit(x, y, {.epochs = 1})["loss"].back();
}
#elif PROGRAM == 2 || PROGRAM == 3  // 100 dense layers are trained; a model is loaded
template <std::size_t>
using Hidden = nn::Dense<32, nn::Tanh>;
template <class Seq>
struct Layers;
template <std::size_t... I>
struct Layers<std::index_sequence<I...>> {
  using type = nn::Sequential<tn::Shape<32>, Hidden<I>..., nn::Dense<1>>;
};
struct Net : Layers<std::make_index_sequence<PROGRAM == 2 ? 99 : 2>>::type {};
#if PROGRAM == 2
double run(Net& net, tn::data::Rows<float, 32> const& x, tn::data::Rows<float, 1> const& y) {
  auto trainer = nn::compile<32>(net, nn::MeanSquaredError{}, nn::Adam{});
  return trainer.fit(x, y, {.epochs = 1})["loss"].back();
}
#else
void run(Net& net, char const* file) { nn::load(file, net); }
#endif
#endif
#endif
