// SPDX-License-Identifier: MIT
#include "support/op_laws.hpp"

namespace tn = tenon;
using tenon_test::op_laws;
using tenon_test::op_laws_short;

namespace {

struct Sin {
  using op = tn::op::Sin;
  static constexpr auto call = [](auto const& x) { return tn::sin(x); };
  static constexpr auto reference = [](auto x) { return std::sin(x); };
  static constexpr double ulps = 1.5, low = -9, high = 9;
};
struct Cos {
  using op = tn::op::Cos;
  static constexpr auto call = [](auto const& x) { return tn::cos(x); };
  static constexpr auto reference = [](auto x) { return std::cos(x); };
  static constexpr double ulps = 1.5, low = -9, high = 9;
};
struct Tan {
  using op = tn::op::Tan;
  static constexpr auto call = [](auto const& x) { return tn::tan(x); };
  static constexpr auto reference = [](auto x) { return std::tan(x); };
  static constexpr double ulps = 3.5, low = -1.2, high = 1.2;
};
struct Asin {
  using op = tn::op::Asin;
  static constexpr auto call = [](auto const& x) { return tn::asin(x); };
  static constexpr auto reference = [](auto x) { return std::asin(x); };
  static constexpr double ulps = 3, low = -0.9, high = 0.9;
};
struct Acos {
  using op = tn::op::Acos;
  static constexpr auto call = [](auto const& x) { return tn::acos(x); };
  static constexpr auto reference = [](auto x) { return std::acos(x); };
  static constexpr double ulps = 3, low = -0.9, high = 0.9;
};
struct Atan {
  using op = tn::op::Atan;
  static constexpr auto call = [](auto const& x) { return tn::atan(x); };
  static constexpr auto reference = [](auto x) { return std::atan(x); };
  static constexpr double ulps = 3, low = -9, high = 9;
};
struct Atan2 {
  using op = tn::op::Atan2;
  static constexpr auto call = [](auto const& x, auto const& y) { return tn::atan2(x, y); };
  static constexpr auto reference = [](auto x, auto y) { return std::atan2(x, y); };
  static constexpr double ulps = 4, low = 0.3, high = 9;
};

}  // namespace

TEST_CASE("sin", "[op]") { op_laws<Sin, float, double>(); }
TEST_CASE("cos", "[op]") { op_laws_short<Cos, float, double>(); }
TEST_CASE("tan", "[op]") { op_laws_short<Tan, float, double>(); }
TEST_CASE("asin", "[op]") { op_laws_short<Asin, float, double>(); }
TEST_CASE("acos", "[op]") { op_laws_short<Acos, float, double>(); }
TEST_CASE("atan", "[op]") { op_laws_short<Atan, float, double>(); }
TEST_CASE("atan2", "[op]") { op_laws_short<Atan2, float, double>(); }
