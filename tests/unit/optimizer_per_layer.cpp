// SPDX-License-Identifier: MIT
// Optimizers by path, what is frozen, and loss scales in whole training steps.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <cmath>
#include <vector>

namespace tn = tenon;
using namespace tn::nn;
namespace detail = tn::nn::detail;
using tenon_test::Approx;

namespace {

struct Net : Sequential<tn::Shape<3>, Dense<4, Tanh>, Dense<2>> {};
template <class Model, class Optimizer>
using Step = tn::TrainStep<Model, MeanSquaredError, Optimizer, tn::Batch<4>>;

struct Data {
  float x[4][3], y[4][2];
  Data() {
    for (int r = 0; r < 4; ++r) {
      for (int i = 0; i < 3; ++i) x[r][i] = static_cast<float>((r * 5 + i * 3) % 7) / 3 - 1;
      for (int i = 0; i < 2; ++i) y[r][i] = static_cast<float>((r * 3 + i) % 5) - 2;
    }
  }
};
template <class Model, class Optimizer>
Model after(Model net, Optimizer const& o, int steps) {
  Data const data;
  auto step = Step<Model, Optimizer>(MeanSquaredError{}, o);
  for (int i = 0; i < steps; ++i) step(net, &data.x[0][0], &data.y[0][0]);
  return net;
}
Net fresh() {
  Net net;
  tn::initialize(net, 3);
  return net;
}
template <class T>
std::vector<float> values(T const& t) {
  return std::vector<float>(t.begin(), t.end());
}

}  // namespace

TEST_CASE("each path has its own optimizer", "[optimizer]") {
  using Some = PerLayer<MomentumSGD<>, On<"0.kernel", Adam>, On<"*.bias", SGD>>;
  // Adam keeps two values for each of 12 weights, momentum one for each of 8, SGD none.
  static_assert(tn::detail::count_elements<detail::SlotTree<Some, Net>>(tn::LeafKind::state) == 2 * 12 + 8);
  Some o;
  o.on<"0.kernel">().learning_rate.fill(0.01f);
  o.on<"*.bias">().learning_rate.fill(0.05f);
  o.rest().learning_rate.fill(0.02f);
  MomentumSGD<> momentum;
  momentum.learning_rate.fill(0.02f);
  SGD plain;
  plain.learning_rate.fill(0.05f);
  Adam adam;
  adam.learning_rate.fill(0.01f);
  // After one step every parameter is where its own optimizer alone takes it.
  Net const got = after(fresh(), o, 1), a = after(fresh(), adam, 1), m = after(fresh(), momentum, 1),
            s = after(fresh(), plain, 1);
  CHECK(values(got.layer<0>().kernel) == values(a.layer<0>().kernel));
  CHECK(values(got.layer<1>().kernel) == values(m.layer<1>().kernel));
  CHECK(values(got.layer<0>().bias) == values(s.layer<0>().bias));
  CHECK(values(got.layer<1>().bias) == values(s.layer<1>().bias));
}

TEST_CASE("ch12-354: SGD on the lower layers, Nadam on the upper", "[optimizer][ch12]") {
  PerLayer<SGD, On<"1", Nadam>> o;
  o.rest().learning_rate.fill(1e-4f);
  SGD low;
  low.learning_rate.fill(1e-4f);
  Net const start = fresh(), got = after(start, o, 1), sgd = after(start, low, 1), nadam = after(start, Nadam{}, 1);
  CHECK(values(got.layer<0>().kernel) == values(sgd.layer<0>().kernel));
  CHECK(values(got.layer<1>().kernel) == values(nadam.layer<1>().kernel));
  // Lower weights change only through SGD: with a rate of 0 not at all.
  o.rest().learning_rate.fill(0);
  Net const still = after(start, o, 5);
  CHECK(values(still.layer<0>().kernel) == values(start.layer<0>().kernel));
  CHECK(values(still.layer<1>().kernel) != values(start.layer<1>().kernel));
}

TEST_CASE("what is frozen costs nothing", "[trainable]") {
  // By path, as a layer, as parameters: no state, no gradient, and the same steps for the rest.
  using ByPath = PerLayer<Adam, On<"0", Freeze>>;
  struct FrozenNet : Sequential<tn::Shape<3>, Frozen<Dense<4, Tanh>>, Dense<2>> {};
  struct FixedNet : Sequential<tn::Shape<3>, Dense<4, Tanh, Kernel<NotTrainable>, Bias<NotTrainable>>, Dense<2>> {};
  using tn::detail::count_elements;
  static_assert(count_elements<detail::SlotTree<ByPath, Net>>(tn::LeafKind::state) == 2 * (8 + 2));
  static_assert(count_elements<detail::SlotTree<Adam, FrozenNet>>(tn::LeafKind::state) == 2 * (8 + 2));
  static_assert(tn::parameter_count<FrozenNet> == 10 && tn::parameter_count<FixedNet> == 10);
  static_assert(sizeof(tn::Gradient<FrozenNet>) < sizeof(tn::Gradient<Net>));
  // No gradient: the backward pass ends at the last layer.
  constexpr auto all = tn::cost<Step<Net, Adam>>, frozen = tn::cost<Step<FrozenNet, Adam>>, by_path = tn::cost<Step<Net, ByPath>>;
  static_assert(frozen.flops < all.flops && by_path.flops < all.flops && by_path.flops - frozen.flops < 8);

  Net const start = fresh(), got = after(start, ByPath{}, 5);
  CHECK(values(got.layer<0>().kernel) == values(start.layer<0>().kernel));
  FrozenNet net;
  tn::initialize(net, 3);  // the same numbers: fields and streams are those of the layer
  CHECK(values(net.layer<0>().kernel) == values(start.layer<0>().kernel));
  FrozenNet const trained = after(net, Adam{}, 5);
  CHECK(values(trained.layer<0>().kernel) == values(start.layer<0>().kernel));
  CHECK(values(trained.layer<1>().kernel) == values(got.layer<1>().kernel));
}

TEST_CASE("a frozen batch normalisation uses its running statistics", "[trainable]") {
  struct Moving : Sequential<tn::Shape<3>, BatchNormalization<>, Dense<2>> {};
  struct Still : Sequential<tn::Shape<3>, Frozen<BatchNormalization<>>, Dense<2>> {};
  Moving moving;
  Still still;
  tn::initialize(moving, 3);
  tn::initialize(still, 3);
  Moving const a = after(moving, SGD{}, 2);
  Still const b = after(still, SGD{}, 2);
  CHECK(values(a.layer<0>().moving_mean) != values(moving.layer<0>().moving_mean));
  CHECK(values(b.layer<0>().moving_mean) == values(still.layer<0>().moving_mean));
  CHECK(values(b.layer<0>().gamma) == values(still.layer<0>().gamma));
  // What it trains on is what it predicts.
  Data const data;
  Step<Still, SGD> step;
  tn::Tensor<float, 4, 3> x;
  std::copy(&data.x[0][0], &data.x[0][0] + 12, x.begin());
  auto const y = still(x);
  double loss = 0;
  for (std::size_t r = 0; r < 4; ++r)
    for (std::size_t i = 0; i < 2; ++i) loss += std::pow(double(y(r, i)) - double(data.y[r][i]), 2) / 8;
  CHECK(step(still, &data.x[0][0], &data.y[0][0]) == Approx(loss).epsilon(1e-5));
}

TEST_CASE("the loss is scaled, what is reported is not", "[optimizer]") {
  Data const data;
  Net plain = fresh(), scaled = fresh();
  Step<Net, SGD> step;
  Step<Net, LossScale<ClipGlobalNorm<SGD, 1000>>> with;
  for (int i = 0; i < 3; ++i) {
    float const a = step(plain, &data.x[0][0], &data.y[0][0]), b = with(scaled, &data.x[0][0], &data.y[0][0]);
    CHECK(a == Approx(b).epsilon(1e-5));
  }
}
