// SPDX-License-Identifier: MIT
#include "support/laws/loss_laws.hpp"

namespace tn = tenon;
using namespace tn::nn;
using tenon_test::Approx;
using tenon_test::loss_laws;
using Numbers = std::vector<double>;

namespace {

double squared(Numbers const& y, Numbers const& p) {
  double s = 0;
  for (std::size_t i = 0; i < y.size(); ++i) s += (y[i] - p[i]) * (y[i] - p[i]);
  return s / static_cast<double>(y.size());
}
auto huber(double delta) {
  return [delta](Numbers const& y, Numbers const& p) {
    double s = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      double const e = std::abs(y[i] - p[i]);
      s += e <= delta ? e * e / 2 : delta * e - delta * delta / 2;
    }
    return s / static_cast<double>(y.size());
  };
}

}  // namespace

TEST_CASE("mean squared error", "[loss]") {
  loss_laws<tn::Shape<1>>(MeanSquaredError{}, squared);
  loss_laws<tn::Shape<>>(MeanSquaredError{}, squared);
  loss_laws<tn::Shape<3>>(MeanSquaredError{}, squared);
  loss_laws<tn::Shape<2, 3>>(MeanSquaredError{}, squared);
}

TEST_CASE("Huber", "[loss]") {
  loss_laws<tn::Shape<1>>(Huber{}, huber(1));
  loss_laws<tn::Shape<2, 3>>(Huber{}, huber(1));
  Huber wide;
  wide.delta = tn::Tensor<float>{1.5f};
  loss_laws<tn::Shape<1>>(wide, huber(1.5));
}

// Expected values are those of Keras' tests: mean over the batch, or one value a sample; labels 1, 9, 2, -5, -2, 6.
TEST_CASE("the numbers of Keras' tests: mean squared error", "[loss][keras]") {
  tn::Tensor<float, 2, 3> const y{{1, 9, 2}, {-5, -2, 6}}, p{{4, 8, 12}, {8, 1, 3}};
  auto const losses = tn::call(MeanSquaredError{}, y, p);
  CHECK(losses(0) * 2.3f == Approx(84.33333).epsilon(1e-6));
  CHECK(losses(1) * 2.3f == Approx(143.36667).epsilon(1e-6));
  CHECK((losses(0) + losses(1)) / 2 * 2.3f == Approx(113.85).epsilon(1e-6));
  CHECK((losses(0) * 1.2f + losses(1) * 3.4f) / 4.6f == Approx(55.637681).epsilon(1e-6));

  tn::Tensor<float, 4> const binary{1, 0, 1, 0}, score{0.1f, 0.2f, 0.3f, 0.4f};
  auto const each = tn::call(MeanSquaredError{}, binary, score);
  CHECK(each(0) == Approx(0.81).epsilon(1e-6));
  CHECK(each(1) == Approx(0.04).epsilon(1e-6));
  CHECK(each(3) == Approx(0.16).epsilon(1e-6));
}

TEST_CASE("the numbers of Keras' tests: Huber", "[loss][keras]") {
  tn::Tensor<float, 2, 3> const y{{1, 0, 1}, {1, 0, 0}}, p{{0.9f, 0.2f, 0.2f}, {0.8f, 0.4f, 0.6f}};
  auto const losses = tn::call(Huber{}, y, p);
  CHECK((losses(0) + losses(1)) / 2 == Approx(0.10416667).epsilon(1e-6));
  CHECK((losses(0) * 1.2f + losses(1) * 3.4f) / 2 == Approx(0.22766667).epsilon(1e-6));
  Huber narrow;
  narrow.delta = tn::Tensor<float>{0.8f};
  auto const scaled = tn::call(narrow, y, p);
  CHECK((scaled(0) + scaled(1)) / 2 * 2.3f == Approx(0.23958333).epsilon(1e-6));
}

TEST_CASE("losses of doubles", "[loss]") {
  tn::Tensor<double, 2, 1> const y{{1.0}, {2.0}}, p{{1.25}, {-1.0}};
  CHECK(tn::call(MeanSquaredError{}, y, p)(0) == 0.0625);
  CHECK(tn::call(Huber{}, y, p)(1) == 2.5);
}
