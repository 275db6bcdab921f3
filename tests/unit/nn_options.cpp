// SPDX-License-Identifier: MIT
// What the options of parameters do in a training: penalties, constraints, parameters that are not trained.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <algorithm>
#include <cmath>

namespace tn = tenon;
using namespace tn::nn;
namespace nn = tn::nn;
using tenon_test::Approx;

namespace {

struct Net
    : Sequential<tn::Shape<3>, Dense<2, Relu, Kernel<L1<0.1>, NonNeg>, Bias<NotTrainable, Ones>>, Dense<1, L2<0.5>, NoBias>> {};
using Step = tn::TrainStep<Net, MeanSquaredError, MomentumSGD<>, tn::Batch<4>>;
using Evaluate = tn::EvaluateStep<Net, MeanSquaredError, MomentumSGD<>, tn::Batch<4>>;

struct Data {
  float x[4][3], y[4];
  Data() {
    for (int r = 0; r < 4; ++r) {
      for (int i = 0; i < 3; ++i) x[r][i] = static_cast<float>((r * 5 + i * 3) % 7) / 3 - 1;
      y[r] = static_cast<float>((r * 3) % 5) - 2;
    }
  }
};

/// The objective of that net in double: mean squared error and penalties.
double objective(Net const& net, Data const& d) {
  double sum = 0, l1 = 0, l2 = 0;
  auto const& k = net.layer<0>().kernel;
  auto const& last = net.layer<1>().kernel;
  for (std::size_t r = 0; r < 4; ++r) {
    double out = 0;
    for (std::size_t u = 0; u < 2; ++u) {
      double z = net.layer<0>().bias(u);
      for (std::size_t i = 0; i < 3; ++i) z += double(d.x[r][i]) * double(k(i, u));
      out += std::max(z, 0.0) * double(last(u, 0));
    }
    sum += (out - double(d.y[r])) * (out - double(d.y[r]));
  }
  for (double const w : k) l1 += std::abs(w);
  for (double const w : last) l2 += w * w;
  return sum / 4 + 0.1 * l1 + 0.5 * l2;
}

}  // namespace

TEST_CASE("penalties are part of the objective, in training and in evaluation", "[regularizer]") {
  Net net;
  tn::initialize(net, 5);
  Data const data;
  Step step;
  Evaluate evaluate;
  double const before = objective(net, data);
  evaluate(net, step.state, &data.x[0][0], data.y);
  CHECK(step.state.mean_loss.total.item() / step.state.mean_loss.count.item() == Approx(before).epsilon(1e-5));
  CHECK(step(net, &data.x[0][0], data.y) == Approx(before).epsilon(1e-5));
}

TEST_CASE("the gradient of a penalty moves its parameter, and the constraint holds it", "[regularizer][constraint]") {
  Net net;
  tn::initialize(net, 5);
  Data const data;
  Net const start = net;
  // Central differences of the objective for one weight of the last layer.
  double const h = 1e-3;
  Net up = net, down = net;
  up.layer<1>().kernel(0, 0) += float(h);
  down.layer<1>().kernel(0, 0) -= float(h);
  double const slope = (objective(up, data) - objective(down, data)) / (2 * h);
  Step step;
  step(net, &data.x[0][0], data.y);
  CHECK(net.layer<1>().kernel(0, 0) == Approx(double(start.layer<1>().kernel(0, 0)) - 0.01 * slope).epsilon(1e-4));
  for (int i = 0; i < 20; ++i) {
    step(net, &data.x[0][0], data.y);
    CHECK(std::all_of(net.layer<0>().kernel.begin(), net.layer<0>().kernel.end(), [](float w) { return w >= 0; }));
  }
  CHECK(objective(net, data) < objective(start, data));
}

TEST_CASE("what is not trained is drawn and used, has no gradient and no slot", "[trainable]") {
  static_assert(tn::parameter_count<Net> == 6 + 2);
  static_assert(tn::detail::count_elements<nn::detail::SlotTree<MomentumSGD<>, Net>>(tn::LeafKind::state) == 6 + 2);
  Net net;
  tn::initialize(net, 5);
  CHECK(net.layer<0>().bias(1) == 1);
  Data const data;
  Step step;
  for (int i = 0; i < 5; ++i) step(net, &data.x[0][0], data.y);
  CHECK(net.layer<0>().bias(0) == 1);
  CHECK(net.layer<0>().bias(1) == 1);
}
