// SPDX-License-Identifier: MIT
// The policy `fast` of a traced function: each identity on and off, what it gives on ordinary numbers, and where it differs.
#include "support/graph_facts.hpp"

#include "support/catch.hpp"

#include <tenon/embedded.hpp>

#include <cmath>

namespace tn = tenon;
using tenon_test::Approx, tenon_test::count_computed, tenon_test::count_ops;

namespace {

using V = tn::Tensor<double, 5>;
using W = tn::Tensor<float, 5>;

/// f of x and y takes `exact` steps as it is written, `relaxed` with the policy, and means the same.
template <int Exact, int Relaxed, class F>
void identity(F f) {
  constexpr auto fast = tn::function<tn::fast>(F{});
  constexpr tn::GraphView before = decltype(tn::function(f))::template graph<V, V>;
  constexpr tn::GraphView after = decltype(fast)::template graph<V, V>;
  static_assert(count_computed(before) == Exact && count_computed(after) == Relaxed);
  V const x{0.25, 1.5, 2, 3.75, 10}, y{1, 0.5, 4, 2.5, 0.125};
  auto const a = tn::function(f)(x, y), b = fast(x, y);
  for (std::size_t i = 0; i < a.size; ++i) CHECK(b.data()[i] == Approx(a.data()[i]).epsilon(1e-13).margin(1e-13));
}
#define IDENTITY(exact, relaxed, e) identity<exact, relaxed>([](auto const& x, [[maybe_unused]] auto const& y) { return e; })

}  // namespace

TEST_CASE("sums", "[passes]") {
  IDENTITY(2, 1, (x + 1) + 2.5);
  IDENTITY(2, 1, 2 + (x - 0.5));
  IDENTITY(2, 1, (4 - x) + 1);
  IDENTITY(2, 1, 4 - (x + 1));
  IDENTITY(2, 1, 4 - (1 - x));
  IDENTITY(2, 0, y + (x - x));
  IDENTITY(3, 2, x * 3 + y * 3);
  IDENTITY(4, 3, x * y - x * tn::tanh(y));
  IDENTITY(3, 2, x / y + 2 / y);
  IDENTITY(2, 1, x * 3 + x);
  IDENTITY(2, 1, x - 0.25 * x);
}

TEST_CASE("products", "[passes]") {
  IDENTITY(1, 0, 0 * x);
  IDENTITY(2, 1, x * 3 * 0.7);
  IDENTITY(3, 2, (x * 3) * (y * 0.7));
  IDENTITY(2, 1, (3 / x) * 0.7);
  IDENTITY(3, 2, tn::exp(x) * tn::exp(y));
  IDENTITY(2, 0, tn::sqrt(x) * tn::sqrt(x));
  IDENTITY(3, 2, tn::sqrt(x) * tn::sqrt(y));
  IDENTITY(2, 1, x * tn::rsqrt(x));
  IDENTITY(2, 0, x * (y / x));
  IDENTITY(3, 1, tn::pow(x, 2.25) * tn::pow(x, 1.25));
  IDENTITY(2, 1, tn::pow(x, 2.25) * x);
  IDENTITY(2, 2, tn::sum(x * 0.7));
  IDENTITY(2, 2, tn::mean(x * 0.7));
}

TEST_CASE("quotients", "[passes]") {
  IDENTITY(1, 0, x / x);
  IDENTITY(1, 0, 0 / x);
  IDENTITY(1, 1, x / 3);
  IDENTITY(2, 1, x * 3 / 0.7);
  IDENTITY(2, 0, x * y / y);
  IDENTITY(3, 2, tn::exp(x) / tn::exp(y));
  IDENTITY(2, 3, x / tn::exp(y));  // no division
  IDENTITY(2, 2, x / (y / 3));
  IDENTITY(3, 3, (x / y) / (x + 1));
  IDENTITY(2, 1, x / tn::sqrt(x));
  static constexpr auto third = tn::function<tn::fast>([](auto const& x) { return x / 3; });
  static_assert(count_ops(decltype(third)::graph<V>, "div") == 0 && count_ops(decltype(third)::graph<V>, "mul") == 1);
}

TEST_CASE("powers, roots, logarithms", "[passes]") {
  IDENTITY(1, 1, tn::pow(x, 0.5));
  IDENTITY(1, 2, tn::pow(x, -2));
  IDENTITY(1, 3, tn::pow(x, 5));
  IDENTITY(2, 1, tn::pow(tn::pow(x, 1.25), 2.5));
  IDENTITY(2, 2, tn::pow(tn::exp(x), y));
  IDENTITY(2, 1, tn::pow(tn::sqrt(x), 2.5));
  IDENTITY(1, 1, tn::pow(2.0, x));
  IDENTITY(2, 0, tn::square(tn::sqrt(x)));
  IDENTITY(2, 2, tn::square(tn::exp(x)));
  IDENTITY(2, 1, tn::sqrt(tn::square(x)));
  IDENTITY(2, 0, tn::log(tn::exp(x)));
  IDENTITY(2, 0, tn::exp(tn::log(x)));
  IDENTITY(2, 2, tn::log(tn::pow(x, y)));
  IDENTITY(2, 2, tn::log(tn::sqrt(x)));
  static constexpr auto many = tn::function<tn::fast>([](auto const& x) {
    return tn::pow(x, 0.5) + tn::pow(x, -2) + tn::pow(x, 5) + tn::pow(2.0, x) + tn::pow(tn::exp(x), 1.5) +
           tn::log(tn::pow(x, 3.5));
  });
  static_assert(count_ops(decltype(many)::graph<V>, "pow") == 0);
}

TEST_CASE("what the identities do not keep", "[passes]") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  V const odd{infinity, -infinity, NAN, 0, -4};
  auto differ = [&](auto f, V const& exact, V const& relaxed) {
    V const a = tn::function(f)(odd), b = tn::function<tn::fast>(f)(odd);
    for (std::size_t i = 0; i < V::size; ++i) {
      CHECK((std::isnan(exact(i)) ? std::isnan(a(i)) : a(i) == exact(i)));
      CHECK((std::isnan(relaxed(i)) ? std::isnan(b(i)) : b(i) == relaxed(i)));
    }
  };
  differ([](auto const& x) { return x - x; }, V{NAN, NAN, NAN, 0, 0}, V{0, 0, 0, 0, 0});
  differ([](auto const& x) { return 0 * x; }, V{NAN, NAN, NAN, 0, 0}, V{0, 0, 0, 0, 0});
  differ([](auto const& x) { return x / x; }, V{NAN, NAN, NAN, NAN, 1}, V{1, 1, 1, 1, 1});
  differ([](auto const& x) { return tn::square(tn::sqrt(x)); }, V{infinity, NAN, NAN, 0, NAN},
         V{infinity, -infinity, NAN, 0, -4});
  differ([](auto const& x) { return tn::exp(tn::log(x)); }, V{infinity, NAN, NAN, 0, NAN}, V{infinity, -infinity, NAN, 0, -4});
  // Overflow on the way, and what rounding takes away.
  auto const large = [](auto const& x) { return (x * 1e200) * 1e-200; };
  CHECK(std::isinf(tn::function(large)(1e200).item()));
  CHECK(tn::function<tn::fast>(large)(1e200).item() == Approx(1e200));
  auto const small = [](auto const& x) { return (x + 1e20) + -1e20; };
  CHECK(tn::function(small)(1.0).item() == 0);
  CHECK(tn::function<tn::fast>(small)(1.0).item() == 1);
}

TEST_CASE("the policy reaches elementary functions, and stable forms stay", "[passes]") {
  static constexpr auto f = tn::function<tn::fast>([](auto const& x) { return tn::tanh(x) + tn::exp(x) * tn::sigmoid(x); });
  constexpr tn::GraphView g = decltype(f)::graph<W>;
  static_assert(count_ops(g, "fast_tanh") == 1 && count_ops(g, "fast_exp") == 1 && count_ops(g, "fast_sigmoid") == 1);
  static constexpr auto stable = tn::function<tn::fast>([](auto const& x) { return tn::log(1 + tn::exp(x)); });
  static_assert(count_ops(decltype(stable)::graph<W>, "softplus") == 1);
  CHECK(stable(100.f).item() == 100.f);
  W const x{-2, -0.5f, 0, 1, 3};
  W const y = f(x);
  for (std::size_t i = 0; i < 5; ++i)
    CHECK(y(i) == Approx(std::tanh(x(i)) + std::exp(x(i)) / (1 + std::exp(-x(i)))).epsilon(2e-6).margin(2e-6));
}

TEST_CASE("the policy holds inside of other functions, of derivatives, and of loops", "[passes]") {
  static constexpr auto inner = tn::function<tn::fast>([](auto const& x) { return (x + 1) + 2; });
  // Inside of another function it is that part's alone.
  static constexpr auto outer = tn::function([](auto const& x) { return (inner(x) * 3) * 0.7; });
  static_assert(count_ops(decltype(outer)::graph<V>, "add") == 1 && count_ops(decltype(outer)::graph<V>, "mul") == 2);
  static constexpr auto loss = [](auto const& x) { return tn::sum(tn::log(tn::exp(x)) * 3); };
  // Of a derivative: the derivative of what was relaxed, or all of it.
  static_assert(count_computed(decltype(tn::grad(tn::function<tn::fast>(loss)))::graph<V>) == 0);
  static_assert(count_computed(decltype(tn::function<tn::fast>(tn::grad(loss)))::graph<V>) == 0);
  static_assert(count_computed(decltype(tn::grad(loss))::graph<V>) > 0);
  V const g = tn::grad(tn::function<tn::fast>(loss))(V{1, 2, 3, 4, 5});
  CHECK(g(3) == 3);
  static constexpr auto loop = tn::function<tn::fast>(
      [](auto const& x) { return tn::fori_loop<3>([](auto const&, auto const& c) { return tn::exp((c * 2) * 0.25f); }, x); });
  constexpr tn::GraphView body = decltype(loop)::graph<W>.body(1);
  static_assert(count_ops(body, "mul") == 1 && count_ops(body, "fast_exp") == 1);
  CHECK(loop(W{0, 0, 0, 0, 0})(1) == Approx(std::exp(std::exp(std::exp(0.0) / 2) / 2)).epsilon(1e-5));
  // It is an option like the others.
  static constexpr auto named = tn::function<tn::Signature<V>, tn::fast>(inner, tn::names<"x">);
  static_assert(named.concrete<V>().count("add") == 1);
}
