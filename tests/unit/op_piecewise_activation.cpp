// SPDX-License-Identifier: MIT
// Activations made of pieces against their definitions; NaN, infinities and the derivatives at the kinks.
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <limits>

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class F, class Exact>
void check_values(F f, Exact exact) {
  tn::Tensor<double, 15> x;
  for (std::size_t i = 0; i < 15; ++i) x(i) = -7 + double(i) + (i % 2 == 0 ? 0.25 : 0);
  Array const a = array(x);
  check_equal<double>(f(x), array({15}, [&](Index const& i) { return exact(a(i)); }), 1e-14);
  double const nan = std::numeric_limits<double>::quiet_NaN();
  tn::Tensor<double, 1> const y = f(tn::Tensor<double, 1>{nan});
  CHECK(y(0) != y(0));
  auto const z = random_tensor<double, 3, 5>(4);
  same_everywhere(f, z);
  gradient_is_right(f, z);
}

/// The derivatives at some places.
template <class F, std::size_t N>
void check_slopes(F, tn::Tensor<double, N> const& x, Array const& slopes) {
  constexpr auto total = [](auto const& t) { return tn::sum(F{}(t)); };
  tn::Tensor<double, N> const dx = tn::grad(total)(x);
  check_equal<double>(dx, slopes, 1e-15);
}

constexpr auto leaky = [](auto const& x) { return tn::leaky_relu(x); };
constexpr auto leaky_tenth = [](auto const& x) { return tn::leaky_relu(x, 0.1); };
constexpr auto relu6 = [](auto const& x) { return tn::relu6(x); };
constexpr auto celu = [](auto const& x) { return tn::celu(x); };
constexpr auto celu_half = [](auto const& x) { return tn::celu(x, 0.5); };
constexpr auto hard_sigmoid = [](auto const& x) { return tn::hard_sigmoid(x); };
constexpr auto hard_silu = [](auto const& x) { return tn::hard_silu(x); };
constexpr auto hard_tanh = [](auto const& x) { return tn::hard_tanh(x); };
constexpr auto hard_shrink = [](auto const& x) { return tn::hard_shrink(x); };
constexpr auto soft_shrink = [](auto const& x) { return tn::soft_shrink(x, 0.75); };
constexpr auto sparse_plus = [](auto const& x) { return tn::sparse_plus(x); };
constexpr auto sparse_sigmoid = [](auto const& x) { return tn::sparse_sigmoid(x); };
constexpr auto threshold = [](auto const& x) { return tn::threshold(x, 0.5, -2); };
double clipped(double x, double low, double high) { return std::min(std::max(x, low), high); }

}  // namespace

TEST_CASE("leaky_relu, relu6, celu") {
  check_values(leaky, [](double x) { return x > 0 ? x : 0.2 * x; });
  check_values(leaky_tenth, [](double x) { return x > 0 ? x : 0.1 * x; });
  check_values(relu6, [](double x) { return clipped(x, 0, 6); });
  check_values(celu, [](double x) { return x > 0 ? x : std::expm1(x); });
  check_values(celu_half, [](double x) { return x > 0 ? x : 0.5 * std::expm1(x / 0.5); });
}
TEST_CASE("hard_sigmoid, hard_silu, hard_tanh") {
  check_values(hard_sigmoid, [](double x) { return clipped(x + 3, 0, 6) / 6; });
  check_values(hard_silu, [](double x) { return x * clipped(x + 3, 0, 6) / 6; });
  check_values(hard_tanh, [](double x) { return clipped(x, -1, 1); });
}
TEST_CASE("hard_shrink, soft_shrink") {
  check_values(hard_shrink, [](double x) { return std::abs(x) > 0.5 ? x : 0; });
  check_values(soft_shrink, [](double x) { return x > 0.75 ? x - 0.75 : x < -0.75 ? x + 0.75 : 0; });
}

TEST_CASE("sparse_plus, sparse_sigmoid, threshold") {
  check_values(sparse_plus, [](double x) { return x <= -1 ? 0 : x < 1 ? (x + 1) * (x + 1) / 4 : x; });
  check_values(sparse_sigmoid, [](double x) { return clipped((x + 1) / 2, 0, 1); });
  check_values(threshold, [](double x) { return x > 0.5 ? x : -2; });
}

TEST_CASE("activations of pieces at their kinks and at infinity") {
  check_slopes(leaky, tn::Tensor<double, 3>{-1, 0, 1}, Array{{3}, {0.2, 0.2, 1}});
  check_slopes(relu6, tn::Tensor<double, 4>{0, 3, 6, 7}, Array{{4}, {0, 1, 0, 0}});
  check_slopes(hard_sigmoid, tn::Tensor<double, 4>{-3, 0, 3, 4}, Array{{4}, {0, 1 / 6.0, 0, 0}});
  check_slopes(hard_tanh, tn::Tensor<double, 3>{-2, 0, 2}, Array{{3}, {0, 1, 0}});
  check_slopes(soft_shrink, tn::Tensor<double, 3>{-2, 0, 2}, Array{{3}, {1, 0, 1}});
  check_slopes(hard_shrink, tn::Tensor<double, 3>{-2, 0, 2}, Array{{3}, {1, 0, 1}});
  double const inf = std::numeric_limits<double>::infinity();
  tn::Tensor<double, 2> const both{-inf, inf};
  check_equal<double>(tn::relu6(both), Array{{2}, {0, 6}});
  check_equal<double>(tn::celu(both), Array{{2}, {-1, inf}});
  check_equal<double>(tn::hard_silu(both), Array{{2}, {0, inf}});
  check_equal<double>(tn::hard_sigmoid(both), Array{{2}, {0, 1}});
  check_equal<double>(tn::soft_shrink(both), Array{{2}, {-inf, inf}});
  check_equal<double>(tn::hard_shrink(both), Array{{2}, {-inf, inf}});
}
