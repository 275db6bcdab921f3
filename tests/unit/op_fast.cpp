// SPDX-License-Identifier: MIT
// The fast policy through expressions, traced functions, gradients and a model's activation.
#include "support/op_laws.hpp"
#include "support/routine_laws.hpp"

#include <tenon/tenon.hpp>

namespace tn = tenon;
using namespace tenon_test;

namespace {

struct FastTanh {
  using op = tn::op::FastTanh;
  static constexpr auto call = [](auto const& x) { return tn::tanh<tn::fast>(x); };
  static constexpr auto reference = [](auto x) { return std::tanh(x); };
  static constexpr double ulps = 8, low = -5, high = 5, absolute = 1e-6;
};
struct FastSigmoid {
  using op = tn::op::FastSigmoid;
  static constexpr auto call = [](auto const& x) { return tn::sigmoid<tn::fast>(x); };
  static constexpr auto reference = [](auto x) { return 1 / (1 + std::exp(-x)); };
  static constexpr double ulps = 8, low = -10, high = 10, absolute = 1e-6;
};
struct FastExp {
  using op = tn::op::FastExp;
  static constexpr auto call = [](auto const& x) { return tn::exp<tn::fast>(x); };
  static constexpr auto reference = [](auto x) { return std::exp(x); };
  static constexpr double ulps = 8, low = -3, high = 3, absolute = 1e-6;
};
struct FastErf {
  using op = tn::op::FastErf;
  static constexpr auto call = [](auto const& x) { return tn::erf<tn::fast>(x); };
  static constexpr auto reference = [](auto x) { return std::erf(x); };
  static constexpr double ulps = 8, low = -3, high = 3, absolute = 1e-6;
};
struct FastGelu {
  using op = tn::op::FastGelu;
  static constexpr auto call = [](auto const& x) { return tn::gelu<tn::fast>(x); };
  static constexpr auto reference = [](auto x) {
    return x < -1e9 ? -decltype(x)(0) : x * std::erfc(-x / std::sqrt(decltype(x)(2))) / 2;
  };
  static constexpr double ulps = 8, low = -4, high = 4, absolute = 1e-6;
};

// [activation]
struct FastTanhActivation {
  constexpr auto operator()(auto const& x) const { return tn::tanh<tn::fast>(x); }
};
using Net = tn::nn::Sequential<tn::Shape<8>, tn::nn::Dense<30, FastTanhActivation>, tn::nn::Dense<1>>;
// [end]

}  // namespace

TEST_CASE("fast tanh", "[op]") { op_laws_short<FastTanh, float>(); }
TEST_CASE("fast sigmoid", "[op]") { op_laws_short<FastSigmoid, float>(); }
TEST_CASE("fast exp", "[op]") { op_laws_short<FastExp, float>(); }
TEST_CASE("fast erf", "[op]") { op_laws_short<FastErf, float>(); }
TEST_CASE("fast gelu", "[op]") { op_laws_short<FastGelu, float>(); }

TEST_CASE("a fast activation in a model") {
  Net net;
  tn::initialize(net, 3);
  auto const x = random_tensor<float, 4, 8>(5);
  tn::Tensor<float, 4, 1> const y = tn::call(net, x);
  CHECK(std::isfinite(y(0, 0)));
}

TEST_CASE("fast functions mean the same everywhere") {
  auto const x = random_tensor<float, 3, 5>(2);
  constexpr auto f = [](auto const& t) { return tn::tanh<tn::fast>(t) * tn::sigmoid<tn::fast>(t) + tn::gelu<tn::fast>(t); };
  same_everywhere(f, x);
  auto const wide = random_tensor<double, 3, 5>(2);
  gradient_is_right(f, wide);
}
