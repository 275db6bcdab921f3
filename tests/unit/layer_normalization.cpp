// SPDX-License-Identifier: MIT
// Layers that normalise: against their definitions and Keras' vectors.
#include "support/keras_vectors.hpp"
#include "support/laws/layer_laws.hpp"
#include "support/laws/module_laws.hpp"

namespace tn = tenon;
using namespace tn::nn;
using namespace tenon_test;

namespace {
template <class Spec, std::size_t... In>
using Built = typename Spec::template build<tn::Shape<In...>>;

/// A fresh layer on a vector's x.
template <class Spec, std::size_t Batch, std::size_t... D>
void check(std::string const& id) {
  KerasVector const& v = keras_vector(id);
  Built<Spec, D...> layer;
  tn::initialize(layer, 1);
  auto const y = tn::call(layer, v.input<float, Batch, D...>("x"));
  auto const want = v.expected();
  REQUIRE(want.size() == y.size);
  // Keras' tests leave epsilon out of what they expect: 1e-3 is their tolerance.
  for (std::size_t i = 0; i < y.size; ++i) CHECK(y.data()[i] == Approx(want[i]).margin(1e-3));
}
}  // namespace

TEST_CASE("normalisation layers: gradients", "[layer]") {
  layer_laws<Built<LayerNormalization<>, 2, 4>, tn::Shape<2, 4>, tn::Shape<2, 4>>();
  layer_laws<Built<GroupNormalization<Groups<2>, Axis<1>>, 4, 3>, tn::Shape<4, 3>, tn::Shape<4, 3>>();
}
TEST_CASE("normalisation by mean squares and by norm: gradients", "[layer]") {
  layer_laws<Built<RMSNormalization<Axis<1, -1>>, 2, 3>, tn::Shape<2, 3>, tn::Shape<2, 3>>();
  layer_laws<UnitNormalization<>, tn::Shape<2, 3>, tn::Shape<2, 3>>();
}

TEST_CASE("normalisation layers: parameters", "[layer]") {
  module_laws<Built<LayerNormalization<Axis<1, -1>>, 4, 5, 6>>(
      {{"gamma", 24}, {"beta", 24}, {"epsilon", 1, tn::LeafKind::hyper}});
  static_assert(tn::parameter_count<Built<LayerNormalization<NoScale>, 5>> == 5);
  static_assert(tn::parameter_count<Built<RMSNormalization<>, 4, 5>> == 5);
  static_assert(tn::parameter_count<Built<GroupNormalization<Groups<-1>, NoCenter>, 4, 6>> == 6);
  static_assert(!GroupNormalization<Groups<4>>::accepts<tn::Shape<6>> && !LayerNormalization<Axis<3>>::accepts<tn::Shape<6>> &&
                !LayerNormalization<Axis<0>>::accepts<tn::Shape<6>>);
  auto const y = tn::call(UnitNormalization<1, 2>{}, tn::Tensor<float, 1, 1, 2>{{{3, 4}}});
  CHECK(y(0, 0, 1) == Approx(0.8).epsilon(1e-6));
  CHECK(tn::call(UnitNormalization<>{}, tn::Tensor<float, 1, 2>{{0, 0}})(0, 1) == 0);
}

TEST_CASE("keras: normalisation") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  check<LayerNormalization<Beta<Ones>>, 1, 5>("layers.normalization.LayerNormalization.01");
  using Plain = GroupNormalization<Groups<4>, NoScale, NoCenter>;
  check<Plain, 1, 2, 4>("layers.normalization.GroupNormalization.01");
  check<GroupNormalization<Groups<2>, Axis<1>, NoScale, NoCenter>, 1, 8>("layers.normalization.GroupNormalization.03");
  check<GroupNormalization<Groups<2>, Axis<2>, NoScale, NoCenter>, 1, 2, 4>("layers.normalization.GroupNormalization.05");

  // layers.normalization.LayerNormalization.03 is a property of random numbers.
  REQUIRE(keras_vector("layers.normalization.LayerNormalization.03").all["expected"]["std"].number(0) == 1);
  Built<LayerNormalization<>, 2, 2, 2> layer;
  tn::initialize(layer, 1);
  tn::Tensor<float, 1000, 2, 2, 2> const x = tn::random::normal<float, 1000, 2, 2, 2>(tn::random::key(3)) * 10 + 5;
  auto const y = tn::call(layer, x);
  CHECK(tn::Tensor<float>(tn::mean(y)).item() == Approx(0).margin(0.1));
  CHECK(tn::Tensor<float>(tn::std(y)).item() == Approx(1).margin(0.1));
}
