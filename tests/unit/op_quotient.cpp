// SPDX-License-Identifier: MIT
#include "support/op_laws.hpp"

namespace tn = tenon;
using tenon_test::op_laws;
using tenon_test::op_laws_short;

namespace {

// Integers truncate and x / 0 is 0; reference types of theirs are no std:: integers.
struct Div {
  using op = tn::op::Div;
  static constexpr auto call = [](auto const& a, auto const& b) { return a / b; };
  static constexpr auto reference = [](auto a, auto b) {
    if constexpr (std::is_floating_point_v<decltype(a)>)
      return a / b;
    else
      return b == 0 ? a * 0 : a / b;
  };
  static constexpr double ulps = 0.5, low = 0.5, high = 9;
};
struct Fma {
  using op = tn::op::Fma;
  static constexpr auto call = [](auto const& a, auto const& b, auto const& c) { return tn::fma(a, b, c); };
  static constexpr auto reference = [](auto a, auto b, auto c) {
    if constexpr (std::is_floating_point_v<decltype(a)>)
      return TENON_HAS_FMA ? std::fma(a, b, c) : a * b + c;
    else
      return a * b + c;
  };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};
struct Square {
  using op = tn::op::Square;
  static constexpr auto call = [](auto const& x) { return tn::square(x); };
  static constexpr auto reference = [](auto x) { return x * x; };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};

}  // namespace

TEST_CASE("div", "[op]") { op_laws<Div, float, double, std::int32_t, std::int8_t, std::uint64_t>(); }
TEST_CASE("fma", "[op]") { op_laws<Fma, float, double, std::uint16_t>(); }
TEST_CASE("square", "[op]") { op_laws_short<Square, float, double, std::int32_t>(); }
