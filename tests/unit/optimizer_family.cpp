// SPDX-License-Identifier: MIT
// The other optimizers of Keras against their formulas in double.
#include "support/laws/optimizer_laws.hpp"

#include <tenon/nn/optimizers.hpp>

namespace tn = tenon;
using namespace tn::nn;
using tenon_test::Approx;
using tenon_test::optimizer_formula;
using tenon_test::optimizer_formula_of_one;
using tenon_test::optimizer_laws;
using tenon_test::slots_of;
using tenon_test::trained;

namespace {

struct AMSGradReference {
  double rate = 0.001, b1 = 0.9, b2 = 0.999, epsilon = 1e-7, m = 0, v = 0, largest = 0;
  int t = 0;
  double operator()(double p, double g) {
    ++t;
    m += (g - m) * (1 - b1);
    v += (g * g - v) * (1 - b2);
    largest = std::max(largest, v);
    return p - rate * std::sqrt(1 - std::pow(b2, t)) / (1 - std::pow(b1, t)) * m / (std::sqrt(largest) + epsilon);
  }
};
struct AdamaxReference {
  double rate = 0.001, b1 = 0.9, b2 = 0.999, epsilon = 1e-7, m = 0, u = 0;
  int t = 0;
  double operator()(double p, double g) {
    ++t;
    m += (g - m) * (1 - b1);
    u = std::max(b2 * u, std::abs(g));
    return p - rate * m / ((1 - std::pow(b1, t)) * (u + epsilon));
  }
};
template <bool Centered, bool Momentum>
struct RMSpropReference {
  double rate = 0.001, rho = 0.9, epsilon = 1e-7, v = 0, average = 0, momentum = 0;
  double operator()(double p, double g) {
    v = rho * v + (1 - rho) * g * g;
    if (Centered) average = rho * average + (1 - rho) * g;
    double const step = rate * g / std::sqrt(v - average * average + epsilon);
    if (!Momentum) return p - step;
    momentum = 0.9 * momentum + step;
    return p - momentum;
  }
};
struct LionReference {
  double rate = 0.001, b1 = 0.9, b2 = 0.99, m = 0;
  double operator()(double p, double g) {
    double const d = b1 * m + (1 - b1) * g;
    m = b2 * m + (1 - b2) * g;
    return p - rate * (d > 0 ? 1 : d < 0 ? -1 : 0);
  }
};

}  // namespace

TEST_CASE("AMSGrad", "[optimizer]") { optimizer_laws<AMSGradReference>(AMSGrad{}, 3); }
TEST_CASE("Adamax", "[optimizer]") { optimizer_laws<AdamaxReference>(Adamax{}, 2); }
TEST_CASE("RMSprop", "[optimizer]") { optimizer_laws<RMSpropReference<false, false>>(RMSprop{}, 1); }
TEST_CASE("RMSprop, with momentum", "[optimizer]") {
  MomentumRMSprop o;
  optimizer_laws<RMSpropReference<false, true>>(o, 2);
}
TEST_CASE("RMSprop, centered with momentum", "[optimizer]") {
  BasicRMSprop<true, true> o;
  optimizer_laws<RMSpropReference<true, true>>(o, 3);
}
TEST_CASE("Lion", "[optimizer]") {
  CHECK(slots_of<Lion>() == trained);
  // A sign near zero is that of the rounding: these gradients turn about away from it.
  Lion o;
  o.beta_1.fill(0.5f);
  LionReference r;
  r.b1 = 0.5;
  optimizer_formula_of_one<LionReference>(o, r);
}
