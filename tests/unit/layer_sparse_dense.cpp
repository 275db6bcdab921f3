// SPDX-License-Identifier: MIT
// Dense layers of which some weights are not there: 2:4 and blocks.
#include "support/laws/layer_laws.hpp"
#include "support/laws/module_laws.hpp"

namespace tn = tenon;
using namespace tn::nn;
using tenon_test::Approx;
using tenon_test::layer_laws;

namespace {
constexpr auto band = [](std::size_t i, std::size_t j) { return i == j || i == j + 1; };
template <class X>
X spread() {
  X x;
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = static_cast<float>((i * 37 + 11) % 23) / 8 - 1.3f;
  return x;
}
/// A layer beside a dense one of the same kernel and bias.
template <class L, class Dense, class X>
void check_beside_dense(L const& layer, X const& x) {
  Dense dense;
  dense.kernel = layer.dense_kernel();
  dense.bias = layer.bias;
  auto const y = tn::call(layer, x), want = tn::call(dense, x);
  for (std::size_t i = 0; i < y.size; ++i) CHECK(y.data()[i] == Approx(want.data()[i]).epsilon(1e-5).margin(1e-5));
}
}  // namespace

TEST_CASE("TwoOfFourDense is the dense layer of its kernel", "[layer][sparse]") {
  layer_laws<TwoOfFourDenseLayer<8, 3, Tanh>, tn::Shape<8>, tn::Shape<3>>();
  static_assert(std::is_same_v<TwoOfFourDense<3, Relu>::build<tn::Shape<5, 36>>, TwoOfFourDenseLayer<36, 3, Relu>>);
  static_assert(!TwoOfFourDense<3>::accepts<tn::Shape<6>>);
  static_assert(tn::parameter_count<TwoOfFourDenseLayer<8, 3>> == 4 * 3 + 3);
  TwoOfFourDenseLayer<36, 3, Relu> layer;  // two words of places
  tn::initialize(layer, 7);
  layer.bias = tn::Tensor<float, 3>{1, -2, .5f};
  check_beside_dense<decltype(layer), DenseLayer<36, 3, Relu>>(layer, spread<tn::Tensor<float, 5, 36>>());
  check_beside_dense<decltype(layer), DenseLayer<36, 3, Relu>>(layer, spread<tn::Tensor<float, 2, 3, 36>>());
  // The six pairs all come.
  auto const kernel = layer.dense_kernel();
  for (int row = 0; row < 4; ++row) {
    int there = 0;
    for (int g = 0; g < 9; ++g)
      for (int u = 0; u < 3; ++u) there += kernel(4 * g + row, u) != 0;
    CHECK(there > 5);
  }
}

TEST_CASE("pruning keeps the two largest of four", "[layer][sparse]") {
  tn::Tensor<float, 4, 3> const dense{{1, 0, -1}, {-4, 0, 1}, {2, 0, 1}, {3, 5, -1}};
  TwoOfFourDenseLayer<4, 3> layer;
  layer.prune(dense);
  tn::Tensor<float, 4, 3> const want{{0, 0, -1}, {-4, 0, 1}, {0, 0, 0}, {3, 5, 0}}, got = layer.dense_kernel();
  CHECK(std::equal(got.begin(), got.end(), want.begin()));
  CHECK(layer.kernel(0, 0) == -4);
  CHECK(layer.kernel(1, 0) == 3);
  CHECK(layer.places(0, 0) == (1 | 3 << 2));
}

TEST_CASE("a gradient step on TwoOfFourDense is that on the weights that are there", "[layer][sparse]") {
  TwoOfFourDenseLayer<8, 3> layer;
  tn::initialize(layer, 3);
  DenseLayer<8, 3> dense;
  dense.kernel = layer.dense_kernel();
  auto const x = spread<tn::Tensor<float, 4, 8>>();
  constexpr auto loss = [](auto const& l, auto const& in) { return tn::sum(tn::square(l.call(in))); };
  auto const by_sparse = tn::grad<0>(loss)(layer, x);
  auto const by_dense = tn::grad<0>(loss)(dense, x);
  auto const& got = by_sparse.template get<"kernel">();
  auto const& want = by_dense.template get<"kernel">();
  for (int h = 0; h < 4; ++h)
    for (int u = 0; u < 3; ++u) {
      int const at = tn::two_of_four::place(layer.places(0, u), h / 2, h % 2);
      CHECK(got(h, u) == Approx(want(h / 2 * 4 + at, u)).epsilon(1e-5).margin(1e-5));
    }
}

TEST_CASE("BlockSparseDense is the dense layer of its blocks", "[layer][sparse]") {
  using Layer = BlockSparseDenseLayer<8, 6, BlockOf<2, 2>, band, Tanh>;
  layer_laws<Layer, tn::Shape<8>, tn::Shape<6>>();
  tenon_test::module_laws<Layer>({{"kernel", 6 * 4}, {"bias", 6}});
  using Spec = BlockSparseDense<6, BlockOf<2, 2>, band, Tanh>;
  static_assert(std::is_same_v<Spec::build<tn::Shape<3, 8>>, Layer>);
  static_assert(!Spec::accepts<tn::Shape<7>> && !Spec::accepts<tn::Shape<4>>);  // no inputs for the last two units
  Layer layer;
  layer.take(spread<tn::Tensor<float, 8, 6>>());
  tn::initialize(layer, 5);
  check_beside_dense<Layer, DenseLayer<8, 6, Tanh>>(layer, spread<tn::Tensor<float, 5, 8>>());
  tn::Tensor<float, 8, 6> const whole = spread<tn::Tensor<float, 8, 6>>();
  layer.take(whole);
  auto const kernel = layer.dense_kernel();
  for (std::size_t i = 0; i < 8; ++i)
    for (std::size_t u = 0; u < 6; ++u) CHECK(kernel.data()[i * 6 + u] == (band(i / 2, u / 2) ? whole.data()[i * 6 + u] : 0));
}

namespace {
struct Net {
  TwoOfFourDenseLayer<8, 8, Tanh> first;
  BlockSparseDenseLayer<8, 4, BlockOf<4, 2>, band> second;
  TENON_MODULE(Net, first, second);
  constexpr auto call(auto const& x) const { return second.call(first.call(x)); }
};
static_assert(Sequential<tn::Shape<8>, TwoOfFourDense<8>, BlockSparseDense<4, BlockOf<4, 2>, band>>::output_shape::size == 4);
}  // namespace

TEST_CASE("a model of sparse layers learns, and its places stay", "[layer][sparse]") {
  static_assert(tn::parameter_count<Net> == 4 * 8 + 8 + 2 * 4 * 2 + 4 + 4 * 2);
  Net net;
  tn::initialize(net, 1);
  auto const places = net.first.places;
  TwoOfFourPlaces::fill(tn::Philox(1), 0, tn::Dims{2, {1, 8}}, net.first.places.data());
  CHECK(std::equal(places.begin(), places.end(), net.first.places.begin()));
  auto const x = spread<tn::Tensor<float, 6, 8>>();
  tn::Tensor<float, 6, 4> y;
  for (std::size_t i = 0; i < y.size; ++i) y.data()[i] = static_cast<float>(i % 5) / 4 - .5f;
  constexpr auto loss = [](auto const& m, auto const& in, auto const& out) { return tn::mean(tn::square(m.call(in) - out)); };
  float const before = tn::function(loss)(net, x, y).item();
  for (int i = 0; i < 200; ++i) {
    auto const gradient = tn::grad<0>(loss)(net, x, y);
    net.first.kernel -= .2f * gradient.get<"first">().get<"kernel">();
  }
  CHECK(tn::function(loss)(net, x, y).item() < before / 2);
  CHECK(std::equal(places.begin(), places.end(), net.first.places.begin()));
}
