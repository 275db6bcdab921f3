// SPDX-License-Identifier: MIT
// Loss scales in training loops of one's own.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

namespace tn = tenon;
namespace nn = tenon::nn;
using tenon_test::Approx;

namespace {

struct Line {
  tn::Param<float, 2> slope{0.5F, -1};
  TENON_MODULE(Line, slope);
};
template <class Opt>
struct Training {
  Line line;
  nn::OptimizerFor<Line, Opt> optimizer;
  TENON_MODULE(Training, line, optimizer);
};
constexpr auto plain = tn::function([](auto& t, auto const& x) {
  t.optimizer.apply_gradients(
      t.line, tn::grad<0>([](auto const& line, auto const& in) { return tn::mean(tn::square(in - line.slope)); })(t.line, x));
});
// [scaled]
constexpr auto scaled = tn::function([](auto& t, auto const& x) {
  t.optimizer.apply_scaled_gradients(t.line, tn::grad<0>([](auto const& line, auto const& optimizer, auto const& in) {
                                       return optimizer.scale_loss(tn::mean(tn::square(in - line.slope)));
                                     })(t.line, t.optimizer, x));
});
// [end]

}  // namespace

TEST_CASE("OptimizerFor: gradients of the loss, and of the loss times the scale", "[nn]") {
  tn::Tensor<float, 2> const x{3, 4};
  Training<nn::SGD> usual;
  Training<nn::LossScale<nn::SGD>> one, other;
  Training<nn::FixedLossScale<nn::SGD, 1024>> fixed;
  for (int i = 0; i < 3; ++i) {
    plain(usual, x);
    plain(one, x);
    scaled(other, x);
    scaled(fixed, x);
  }
  CHECK(usual.line.slope(0) == Approx(3 - 2.5 * 0.99 * 0.99 * 0.99).epsilon(1e-6));
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(one.line.slope(i) == usual.line.slope(i));  // powers of two are exact
    CHECK(other.line.slope(i) == usual.line.slope(i));
    CHECK(fixed.line.slope(i) == usual.line.slope(i));
  }
  CHECK(one.optimizer.optimizer.step_counter.item() == 3);
  // A gradient that is not finite changes nothing but the scale.
  scaled(other, tn::Tensor<float, 2>{1, 3e38F});
  CHECK(other.line.slope(0) == usual.line.slope(0));
  CHECK(other.optimizer.optimizer.dynamic_scale.item() == 16384);
}
