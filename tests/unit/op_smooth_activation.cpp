// SPDX-License-Identifier: MIT
// gelu, silu, mish, softsign, tanh_shrink as ops; log_sigmoid and squareplus as what they are made of.
#include "support/op_laws.hpp"
#include "support/routine_laws.hpp"

namespace tn = tenon;
using namespace tenon_test;

namespace {

// Minus infinity times 0 is 0 here.
struct Gelu {
  using op = tn::op::Gelu;
  static constexpr auto call = [](auto const& x) { return tn::gelu(x); };
  static constexpr auto reference = [](auto x) {
    return x < -1e9 ? -decltype(x)(0) : x * std::erfc(-x / std::sqrt(decltype(x)(2))) / 2;
  };
  static constexpr double ulps = 5, low = -4, high = 4;
};
struct GeluTanh {
  using op = tn::op::GeluTanh;
  static constexpr auto call = [](auto const& x) { return tn::gelu(x, tn::approximate); };
  static constexpr auto reference = [](auto x) {
    using T = decltype(x);
    T const u = std::sqrt(2 / T(3.14159265358979323846L)) * (x + T(0.044715L) * x * x * x);
    return x < -1e9 ? -T(0) : x / (1 + std::exp(-2 * u));
  };
  static constexpr double ulps = 64, low = -4, high = 4, absolute = 1e-7;
};
struct Silu {
  using op = tn::op::Silu;
  static constexpr auto call = [](auto const& x) { return tn::silu(x); };
  static constexpr auto reference = [](auto x) { return x < -1e9 ? -decltype(x)(0) : x / (1 + std::exp(-x)); };
  static constexpr double ulps = 3, low = -6, high = 6, absolute = 1e-37;
};
struct Mish {
  using op = tn::op::Mish;
  static constexpr auto call = [](auto const& x) { return tn::mish(x); };
  static constexpr auto reference = [](auto x) {
    using T = decltype(x);
    return x < -1e9 ? -T(0) : x * std::tanh(x > 30 ? x : std::log1p(std::exp(x)));
  };
  static constexpr double ulps = 4, low = -6, high = 6, absolute = 1e-37;
};
struct Softsign {
  using op = tn::op::Softsign;
  static constexpr auto call = [](auto const& x) { return tn::softsign(x); };
  static constexpr auto reference = [](auto x) {
    return std::isinf(x) ? std::copysign(decltype(x)(1), x) : x / (1 + std::abs(x));
  };
  static constexpr double ulps = 1.5, low = -4, high = 4;
};
struct TanhShrink {
  using op = tn::op::TanhShrink;
  static constexpr auto call = [](auto const& x) { return tn::tanh_shrink(x); };
  static constexpr auto reference = [](auto x) {
    return std::abs(x) < 1e-4 ? x * x * x / 3 * (1 - x * x / 5 * 2) : x - std::tanh(x);
  };
  static constexpr double ulps = 9, low = -3, high = 3, absolute = 1e-10;
};

}  // namespace

TEST_CASE("gelu", "[op]") { op_laws_short<Gelu, float, double>(); }
TEST_CASE("gelu by tanh", "[op]") { op_laws_short<GeluTanh, float>(); }
TEST_CASE("silu", "[op]") { op_laws_short<Silu, float, double>(); }
TEST_CASE("mish", "[op]") { op_laws_short<Mish, float>(); }
TEST_CASE("softsign", "[op]") { op_laws_short<Softsign, float, double>(); }
TEST_CASE("tanh_shrink", "[op]") { op_laws_short<TanhShrink, float>(); }

TEST_CASE("log_sigmoid and squareplus") {
  tn::Tensor<double, 7> const x{-1000, -30, -1, 0, 1, 30, 1000};
  Array const a = array(x);
  check_equal<double>(tn::log_sigmoid(x),
                      array({7}, [&](Index const& i) { return std::min(a(i), 0.0) - std::log1p(std::exp(-std::abs(a(i)))); }),
                      1e-13);
  auto const square_plus = [](double v, double b) {
    return v > 0 ? (v + std::sqrt(v * v + b)) / 2 : b / 2 / (std::sqrt(v * v + b) - v);
  };
  check_equal<double>(tn::squareplus(x), array({7}, [&](Index const& i) { return square_plus(a(i), 4); }), 1e-14);
  check_equal<double>(tn::squareplus(x, 2), array({7}, [&](Index const& i) { return square_plus(a(i), 2); }), 1e-14);
  // Neither overflows, nor cancels.
  float const inf = std::numeric_limits<float>::infinity();
  check_equal<float>(tn::squareplus(tn::Tensor<float, 4>{1e30f, -1e30f, inf, -inf}),
                     Array{{4}, {double(1e30f), double(1e-30f), double(inf), 0}}, 1e-36);
  check_equal<float>(tn::log_sigmoid(tn::Tensor<float, 2>{inf, -inf}), Array{{2}, {0, double(-inf)}});
  auto const y = random_tensor<double, 3, 4>(3);
  constexpr auto both = [](auto const& t) { return tn::log_sigmoid(t) * tn::squareplus(t); };
  same_everywhere(both, y);
  gradient_is_right(both, y);
}

TEST_CASE("the derivative of gelu by tanh is 0 and 1 far out") {
  tn::Tensor<float, 4> const x{-3e38f, -1e14f, 1e14f, 3e38f};
  tn::Tensor<float, 4> const dx = tn::grad([](auto const& t) { return tn::sum(tn::gelu(t, tn::approximate)); })(x);
  check_equal<float>(dx, Array{{4}, {0, 0, 1, 1}});
}
