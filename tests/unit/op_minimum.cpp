// SPDX-License-Identifier: MIT
#include "support/op_laws.hpp"

namespace tn = tenon;
using tenon_test::op_laws;

namespace {

struct Minimum {
  using op = tn::op::Minimum;
  static constexpr auto call = [](auto const& a, auto const& b) { return tn::minimum(a, b); };
  static constexpr auto reference = [](auto a, auto b) {
    if constexpr (std::is_floating_point_v<decltype(a)>) {
      if (a != a || b != b) return a + b;
      if (a == 0 && b == 0) return a;  // of two zeros the first, whatever their signs
    }
    return a < b ? a : b;
  };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};
struct Maximum {
  using op = tn::op::Maximum;
  static constexpr auto call = [](auto const& a, auto const& b) { return tn::maximum(a, b); };
  static constexpr auto reference = [](auto a, auto b) {
    if constexpr (std::is_floating_point_v<decltype(a)>) {
      if (a != a || b != b) return a + b;
      if (a == 0 && b == 0) return a;  // of two zeros the first, whatever their signs
    }
    return a > b ? a : b;
  };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};

}  // namespace

TEST_CASE("minimum", "[op]") { op_laws<Minimum, float, double, std::int32_t, std::int8_t, std::uint64_t>(); }
TEST_CASE("maximum", "[op]") { op_laws<Maximum, float, double, std::int32_t, std::uint8_t, std::int64_t>(); }
