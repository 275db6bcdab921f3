// SPDX-License-Identifier: MIT
#include "support/op_laws.hpp"

namespace tn = tenon;
using tenon_test::op_laws;
using tenon_test::op_laws_short;

namespace {

struct Sinh {
  using op = tn::op::Sinh;
  static constexpr auto call = [](auto const& x) { return tn::sinh(x); };
  static constexpr auto reference = [](auto x) { return std::sinh(x); };
  static constexpr double ulps = 2.5, low = -3, high = 3;
};
struct Cosh {
  using op = tn::op::Cosh;
  static constexpr auto call = [](auto const& x) { return tn::cosh(x); };
  static constexpr auto reference = [](auto x) { return std::cosh(x); };
  static constexpr double ulps = 2.5, low = -3, high = 3;
};
struct Asinh {
  using op = tn::op::Asinh;
  static constexpr auto call = [](auto const& x) { return tn::asinh(x); };
  static constexpr auto reference = [](auto x) { return std::asinh(x); };
  static constexpr double ulps = 2.5, low = -9, high = 9;
};
struct Acosh {
  using op = tn::op::Acosh;
  static constexpr auto call = [](auto const& x) { return tn::acosh(x); };
  static constexpr auto reference = [](auto x) { return std::acosh(x); };
  static constexpr double ulps = 2.5, low = 1.1, high = 9;
};
struct Atanh {
  using op = tn::op::Atanh;
  static constexpr auto call = [](auto const& x) { return tn::atanh(x); };
  static constexpr auto reference = [](auto x) { return std::atanh(x); };
  static constexpr double ulps = 2.5, low = -0.9, high = 0.9;
};

}  // namespace

TEST_CASE("sinh", "[op]") { op_laws<Sinh, float, double>(); }
TEST_CASE("cosh", "[op]") { op_laws_short<Cosh, float, double>(); }
TEST_CASE("asinh", "[op]") { op_laws_short<Asinh, float, double>(); }
TEST_CASE("acosh", "[op]") { op_laws_short<Acosh, float, double>(); }
TEST_CASE("atanh", "[op]") { op_laws_short<Atanh, float, double>(); }
