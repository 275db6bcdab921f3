// SPDX-License-Identifier: MIT
#include "support/op_laws.hpp"

namespace tn = tenon;
using tenon_test::op_laws;
using tenon_test::op_laws_short;

namespace {

/// Integers stay as they are.
template <class W, class F>
W integral(W x, F f) {
  if constexpr (std::is_floating_point_v<W>)
    return f(x);
  else
    return x;
}

struct Floor {
  using op = tn::op::Floor;
  static constexpr auto call = [](auto const& x) { return tn::floor(x); };
  static constexpr auto reference = [](auto x) { return integral(x, [](auto v) { return std::floor(v); }); };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};
struct Ceil {
  using op = tn::op::Ceil;
  static constexpr auto call = [](auto const& x) { return tn::ceil(x); };
  static constexpr auto reference = [](auto x) { return integral(x, [](auto v) { return std::ceil(v); }); };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};
struct Trunc {
  using op = tn::op::Trunc;
  static constexpr auto call = [](auto const& x) { return tn::trunc(x); };
  static constexpr auto reference = [](auto x) { return integral(x, [](auto v) { return std::trunc(v); }); };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};
struct Round {
  using op = tn::op::Round;
  static constexpr auto call = [](auto const& x) { return tn::round(x); };
  static constexpr auto reference = [](auto x) { return integral(x, [](auto v) { return std::nearbyint(v); }); };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};

}  // namespace

TEST_CASE("floor", "[op]") { op_laws<Floor, float, double, std::int32_t>(); }
TEST_CASE("ceil", "[op]") { op_laws_short<Ceil, float, double>(); }
TEST_CASE("trunc", "[op]") { op_laws_short<Trunc, float, double>(); }
TEST_CASE("round", "[op]") { op_laws_short<Round, float, double, std::uint8_t, std::int64_t>(); }
