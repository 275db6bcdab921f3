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

namespace {
/// A dense layer of arbitrary weights beside its packed form.
template <class Packed, class Dense, class X>
void check_packed(X const& x) {
  Dense dense;
  tn::initialize(dense, 5);
  tn::for_each_tensor(dense, [](tn::Path const&, auto& t) {
    for (std::size_t i = 0; i < t.size; ++i) t.data()[i] += static_cast<typename Dense::T>(i * 29 % 17) / 40;
  });
  Packed packed;
  packed.pack(dense);
  auto const y = tn::call(packed, x), want = tn::call(dense, x);
  static_assert(std::is_same_v<decltype(y), decltype(want)>);
  for (std::size_t i = 0; i < y.size; ++i) CHECK(y.data()[i] == Approx(want.data()[i]).epsilon(1e-5).margin(1e-6));
  Dense const again = packed.unpacked();
  CHECK(std::equal(again.kernel.begin(), again.kernel.end(), dense.kernel.begin()));
}
template <class X>
X ramp() {
  X x;
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = static_cast<typename X::value_type>(i * 37 % 23) / 8 - 1;
  return x;
}
struct Inner : Sequential<tn::Shape<512>, Dense<256, Tanh>, Dense<3, Softmax>> {};
struct Outer : Sequential<tn::Shape<256>, Frozen<Dense<512, Relu>>, Inner> {};
}  // namespace

TEST_CASE("a packed dense layer is the dense layer", "[layer][packed]") {
  check_packed<PackedDenseLayer<5, 64, Relu>, DenseLayer<5, 64, Relu>>(ramp<tn::Tensor<float, 7, 5>>());
  check_packed<PackedDenseLayer<5, 64, Softmax>, DenseLayer<5, 64, Softmax>>(ramp<tn::Tensor<float, 2, 3, 5>>());
  check_packed<PackedDenseLayer<9, 96, NoBias>, DenseLayer<9, 96, NoBias>>(ramp<tn::Tensor<float, 1, 9>>());
  using Options = PackedDenseLayer<4, 32, Tanh, Dtype<double>>;
  static_assert(Options::panels == 2);
  check_packed<Options, DenseLayer<4, 32, Tanh, Dtype<double>>>(ramp<tn::Tensor<double, 3, 4>>());
  // It is not trained, and saved like any other.
  static_assert(std::is_empty_v<tn::Gradient<PackedDenseLayer<5, 64>>>);
  tenon_test::module_laws<PackedDenseLayer<2, 32>>({{"kernel", 64, tn::LeafKind::hyper}, {"bias", 32, tn::LeafKind::hyper}});
}

TEST_CASE("packing a model packs its large dense layers, those of models in it too", "[layer][packed]") {
  using Want = Sequential<tn::Shape<256>, PackedDenseLayer<256, 512, Relu>,
                          Sequential<tn::Shape<512>, PackedDenseLayer<512, 256, Tanh>, DenseLayer<256, 3, Softmax>>>;
  static_assert(std::is_same_v<Packed<Outer>, Want>);
  static_assert(std::is_same_v<Packed<DenseLayer<600, 500>>, DenseLayer<600, 500>>);  // no whole panels
  static_assert(std::is_same_v<Packed<DenseLayer<8, 64>>, DenseLayer<8, 64>>);        // small
  Outer net;
  tn::initialize(net, 9);
  auto const fast = packed(net);
  auto const x = ramp<tn::Tensor<float, 4, 256>>();
  auto const want = net(x), y = fast(x);
  for (std::size_t i = 0; i < y.size; ++i) CHECK(y.data()[i] == Approx(want.data()[i]).epsilon(1e-5));
  // A batch that is not full.
  tn::PredictStep<Want, tn::Batch<4>> step;
  tn::Tensor<float, 4, 3> some;
  step(fast, x.data(), some.data(), 3);
  for (std::size_t i = 0; i < 9; ++i) CHECK(some.data()[i] == Approx(want.data()[i]).epsilon(1e-5));
}
