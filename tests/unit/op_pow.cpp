// SPDX-License-Identifier: MIT
#include "support/op_laws.hpp"

#include <tenon/tenon.hpp>

namespace tn = tenon;
using tenon_test::op_laws;
using tenon_test::op_laws_short;

namespace {

struct Pow {
  using op = tn::op::Pow;
  static constexpr auto call = [](auto const& x, auto const& y) { return tn::pow(x, y); };
  static constexpr auto reference = [](auto x, auto y) { return std::pow(x, y); };
  static constexpr double ulps = 2, low = 0.2, high = 3;
};
struct Hypot {
  using op = tn::op::Hypot;
  static constexpr auto call = [](auto const& x, auto const& y) { return tn::hypot(x, y); };
  static constexpr auto reference = [](auto x, auto y) { return std::hypot(x, y); };
  static constexpr double ulps = 1.5, low = 0.1, high = 9;
};

}  // namespace

TEST_CASE("pow", "[op]") { op_laws<Pow, float, double>(); }
TEST_CASE("hypot", "[op]") { op_laws_short<Hypot, float, double>(); }

TEST_CASE("pow of a tensor and a number", "[op]") {
  tn::Tensor<float, 3> const x{-2.0f, 0.5f, 3.0f};
  tn::Tensor<float, 3> const cubes = tn::pow(x, 3), powers = tn::pow(2, x);
  CHECK(cubes(0) == -8);
  CHECK(cubes(1) == 0.125f);
  CHECK(cubes(2) == 27);
  CHECK(powers(0) == 0.25f);
  CHECK(powers(2) == 8);
}

TEST_CASE("the gradient of pow at the edges", "[op]") {
  tn::Tensor<double, 4> const x{-3.0, 0.0, 2.0, -0.5};
  auto const square = [](auto const& v) { return tn::sum(tn::pow(v, 2)); };
  auto const one = [](auto const& v) { return tn::sum(tn::pow(v, 0)); };
  tn::Tensor<double, 4> const slope = tn::grad(square)(x), none = tn::grad(one)(x);
  double const expected[] = {-6, 0, 4, -1};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(slope(i) == expected[i]);
    CHECK(none(i) == 0);
  }
}
