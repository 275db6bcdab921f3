// SPDX-License-Identifier: MIT
#include "support/op_laws.hpp"

namespace tn = tenon;
using tenon_test::op_laws;
using tenon_test::op_laws_short;

namespace {

struct Exp2 {
  using op = tn::op::Exp2;
  static constexpr auto call = [](auto const& x) { return tn::exp2(x); };
  static constexpr auto reference = [](auto x) { return std::exp2(x); };
  static constexpr double ulps = 2, low = -9, high = 9;
};
struct Log2 {
  using op = tn::op::Log2;
  static constexpr auto call = [](auto const& x) { return tn::log2(x); };
  static constexpr auto reference = [](auto x) { return std::log2(x); };
  static constexpr double ulps = 1.5, low = 0.1, high = 9;
};
struct Log10 {
  using op = tn::op::Log10;
  static constexpr auto call = [](auto const& x) { return tn::log10(x); };
  static constexpr auto reference = [](auto x) { return std::log10(x); };
  static constexpr double ulps = 1.5, low = 0.1, high = 9;
};
struct Rsqrt {
  using op = tn::op::Rsqrt;
  static constexpr auto call = [](auto const& x) { return tn::rsqrt(x); };
  static constexpr auto reference = [](auto x) { return 1 / std::sqrt(x); };
  static constexpr double ulps = 1.5, low = 0.1, high = 9;
};
struct Reciprocal {
  using op = tn::op::Reciprocal;
  static constexpr auto call = [](auto const& x) { return tn::reciprocal(x); };
  static constexpr auto reference = [](auto x) { return 1 / x; };
  static constexpr double ulps = 0.5, low = 0.2, high = 9;
};
struct Cbrt {
  using op = tn::op::Cbrt;
  static constexpr auto call = [](auto const& x) { return tn::cbrt(x); };
  static constexpr auto reference = [](auto x) { return std::cbrt(x); };
  static constexpr double ulps = 1.5, low = 0.1, high = 9;
};

}  // namespace

TEST_CASE("exp2", "[op]") { op_laws<Exp2, float, double>(); }
TEST_CASE("log2", "[op]") { op_laws_short<Log2, float, double>(); }
TEST_CASE("log10", "[op]") { op_laws_short<Log10, float, double>(); }
TEST_CASE("rsqrt", "[op]") { op_laws_short<Rsqrt, float, double>(); }
TEST_CASE("reciprocal", "[op]") { op_laws_short<Reciprocal, float, double>(); }
TEST_CASE("cbrt", "[op]") { op_laws_short<Cbrt, float, double>(); }
