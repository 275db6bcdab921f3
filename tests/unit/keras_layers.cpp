// SPDX-License-Identifier: MIT
// Layers without weights beside Keras' vectors, where ../shared/reference is.
#include "support/keras_vectors.hpp"

#include <tenon/embedded.hpp>

namespace tn = tenon;
namespace nn = tn::nn;
using namespace tenon_test;

namespace {

/// A layer on the input x of that shape.
template <class Layer, std::size_t... D>
void check(std::string const& id, Layer const& layer = {}) {
  KerasVector const& v = keras_vector(id);
  check_expected(v, tn::call(layer, v.input<float, D...>("x")));
}
/// A merging layer on two inputs, of which the first goes through Masking.
template <class Layer>
struct MaskedFirst {
  nn::Masking<> masking;
  Layer layer;
  TENON_MODULE(MaskedFirst, masking, layer);
  constexpr auto call(auto const& a, auto const& b) const {
    return layer.call(nn::Masked{masking.call(a), masking.compute_mask(a)}, b);
  }
};
template <class Layer>
void check_merging(std::string const& id) {
  KerasVector const& v = keras_vector(id);
  auto const& inputs = v.inputs()["inputs"].items();
  REQUIRE(v.inputs()["masked"].items().size() == 2);
  check_expected(v,
                 tn::call(MaskedFirst<Layer>{}, tensor_from<float, 1, 4, 2>(inputs[0]), tensor_from<float, 1, 4, 2>(inputs[1])));
}

}  // namespace

TEST_CASE("keras: activations with numbers to set") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  check<nn::ReLU<10>, 5>("layers.activation.ReLU.01");
  check<nn::ReLU<8, 0, 5>, 5>("layers.activation.ReLU.03");
  check<nn::ReLU<>, 4>("layers.activation.ReLU.05");
  check<nn::ReLU<>, 2, 2>("layers.activation.ReLU.07");
  check<nn::ReLU<>, 5>("activations.relu.04", {{5.F}, {0.F}, {5.F}});
  check<nn::ReLU<6>, 6>("activations.relu.06");
  check<nn::LeakyReLU<0.01>, 1, 2, 5>("c.activations.leaky_relu.01");
  check<nn::LeakyReLU<>, 1, 2, 5>("c.activations.leaky_relu.03");
  check<nn::ELU<>, 2, 2, 5>("c.layers.activation.ELU.01");
  check<nn::Softmax, 2, 3>("layers.activation.Softmax.01");
  check<nn::SoftmaxAlong<1>, 2, 3>("layers.activation.Softmax.03");
  KerasVector const& v = keras_vector("layers.activation.Softmax.05");
  tn::Tensor<bool, 1, 3> const mask{{true, false, true}};
  auto const y = tn::call(nn::SoftmaxAlong<-1>{}, v.input<float, 2, 3>("x"), mask);
  check_values(v, {y(0, 1), y(1, 1)});
  CHECK(y(0, 0) + y(0, 2) == Approx(1));
}

TEST_CASE("keras: merging") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  check_merging<nn::Add>("layers.merging.Add.01");
  check_merging<nn::Average>("layers.merging.Average.01");
  check_merging<nn::Concatenate<1>>("layers.merging.Concatenate.01");
  check_merging<nn::Maximum>("layers.merging.Maximum.01");
  check_merging<nn::Minimum>("layers.merging.Minimum.01");
  check_merging<nn::Multiply>("layers.merging.Multiply.01");
  check_merging<nn::Subtract>("layers.merging.Subtract.01");
}

TEST_CASE("keras: pooling") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  using namespace nn;
  check<AveragePooling1D<Stride<1>>, 2, 3, 4>("c.layers.pooling.AveragePooling1D.01");
  check<AveragePooling1D<>, 2, 3, 4>("c.layers.pooling.AveragePooling1D.03");
  check<AveragePooling1D<Size<2>, Stride<1>, Same>, 2, 3, 4>("c.layers.pooling.AveragePooling1D.05");
  check<AveragePooling1D<Same>, 2, 3, 4>("c.layers.pooling.AveragePooling1D.07");
  check<AveragePooling2D<Stride<1>>, 1, 4, 4, 1>("c.layers.pooling.AveragePooling2D.01");
  check<AveragePooling2D<Stride<2, 1>, Same>, 1, 4, 4, 1>("c.layers.pooling.AveragePooling2D.03");
  check<AveragePooling2D<Same>, 1, 4, 4, 1>("c.layers.pooling.AveragePooling2D.05");
  check<MaxPooling1D<Stride<1>>, 2, 3, 4>("c.layers.pooling.MaxPooling1D.01");
  check<MaxPooling1D<Stride<1>, Same>, 2, 3, 4>("c.layers.pooling.MaxPooling1D.03");
  check<MaxPooling1D<>, 2, 3, 4>("c.layers.pooling.MaxPooling1D.05");
  check<MaxPooling2D<Stride<1>>, 1, 5, 5, 4>("c.layers.pooling.MaxPooling2D.01");
  check<MaxPooling2D<Same>, 1, 5, 5, 4>("c.layers.pooling.MaxPooling2D.03");
  check<MaxPooling2D<Size<2, 3>, Stride<3>, Same>, 1, 5, 5, 4>("c.layers.pooling.MaxPooling2D.05");
}

TEST_CASE("keras: global and adaptive pooling, up-sampling") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  using namespace nn;
  check<GlobalAveragePooling1D<>, 2, 3, 4>("c.layers.pooling.GlobalAveragePooling1D.01");
  check<GlobalAveragePooling1D<KeepDims>, 2, 3, 4>("c.layers.pooling.GlobalAveragePooling1D.03");
  check<GlobalAveragePooling1D<ChannelsFirst>, 2, 3, 4>("c.layers.pooling.GlobalAveragePooling1D.05");
  check<GlobalAveragePooling1D<KeepDims, ChannelsFirst>, 2, 3, 4>("c.layers.pooling.GlobalAveragePooling1D.07");
  check<GlobalAveragePooling2D<>, 2, 3, 4, 4>("c.layers.pooling.GlobalAveragePooling2D.01");
  check<GlobalAveragePooling2D<ChannelsFirst>, 2, 3, 4, 4>("c.layers.pooling.GlobalAveragePooling2D.03");
  check<GlobalMaxPooling1D<>, 2, 3, 4>("c.layers.pooling.GlobalMaxPooling1D.01");
  check<GlobalMaxPooling1D<ChannelsFirst>, 2, 3, 4>("c.layers.pooling.GlobalMaxPooling1D.03");
  check<GlobalMaxPooling2D<>, 2, 3, 4, 4>("c.layers.pooling.GlobalMaxPooling2D.01");
  check<GlobalMaxPooling2D<ChannelsFirst>, 2, 3, 4, 4>("c.layers.pooling.GlobalMaxPooling2D.03");
  check<AdaptiveAveragePooling2D<Size<2>, ChannelsFirst>, 1, 1, 4, 4>("layers.pooling.AdaptiveAveragePooling2D.01");
  check<AdaptiveMaxPooling1D<Size<2>, ChannelsFirst>, 1, 1, 6>("layers.pooling.AdaptiveMaxPooling1D.01");
  check<AdaptiveMaxPooling3D<Size<2>, ChannelsFirst>, 1, 1, 2, 2, 2>("layers.pooling.AdaptiveMaxPooling3D.01");
  check<UpSampling1D<>, 2, 2, 3>("layers.reshaping.UpSampling1D.01");
}
