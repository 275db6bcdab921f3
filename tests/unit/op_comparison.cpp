// SPDX-License-Identifier: MIT
#include "support/op_laws.hpp"

namespace tn = tenon;
using tenon_test::EveryTail, tenon_test::op_laws, tenon_test::op_laws_at;
using tenon_test::op_laws_short;

namespace {

struct Equal {
  using op = tn::op::Equal;
  static constexpr auto call = [](auto const& a, auto const& b) { return a == b; };
  static constexpr auto reference = [](auto a, auto b) { return a == b; };
  static constexpr double ulps = 0.5, low = -3, high = 3;
};
struct NotEqual {
  using op = tn::op::NotEqual;
  static constexpr auto call = [](auto const& a, auto const& b) { return a != b; };
  static constexpr auto reference = [](auto a, auto b) { return a != b; };
  static constexpr double ulps = 0.5, low = -3, high = 3;
};
struct Less {
  using op = tn::op::Less;
  static constexpr auto call = [](auto const& a, auto const& b) { return a < b; };
  static constexpr auto reference = [](auto a, auto b) { return a < b; };
  static constexpr double ulps = 0.5, low = -3, high = 3;
};
struct LessEqual {
  using op = tn::op::LessEqual;
  static constexpr auto call = [](auto const& a, auto const& b) { return a <= b; };
  static constexpr auto reference = [](auto a, auto b) { return a <= b; };
  static constexpr double ulps = 0.5, low = -3, high = 3;
};
struct Greater {
  using op = tn::op::Greater;
  static constexpr auto call = [](auto const& a, auto const& b) { return a > b; };
  static constexpr auto reference = [](auto a, auto b) { return a > b; };
  static constexpr double ulps = 0.5, low = -3, high = 3;
};
struct GreaterEqual {
  using op = tn::op::GreaterEqual;
  static constexpr auto call = [](auto const& a, auto const& b) { return a >= b; };
  static constexpr auto reference = [](auto a, auto b) { return a >= b; };
  static constexpr double ulps = 0.5, low = -3, high = 3;
};

}  // namespace

TEST_CASE("equal", "[op]") { op_laws_short<Equal, float, std::int32_t, bool>(); }
TEST_CASE("not_equal", "[op]") { op_laws_short<NotEqual, float, std::uint8_t, bool>(); }
TEST_CASE("less", "[op]") { op_laws_at<Less, EveryTail, float, double, std::int32_t, std::int8_t, std::uint64_t>(); }
TEST_CASE("less_equal", "[op]") { op_laws_short<LessEqual, float, std::uint32_t>(); }
TEST_CASE("greater", "[op]") { op_laws_short<Greater, double, std::int64_t>(); }
TEST_CASE("greater_equal", "[op]") { op_laws_short<GreaterEqual, float, std::int16_t>(); }
