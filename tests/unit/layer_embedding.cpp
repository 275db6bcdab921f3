// SPDX-License-Identifier: MIT
// Layers that look their input up, EinsumDense, SpectralNormalization.
#include "support/laws/layer_laws.hpp"
#include "support/laws/module_laws.hpp"

#include <cmath>

namespace tn = tenon;
using namespace tn::nn;
using tenon_test::Approx;
using tenon_test::layer_laws;

TEST_CASE("Embedding gives the rows of a table, and trains those that came", "[layer]") {
  tenon_test::module_laws<Embedding<7, 2>>({{"embeddings", 14}});
  Embedding<7, 2> layer;
  tn::initialize(layer, 3);
  for (float const e : layer.embeddings) CHECK(std::abs(e) <= 0.05F);
  auto const y = tn::call(layer, tn::Tensor<std::int32_t, 2, 3>{{0, 6, 2}, {2, 2, 1}});
  static_assert(std::is_same_v<decltype(y)::shape_type, tn::Shape<2, 3, 2>>);
  CHECK(y(0, 1, 1) == layer.embeddings(6, 1));
  CHECK(y(1, 1, 0) == layer.embeddings(2, 0));
  auto const mask =
      tn::function([](auto const& l, auto const& x) { return l.compute_mask(x); })(layer, tn::Tensor<std::int32_t, 1, 2>{{0, 3}});
  CHECK((!mask(0, 0) && mask(0, 1)));

  // A batch that is not full: the loss is a mean over its rows, so the gradient of a row's vector is that of the row alone.
  struct Net : Sequential<tn::Shape<1>, Embedding<7, 2>, Flatten> {};
  Net net;
  tn::initialize(net, 3);
  Net const before = net;
  SGD sgd;
  sgd.learning_rate = 1.F;
  tn::TrainStep<Net, MeanSquaredError, SGD, tn::Batch<4>> step(MeanSquaredError{}, sgd);
  float const x[4] = {5, 1, 5, 3}, target[8] = {1, 1, 1, 1, 1, 1, 9, 9};
  step(net, x, target, 3);  // the last row only fills the batch
  auto const &was = before.layer<0>().embeddings, &is = net.layer<0>().embeddings;
  for (std::size_t c = 0; c < 2; ++c) {
    CHECK(is(1, c) == Approx(was(1, c) + (1 - was(1, c)) / 3).epsilon(1e-5));      // mean over 3 rows of 2 numbers: 2 (1 - e) / 6
    CHECK(is(5, c) == Approx(was(5, c) + 2 * (1 - was(5, c)) / 3).epsilon(1e-5));  // it came twice
    CHECK(is(3, c) == was(3, c));
    CHECK(is(0, c) == was(0, c));
  }
}

TEST_CASE("EinsumDense: shapes of kernel and bias from the equation", "[layer]") {
  using Plain = EinsumDense<"ab,bc->ac", tn::Shape<64>, BiasAxes<"c">, Relu>;
  static_assert(tn::parameter_count<Plain::build<tn::Shape<32>>> == 32 * 64 + 64);
  using Steps = EinsumDense<"abc,cd->abd", tn::Shape<0, 64>, BiasAxes<"d">>;
  static_assert(std::is_same_v<Sequential<tn::Shape<32, 128>, Steps>::output_shape, tn::Shape<32, 64>>);
  using Ellipsis = EinsumDense<"...x,xy->...y", tn::Shape<64>, BiasAxes<"y">>;
  static_assert(std::is_same_v<Sequential<tn::Shape<32, 128>, Ellipsis>::output_shape, tn::Shape<32, 64>>);
  using Heads = EinsumDense<"abc,cde->abde", tn::Shape<0, 2, 3>, BiasAxes<"de">>;
  static_assert(std::is_same_v<decltype(Heads::build<tn::Shape<5, 4>>::kernel)::shape_type, tn::Shape<4, 2, 3>>);
  static_assert(std::is_same_v<decltype(Heads::build<tn::Shape<5, 4>>::bias)::shape_type, tn::Shape<2, 3>>);
  static_assert(std::is_same_v<
                decltype(EinsumDense<"abc,cd->abd", tn::Shape<0, 6>, BiasAxes<"b">>::build<tn::Shape<5, 4>>::bias)::shape_type,
                tn::Shape<5, 1>>);
  static_assert(!Steps::accepts<tn::Shape<32>> && !EinsumDense<"abc,cd->abd", tn::Shape<31, 64>>::accepts<tn::Shape<32, 8>> &&
                !EinsumDense<"ab,bc->ad", tn::Shape<4>>::accepts<tn::Shape<8>>);
  layer_laws<Heads::build<tn::Shape<2, 3>>, tn::Shape<2, 3>, tn::Shape<2, 2, 3>>();
}

TEST_CASE("SpectralNormalization keeps the largest singular value at 1", "[layer]") {
  struct Net : Sequential<tn::Shape<4>, SpectralNormalization<Dense<3, NoBias>, 8>> {};
  static_assert(tn::parameter_count<Net> == 12);
  Net net;
  tn::initialize(net, 2);
  for (float& w : net.layer<0>().layer.kernel) w *= 20;
  SGD sgd;
  sgd.learning_rate = 0.F;  // what is left of a step is the normalisation
  tn::TrainStep<Net, MeanSquaredError, SGD, tn::Batch<2>> step(MeanSquaredError{}, sgd);
  float const x[8] = {1, 0, 0, 0, 0, 1, 0, 0}, target[6] = {};
  for (int i = 0; i < 5; ++i) step(net, x, target);
  tn::Tensor<float, 4, 3> const w = net.layer<0>().layer.kernel;
  // The largest eigenvalue of w^T w, by power iteration in double.
  double v[3] = {1, 0.5, 0.25}, norm = 0;
  for (int n = 0; n < 500; ++n) {
    double u[4] = {}, next[3] = {};
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t j = 0; j < 3; ++j) u[i] += static_cast<double>(w(i, j)) * v[j];
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t j = 0; j < 3; ++j) next[j] += static_cast<double>(w(i, j)) * u[i];
    norm = std::sqrt(next[0] * next[0] + next[1] * next[1] + next[2] * next[2]);
    for (std::size_t j = 0; j < 3; ++j) v[j] = next[j] / norm;
  }
  CHECK(norm == Approx(1).epsilon(1e-3));
  // In inference the kernel is taken as it is.
  auto const y = tn::call(net, tn::Tensor<float, 1, 4>{{1, 0, 0, 0}});
  CHECK(y(0, 1) == w(0, 1));
}
