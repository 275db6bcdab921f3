// SPDX-License-Identifier: MIT
#include "support/laws/optimizer_laws.hpp"

namespace tn = tenon;
using namespace tn::nn;
using tenon_test::Approx;
using tenon_test::optimizer_laws;

namespace {

struct PlainReference {
  double rate = 0.01;
  double operator()(double p, double g) const { return p - rate * g; }
};
template <bool Nesterov>
struct MomentumReference {
  double rate = 0.01, momentum = 0.9, v = 0;
  double operator()(double p, double g) {
    v = momentum * v - rate * g;
    return Nesterov ? p + momentum * v - rate * g : p + v;
  }
};
struct AdamReference {
  double rate = 0.001, b1 = 0.9, b2 = 0.999, epsilon = 1e-7, m = 0, v = 0;
  int t = 0;
  double operator()(double p, double g) {
    ++t;
    m = b1 * m + (1 - b1) * g;
    v = b2 * v + (1 - b2) * g * g;
    return p - rate * std::sqrt(1 - std::pow(b2, t)) / (1 - std::pow(b1, t)) * m / (std::sqrt(v) + epsilon);
  }
};
struct NadamReference {
  double rate = 0.001, b1 = 0.9, b2 = 0.999, epsilon = 1e-7, m = 0, v = 0, product = 1;
  int t = 0;
  double operator()(double p, double g) {
    ++t;
    double const u = b1 * (1 - 0.5 * std::pow(0.96, t)), next = b1 * (1 - 0.5 * std::pow(0.96, t + 1));
    product *= u;
    m = b1 * m + (1 - b1) * g;
    v = b2 * v + (1 - b2) * g * g;
    double const m_hat = next * m / (1 - product * next) + (1 - u) * g / (1 - product), v_hat = v / (1 - std::pow(b2, t));
    return p - rate * m_hat / (std::sqrt(v_hat) + epsilon);
  }
};

/// Keras' test_single_step of every optimizer: variables 1, 2, 3, 4, gradients 1, 6, 7, 2, learning rate 0.5.
template <class Optimizer>
std::vector<float> keras_single_step() {
  Optimizer o;
  o.learning_rate.fill(0.5f);
  tenon_test::OptimizerProgram<Optimizer> program(o);
  tenon_test::Trained net;
  std::vector<float> gradients(tenon_test::trained, 0.f);
  for (std::size_t i = 0; i < 4; ++i) {
    net.a(i) = static_cast<float>(i + 1);
    gradients[i] = std::vector<float>{1, 6, 7, 2}[i];
  }
  program.step(net, gradients);
  return {net.a(0), net.a(1), net.a(2), net.a(3)};
}
void check(std::vector<float> const& got, std::vector<double> const& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(got[i] == Approx(expected[i]).epsilon(1e-6));
}

}  // namespace

TEST_CASE("SGD", "[optimizer]") {
  optimizer_laws<PlainReference>(SGD{}, 0);
  check(keras_single_step<SGD>(), {0.5, -1.0, -0.5, 3.0});
}
TEST_CASE("SGD with momentum", "[optimizer]") { optimizer_laws<MomentumReference<false>>(MomentumSGD<false>{}, 1); }
TEST_CASE("SGD with Nesterov momentum", "[optimizer]") { optimizer_laws<MomentumReference<true>>(MomentumSGD<true>{}, 1); }
TEST_CASE("Adam", "[optimizer]") {
  optimizer_laws<AdamReference>(Adam{}, 2);
  check(keras_single_step<Adam>(), {0.50000158, 1.50000026, 2.50000023, 3.50000079});
}
TEST_CASE("Nadam", "[optimizer]") {
  optimizer_laws<NadamReference>(Nadam{}, 2);
  check(keras_single_step<Nadam>(), {0.46860615, 1.46860611, 2.46860611, 3.46860612});
}
TEST_CASE("a hyper-parameter is a tensor: it may change from step to step", "[optimizer]") {
  tenon_test::Trained net;
  tenon_test::OptimizerProgram<SGD> program(SGD{});
  std::vector<float> const ones(tenon_test::trained, 1.f);
  program.optimizer.learning_rate.fill(1);
  program.step(net, ones);
  CHECK(net.c.item() == -1);
  program.optimizer.learning_rate.fill(0.5f);
  program.step(net, ones);
  CHECK(net.c.item() == -1.5f);
}
