// SPDX-License-Identifier: MIT
// Acceptance cases of chapter 12: gradients. That a tape is used once is tests/compile_fail/tape_twice.cpp.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <cmath>
#include <utility>

namespace tn = tenon;
using tenon_test::Approx;

namespace {

constexpr auto f = [](auto const& w1, auto const& w2) { return 3 * tn::square(w1) + 2 * w1 * w2; };

/// Several outputs of one function.
constexpr auto three = [](auto const& w1, auto const& w2) {
  decltype(f) g{};
  return tn::stack<0>(g(w1, w2 + 2), g(w1, w2 + 5), g(w1, w2 + 7));
};
constexpr auto stopped = [](auto const& w1, auto const& w2) { return 3 * tn::square(w1) + tn::stop_gradient(2 * w1 * w2); };

constexpr auto softplus_by_hand = [](auto const& z) { return tn::log(tn::exp(z) + 1); };
/// The same to those who know that 0 z is 0, which it is not everywhere: nothing rewrites it.
constexpr auto overflowing_softplus = [](auto const& z) { return tn::log(tn::exp(z) + (1 + 0 * z)); };
constexpr auto rule = [](auto const& z, auto const&, auto const& g) { return g / (1 + 1 / tn::exp(z)); };

}  // namespace

TEST_CASE("ch12-213: a finite difference", "[ch12]") {
  double const epsilon = 1e-6;
  auto const z = [](double w1, double w2) { return tn::function(f)(w1, w2).item(); };
  CHECK(std::abs((z(5, 3 + epsilon) - z(5, 3)) / epsilon - 10.000000003174137) <= 1e-5);
}

TEST_CASE("ch12-218: a persistent tape is asked twice", "[ch12]") {
  tn::Variable<float> const w1{5.f}, w2{3.f};
  auto const tape = tn::tape(tn::persistent, f, w1, w2);
  CHECK(tape.gradient(tn::wrt<0>).item() == 36);
  CHECK(tape.gradient(tn::wrt<1>).item() == 10);
}

TEST_CASE("ch12-223: the gradient of several outputs is that of their sum", "[ch12]") {
  auto const [outputs, gradients] = tn::vjp(three)(5.f, 3.f, tn::ones<float, 3>());
  CHECK(std::get<0>(gradients).item() == 136);
  CHECK(std::get<1>(gradients).item() == 30);
  auto const [dw1, dw2] = tn::grad([](auto const& a, auto const& b) { return tn::sum(decltype(three){}(a, b)); })(5.f, 3.f);
  CHECK(dw1.item() == 136);
  CHECK(dw2.item() == 30);
}

TEST_CASE("ch12-226: the gradient inside a gradient", "[ch12]") {
  constexpr auto at = [](auto const& w) { return decltype(f){}(w(tn::at<0>), w(tn::at<1>)); };
  // The gradient of each component of the gradient, and the gradient beside it.
  constexpr auto inner = [](auto const& w) { return tn::grad(decltype(at){})(w); };
  tn::Tensor<float, 2> const w{5, 3};
  tn::Tensor<float, 2> const jacobian = inner(w);
  CHECK(jacobian(0) == 36);
  CHECK(jacobian(1) == 10);
  tn::Tensor<float, 2, 2> const hessian = tn::jacrev(inner)(w);
  CHECK(hessian(0, 0) == 6);
  CHECK(hessian(0, 1) == 2);
  CHECK(hessian(1, 0) == 2);
  CHECK(hessian(1, 1) == 0);
}

TEST_CASE("ch12-228: stop_gradient", "[ch12]") {
  auto const [value, gradients] = tn::value_and_grad(stopped)(5.f, 3.f);
  CHECK(value.item() == 105);
  CHECK(std::get<0>(gradients).item() == 30);
  // What the book calls None is a zero that the compiler knows of: nothing is computed, nothing is read.
  CHECK(std::get<1>(gradients).item() == 0);
  constexpr tn::GraphView graph = decltype(tn::function(tn::grad<1>(stopped)))::graph<float, float>;
  static_assert(graph[graph.outputs[0].node].op == &tn::op::constant);
}

TEST_CASE("ch12-230: softplus at 30 in f32", "[ch12]") {
  CHECK(tn::function(softplus_by_hand)(30.f).item() == 30.f);
  CHECK(tn::function(overflowing_softplus)(30.f).item() == Approx(30).epsilon(1e-6));
}

TEST_CASE("ch12-232: a gradient of one's own replaces the one that is derived", "[ch12]") {
  // Written this way the value is infinite at 100 and what is derived of it not a number.
  constexpr auto with_rule = tn::custom_vjp(overflowing_softplus, rule);
  CHECK(std::isinf(tn::function(with_rule)(100.f).item()));
  CHECK(std::isnan(tn::grad(overflowing_softplus)(100.f).item()));
  CHECK(tn::grad(with_rule)(100.f).item() == Approx(1).epsilon(1e-6));
  // As the book writes it it is recorded as softplus: the value is right too, and no rule is needed.
  constexpr auto stable = tn::custom_vjp(softplus_by_hand, rule);
  CHECK(tn::function(stable)(100.f).item() == 100);
  CHECK(tn::grad(stable)(100.f).item() == Approx(1).epsilon(1e-6));
  CHECK(tn::grad(softplus_by_hand)(100.f).item() == Approx(1).epsilon(1e-6));
}
