// SPDX-License-Identifier: MIT
#include "support/op_laws.hpp"

namespace tn = tenon;
using tenon_test::EveryTail, tenon_test::op_laws, tenon_test::op_laws_at;

namespace {

struct Add {
  using op = tn::op::Add;
  static constexpr auto call = [](auto const& a, auto const& b) { return a + b; };
  static constexpr auto reference = [](auto a, auto b) { return a + b; };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};
struct Sub {
  using op = tn::op::Sub;
  static constexpr auto call = [](auto const& a, auto const& b) { return a - b; };
  static constexpr auto reference = [](auto a, auto b) { return a - b; };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};
struct Mul {
  using op = tn::op::Mul;
  static constexpr auto call = [](auto const& a, auto const& b) { return a * b; };
  static constexpr auto reference = [](auto a, auto b) { return a * b; };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};

}  // namespace

TEST_CASE("add", "[op]") {
  op_laws_at<Add, EveryTail, float, double, std::int32_t, std::uint64_t>();
  op_laws_at<Add, EveryTail, std::int8_t>();
}
TEST_CASE("sub", "[op]") { op_laws<Sub, float, double, std::int32_t, std::uint8_t, std::int64_t>(); }
TEST_CASE("mul", "[op]") { op_laws<Mul, float, double, std::int32_t, std::int16_t, std::int64_t>(); }
