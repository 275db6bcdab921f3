// SPDX-License-Identifier: MIT
// Sign bits, and what else tells or moves signs, angles and truth.
#include "support/op_laws.hpp"
#include "support/routine_laws.hpp"

namespace tn = tenon;
using namespace tenon_test;

namespace {

struct SignBit {
  using op = tn::op::SignBit;
  static constexpr auto call = [](auto const& x) { return tn::signbit(x); };
  static constexpr auto reference = [](auto x) {
    if constexpr (std::is_same_v<decltype(x), Int128>)
      return x < 0;
    else
      return std::signbit(x);
  };
  static constexpr double ulps = 0, low = -9, high = 9;
};
struct CopySign {
  using op = tn::op::CopySign;
  static constexpr auto call = [](auto const& a, auto const& b) { return tn::copysign(a, b); };
  static constexpr auto reference = [](auto a, auto b) { return std::copysign(a, b); };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};

}  // namespace

TEST_CASE("signbit", "[op]") { op_laws_short<SignBit, float, double, std::int32_t, std::uint8_t>(); }
TEST_CASE("copysign", "[op]") { op_laws_short<CopySign, float, double>(); }

TEST_CASE("isposinf, isneginf, heaviside, positive, negative") {
  constexpr double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  tn::Tensor<double, 5> const x{-inf, -2, 0, inf, nan};
  check_equal<bool>(tn::isposinf(x), Array{{5}, {0, 0, 0, 1, 0}});
  check_equal<bool>(tn::isneginf(x), Array{{5}, {1, 0, 0, 0, 0}});
  check_equal<bool>(tn::isneginf(tn::Tensor<int, 2>{-1, 5}), Array{{2}, {0, 0}});
  check_equal<double>(tn::heaviside(x, 0.5), Array{{5}, {0, 0, 0.5, 1, nan}});
  check_equal<int>(tn::heaviside(tn::Tensor<int, 3>{-4, 0, 9}, 7), Array{{3}, {0, 7, 1}});
  check_equal<double>(tn::negative(x), Array{{5}, {inf, 2, 0, -inf, nan}});
  check_equal<double>(tn::positive(x), Array{{5}, {-inf, -2, 0, inf, nan}});
}

TEST_CASE("logic of numbers: what is not zero is true") {
  tn::Tensor<int, 4> const a{0, 3, 0, -1};
  tn::Tensor<float, 4> const b{0, 0, 0.5f, std::numeric_limits<float>::quiet_NaN()};
  check_equal<bool>(tn::logical_and(a, b), Array{{4}, {0, 0, 0, 1}});
  check_equal<bool>(tn::logical_or(a, b), Array{{4}, {0, 1, 1, 1}});
  check_equal<bool>(tn::logical_xor(a, b), Array{{4}, {0, 1, 1, 0}});
  check_equal<bool>(tn::logical_not(a), Array{{4}, {1, 0, 1, 0}});
  check_equal<bool>(tn::logical_and(a, true), Array{{4}, {0, 1, 0, 1}});
  same_everywhere([](auto const& x) { return tn::logical_xor(x, x > 2); }, a);
}

TEST_CASE("sinc, degrees and radians") {
  tn::Tensor<double, 7> x{0, 1e-9, 1e-4, 0.01, 0.5, -1.5, 3};
  tn::Tensor<double, 7> const y = tn::sinc(x), z = tn::rad2deg(tn::deg2rad(x)), radians = tn::deg2rad(x * 180);
  for (std::size_t i = 0; i < 7; ++i) {
    double const at = 3.141592653589793 * x.data()[i];
    CHECK(std::abs(y.data()[i] - (at == 0 ? 1 : std::sin(at) / at)) < 1e-15);
    CHECK(std::abs(z.data()[i] - x.data()[i]) <= 1e-15);
    CHECK(std::abs(radians.data()[i] - at) <= 1e-15 * std::abs(at));
  }
  gradient_is_right([](auto const& t) { return tn::sinc(t); }, x);
  tn::Tensor<double, 1> const slope = tn::grad([](auto const& t) { return tn::sum(tn::sinc(t)); })(tn::Tensor<double, 1>(1e-3));
  CHECK(std::abs(slope.item() + 3.289864887e-3) < 1e-11);  // -pi^2 x / 3 and higher terms
  same_everywhere([](auto const& t) { return tn::deg2rad(t); }, x);
}
