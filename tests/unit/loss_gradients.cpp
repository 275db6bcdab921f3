// SPDX-License-Identifier: MIT
// Gradients of the losses that compare whole sequences and whole batches, against central differences.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <cmath>

namespace tn = tenon;
namespace nn = tenon::nn;
using tenon_test::Approx;

namespace {

constexpr auto ctc_sum = [](auto const& p, auto const& y, auto const& weights) { return tn::sum(nn::ctc(y, p) * weights); };
constexpr auto circle_sum = [](auto const& p, auto const& y, auto const& weights) {
  return tn::sum(nn::circle(y, p, 8.F, 0.3F) * weights);
};

/// Every derivative of f with respect to p.
template <class F, class P, class Y, class W>
void check_gradient(F const& f, P p, Y const& y, W const& w) {
  auto const g = tn::grad<0>(f)(p, y, w);
  double const h = 1e-5;
  double largest = 0;
  for (std::size_t i = 0; i < P::size; ++i) {
    double const at = p.data()[i];
    p.data()[i] = at + h;
    double const up = tn::function(f)(p, y, w).item();
    p.data()[i] = at - h;
    double const down = tn::function(f)(p, y, w).item();
    p.data()[i] = at;
    CHECK(g.data()[i] == Approx((up - down) / (2 * h)).epsilon(1e-6).margin(1e-8));
    largest = std::fmax(largest, std::fabs(g.data()[i]));
  }
  CHECK(largest > 1e-3);
}

// A reduction changes what a training makes of a loss's values, not the values (unit/nn_masks.cpp).
static_assert(nn::Reduced<nn::Circle, nn::Reduction::sum>::reduction == nn::Reduction::sum);
static_assert(tn::Loss<nn::Reduced<nn::MeanSquaredError, nn::Reduction::sum>, tn::Shape<3>>);

}  // namespace

TEST_CASE("ctc: the gradient, with labels that end early, repeat and fill all times", "[loss]") {
  tn::Tensor<double, 4, 5, 4> p;
  for (std::size_t i = 0; i < p.size; ++i) p.data()[i] = 1.5 * std::sin(1.7 * static_cast<double>(i) + 0.3);
  tn::Tensor<std::int32_t, 4, 3> const y{{1, 2, 3}, {2, 2, 0}, {3, 0, 0}, {1, 1, 1}};
  check_gradient(ctc_sum, p, y, tn::Tensor<double, 4>{1, 0.5, -2, 1.5});
}

TEST_CASE("circle: the gradient, through all pairs of a batch", "[loss]") {
  tn::Tensor<double, 6, 3> p;
  for (std::size_t r = 0; r < 6; ++r) {
    double norm = 0;
    for (std::size_t i = 0; i < 3; ++i) norm += std::pow(p(r, i) = std::cos(2.1 * static_cast<double>(r * 3 + i) + 0.4), 2);
    for (std::size_t i = 0; i < 3; ++i) p(r, i) /= std::sqrt(norm);
  }
  tn::Tensor<std::int32_t, 6> const y{1, 1, 2, 2, 3, 1};
  check_gradient(circle_sum, p, y, tn::Tensor<double, 6>{1, 0.5, 2, 1.5, 1, 0.25});
}
