// SPDX-License-Identifier: MIT
#include "support/op_laws.hpp"

namespace tn = tenon;
using tenon_test::op_laws;

namespace {

struct Tanh {
  using op = tn::op::Tanh;
  static constexpr auto call = [](auto const& x) { return tn::tanh(x); };
  static constexpr auto reference = [](auto x) { return std::tanh(x); };
  static constexpr double ulps = 2, low = -5, high = 5;
};
struct Sigmoid {
  using op = tn::op::Sigmoid;
  static constexpr auto call = [](auto const& x) { return tn::sigmoid(x); };
  static constexpr auto reference = [](auto x) { return 1 / (1 + std::exp(-x)); };
  static constexpr double ulps = 2.5, low = -10, high = 10;
};
// In the wide type too large an x must not overflow.
struct Softplus {
  using op = tn::op::Softplus;
  static constexpr auto call = [](auto const& x) { return tn::softplus(x); };
  static constexpr auto reference = [](auto x) { return (x > 0 ? x : decltype(x)(0)) + std::log1p(std::exp(-std::abs(x))); };
  static constexpr double ulps = 2.5, low = -10, high = 10;
};

}  // namespace

TEST_CASE("tanh", "[op]") { op_laws<Tanh, float, double>(); }
TEST_CASE("sigmoid", "[op]") { op_laws<Sigmoid, float, double>(); }
TEST_CASE("softplus", "[op]") { op_laws<Softplus, float, double>(); }
