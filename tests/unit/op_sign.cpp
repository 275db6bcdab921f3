// SPDX-License-Identifier: MIT
#include "support/op_laws.hpp"

namespace tn = tenon;
using tenon_test::op_laws;

namespace {

struct Neg {
  using op = tn::op::Neg;
  static constexpr auto call = [](auto const& x) { return -x; };
  static constexpr auto reference = [](auto x) { return -x; };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};
// As a wrapped integer, |lowest| is lowest again.
struct Abs {
  using op = tn::op::Abs;
  static constexpr auto call = [](auto const& x) { return tn::abs(x); };
  static constexpr auto reference = [](auto x) {
    if constexpr (std::is_floating_point_v<decltype(x)>)
      return std::abs(x);
    else
      return x < 0 ? -x : x;
  };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};
struct Sign {
  using op = tn::op::Sign;
  static constexpr auto call = [](auto const& x) { return tn::sign(x); };
  static constexpr auto reference = [](auto x) { return x > 0 ? decltype(x)(1) : x < 0 ? decltype(x)(-1) : x + 0; };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};

}  // namespace

TEST_CASE("neg", "[op]") { op_laws<Neg, float, double, std::int32_t, std::int8_t, std::int64_t>(); }
TEST_CASE("abs", "[op]") { op_laws<Abs, float, double, std::int32_t, std::uint8_t, std::int64_t>(); }
TEST_CASE("sign", "[op]") { op_laws<Sign, float, double, std::int32_t, std::uint8_t, std::int64_t>(); }
