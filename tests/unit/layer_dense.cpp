// SPDX-License-Identifier: MIT
#include "support/laws/layer_laws.hpp"
#include "support/laws/module_laws.hpp"

namespace tn = tenon;
using namespace tn::nn;
using tenon_test::Approx;
using tenon_test::layer_laws;

TEST_CASE("Dense with each activation", "[layer]") {
  layer_laws<DenseLayer<5, 3>, tn::Shape<5>, tn::Shape<3>>();
  layer_laws<DenseLayer<4, 2, Relu>, tn::Shape<4>, tn::Shape<2>>();
  layer_laws<DenseLayer<4, 2, Elu>, tn::Shape<4>, tn::Shape<2>>();
  layer_laws<DenseLayer<4, 2, Selu>, tn::Shape<4>, tn::Shape<2>>();
  layer_laws<DenseLayer<4, 2, Tanh>, tn::Shape<4>, tn::Shape<2>>();
}
TEST_CASE("Dense on more axes, and of one", "[layer]") {
  layer_laws<DenseLayer<4, 2, Sigmoid>, tn::Shape<3, 4>, tn::Shape<3, 2>>();
  layer_laws<DenseLayer<1, 1, Softplus>, tn::Shape<1>, tn::Shape<1>>();
}

TEST_CASE("Dense is a module of a kernel and a bias", "[layer][module]") {
  tenon_test::module_laws<DenseLayer<5, 3>>({{"kernel", 15}, {"bias", 3}});
  static_assert(std::is_same_v<Dense<3, Relu, HeNormal>::build<tn::Shape<7, 5>>, DenseLayer<5, 3, Relu, HeNormal>>);
  static_assert(tn::parameter_count<DenseLayer<8, 30>> == 270);
}

TEST_CASE("the numbers of Keras' test: Dense", "[layer][keras]") {
  DenseLayer<2, 2, Relu> d{{{1, -2}, {3, -4}}, {5, -6}};
  auto const y = tn::call(d, tn::Tensor<float, 1, 2>{{-1, 2}});
  CHECK(y(0, 0) == 10);
  CHECK(y(0, 1) == 0);
}

TEST_CASE("Dense of doubles", "[layer]") {
  DenseLayer<2, 1, Kernel<Zeros>, Bias<Ones>, Dtype<double>> d;
  d.kernel.fill(0.1);
  CHECK(tn::call(d, tn::Tensor<double, 1, 2>{{1, 2}})(0, 0) == Approx(0.3).epsilon(1e-15));
}
