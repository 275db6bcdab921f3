// SPDX-License-Identifier: MIT
#include "support/op_laws.hpp"

namespace tn = tenon;
using tenon_test::op_laws;

namespace {

struct Exp {
  using op = tn::op::Exp;
  static constexpr auto call = [](auto const& x) { return tn::exp(x); };
  static constexpr auto reference = [](auto x) { return std::exp(x); };
  static constexpr double ulps = 1, low = -20, high = 20;
};
struct Expm1 {
  using op = tn::op::Expm1;
  static constexpr auto call = [](auto const& x) { return tn::expm1(x); };
  static constexpr auto reference = [](auto x) { return std::expm1(x); };
  static constexpr double ulps = 2, low = -3, high = 3;
};
struct Log {
  using op = tn::op::Log;
  static constexpr auto call = [](auto const& x) { return tn::log(x); };
  static constexpr auto reference = [](auto x) { return std::log(x); };
  static constexpr double ulps = 1, low = 0.05, high = 20;
};
struct Log1p {
  using op = tn::op::Log1p;
  static constexpr auto call = [](auto const& x) { return tn::log1p(x); };
  static constexpr auto reference = [](auto x) { return std::log1p(x); };
  static constexpr double ulps = 2, low = -0.9, high = 5;
};

}  // namespace

TEST_CASE("exp", "[op]") { op_laws<Exp, float, double>(); }
TEST_CASE("expm1", "[op]") { op_laws<Expm1, float, double>(); }
TEST_CASE("log", "[op]") { op_laws<Log, float, double>(); }
TEST_CASE("log1p", "[op]") { op_laws<Log1p, float, double>(); }
