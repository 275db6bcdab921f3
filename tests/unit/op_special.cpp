// SPDX-License-Identifier: MIT
#include "support/op_laws.hpp"

#include <tenon/autodiff/grad.hpp>
#include <tenon/trace/run.hpp>

namespace tn = tenon;
using tenon_test::op_laws;
using tenon_test::op_laws_short;

namespace {

struct Erf {
  using op = tn::op::Erf;
  static constexpr auto call = [](auto const& x) { return tn::erf(x); };
  static constexpr auto reference = [](auto x) { return std::erf(x); };
  static constexpr double ulps = 2, low = -3, high = 3;
};
struct Erfc {
  using op = tn::op::Erfc;
  static constexpr auto call = [](auto const& x) { return tn::erfc(x); };
  static constexpr auto reference = [](auto x) { return std::erfc(x); };
  static constexpr double ulps = 4, low = -3, high = 3;
};
// Of the special values -2.5 lies next to a zero, where 32 units are as little as one of a value near 1.
struct Lgamma {
  using op = tn::op::Lgamma;
  static constexpr auto call = [](auto const& x) { return tn::lgamma(x); };
  static constexpr auto reference = [](auto x) { return std::lgamma(x); };
  static constexpr double ulps = 32, low = 0.2, high = 9;
};
struct Digamma {
  using op = tn::op::Digamma;
  static constexpr auto call = [](auto const& x) { return tn::digamma(x); };
  static constexpr double ulps = 12, low = 0.2, high = 9;
};
struct Polygamma {
  using op = tn::op::Polygamma<2>;
  static constexpr auto call = [](auto const& x) { return tn::polygamma<2>(x); };
  static constexpr double ulps = 15, low = 0.2, high = 9;
};

}  // namespace

TEST_CASE("erf", "[op]") { op_laws<Erf, float, double>(); }
TEST_CASE("erfc", "[op]") { op_laws_short<Erfc, float, double>(); }
TEST_CASE("lgamma", "[op]") { op_laws_short<Lgamma, float, double>(); }

TEST_CASE("digamma", "[op]") {
  tn::Tensor<double, 2> const y = tn::digamma(tn::Tensor<double, 2>{1.0, 0.5});
  CHECK(std::abs(y(0) + 0.57721566490153286) < 1e-15);
  CHECK(std::abs(y(1) + 1.96351002602142348) < 2e-15);
  // Its values are compared in math_special.cpp, which has a wider one.
  tenon_test::OpLaws<Digamma, float>::constant();
  tenon_test::OpLaws<Digamma, double>::constant();
}

TEST_CASE("polygamma", "[op]") {
  tn::Tensor<double, 2> const x{1.0, 0.5}, y = tn::trigamma(x), z = tn::polygamma<2>(x);
  CHECK(std::abs(y(0) - 1.64493406684822644) < 1e-15);
  CHECK(std::abs(y(1) - 4.93480220054467931) < 2e-15);
  CHECK(std::abs(z(0) + 2.40411380631918857) < 2e-15);
  CHECK(tn::all_of(tn::polygamma<0>(x) == tn::digamma(x)).item());
  CHECK(tn::all_of(tn::polygamma<1>(x) == y).item());
  tenon_test::OpLaws<Polygamma, float>::constant();
  tenon_test::OpLaws<Polygamma, double>::constant();
}

TEST_CASE("lgamma can be derived four times and more", "[op]") {
  constexpr auto fourth = tn::grad(tn::grad(tn::grad(tn::grad([](auto const& x) { return tn::lgamma(x); }))));
  tn::Tensor<double> const x(1.7), y = fourth(x), want = tn::polygamma<3>(x);
  CHECK(tn::abs(y - want).item() < 1e-13);
}
