// SPDX-License-Identifier: MIT
// Dense, convolutions and PReLU beside Keras' vectors, where ../shared/reference is.
#include "support/keras_vectors.hpp"

#include <tenon/embedded.hpp>

namespace tn = tenon;
namespace nn = tn::nn;
using namespace tenon_test;

namespace {

/// The numbers of an input into a parameter.
template <class P>
void set(P& parameter, KerasVector const& v, std::string_view key) {
  auto const data = v.inputs()[key]["data"].numbers();
  REQUIRE(data.size() == P::size);
  for (std::size_t i = 0; i < data.size(); ++i) parameter.data()[i] = static_cast<typename P::value_type>(data[i]);
}

/// A layer for inputs of that shape, with the vector's kernel and bias, on its x.
template <class Spec, std::size_t Batch, std::size_t... D>
void check(std::string const& id) {
  KerasVector const& v = keras_vector(id);
  INFO(id);
  typename Spec::template build<tn::Shape<D...>> layer;
  set(layer.kernel, v, "kernel");
  if constexpr (requires { layer.bias.data(); }) set(layer.bias, v, "bias");
  check_expected(v, tn::call(layer, v.input<float, Batch, D...>("x")));
}

}  // namespace

TEST_CASE("keras: Dense, PReLU") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  check<nn::Dense<2, nn::Relu>, 1, 2>("layers.dense.Dense.01");
  check<nn::Dense<2, nn::NoBias>, 1, 2>("layers.dense.Dense.03");

  KerasVector const& v = keras_vector("c.layers.activation.PReLU.01");
  using Spec = nn::PReLU<nn::SharedAxes<1, 2>, nn::Alpha<nn::GlorotUniform, nn::L1<>, nn::NonNeg>>;
  Spec::build<tn::Shape<10, 5, 3>> layer;
  set(layer.alpha, v, "alpha");
  check_expected(v, tn::call(layer, v.input<float, 2, 10, 5, 3>("x")));
}

TEST_CASE("keras: convolutions") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  using namespace nn;
  check<Conv1D<5, Size<2>>, 2, 8, 4>("c.layers.conv.Conv1D.01");
  check<Conv1D<6, Size<2>, Causal, Dilation<2>, Groups<2>>, 2, 8, 4>("c.layers.conv.Conv1D.03");
  check<Conv2D<5, Size<2>>, 2, 8, 8, 4>("c.layers.conv.Conv2D.01");
  check<Conv2D<6, Size<2>, Same, Dilation<2>, Groups<2>>, 2, 8, 8, 4>("c.layers.conv.Conv2D.03");
  check<Conv2D<6, Size<4, 3>, Stride<2, 1>, Groups<2>>, 2, 8, 8, 4>("c.layers.conv.Conv2D.05");
}

TEST_CASE("keras: depthwise convolutions") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  using namespace nn;
  check<DepthwiseConv1D<Size<2>, DepthMultiplier<6>, Same, Dilation<2>>, 2, 8, 4>("c.layers.conv.DepthwiseConv1D.02");
  check<DepthwiseConv2D<Size<2>, DepthMultiplier<5>>, 2, 8, 8, 4>("c.layers.conv.DepthwiseConv2D.01");
  check<DepthwiseConv2D<Size<2>, DepthMultiplier<6>, Stride<2>>, 2, 8, 8, 4>("c.layers.conv.DepthwiseConv2D.03");
}
