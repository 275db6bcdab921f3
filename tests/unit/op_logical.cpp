// SPDX-License-Identifier: MIT
#include "support/op_laws.hpp"

namespace tn = tenon;
using tenon_test::op_laws;
using tenon_test::op_laws_short;

namespace {

struct LogicalAnd {
  using op = tn::op::LogicalAnd;
  static constexpr auto call = [](auto const& a, auto const& b) { return a && b; };
  static constexpr auto reference = [](auto a, auto b) { return a && b; };
  static constexpr double ulps = 0.5, low = -3, high = 3;
};
struct LogicalOr {
  using op = tn::op::LogicalOr;
  static constexpr auto call = [](auto const& a, auto const& b) { return a || b; };
  static constexpr auto reference = [](auto a, auto b) { return a || b; };
  static constexpr double ulps = 0.5, low = -3, high = 3;
};
struct LogicalXor {
  using op = tn::op::LogicalXor;
  static constexpr auto call = [](auto const& a, auto const& b) { return tn::logical_xor(a, b); };
  static constexpr auto reference = [](auto a, auto b) { return a != b; };
  static constexpr double ulps = 0.5, low = -3, high = 3;
};
struct LogicalNot {
  using op = tn::op::LogicalNot;
  static constexpr auto call = [](auto const& x) { return !x; };
  static constexpr auto reference = [](auto x) { return !x; };
  static constexpr double ulps = 0.5, low = -3, high = 3;
};

}  // namespace

TEST_CASE("logical_and", "[op]") { op_laws<LogicalAnd, bool>(); }
TEST_CASE("logical_or", "[op]") { op_laws_short<LogicalOr, bool>(); }
TEST_CASE("logical_xor", "[op]") { op_laws_short<LogicalXor, bool>(); }
TEST_CASE("logical_not", "[op]") { op_laws_short<LogicalNot, bool>(); }
