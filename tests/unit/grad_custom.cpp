// SPDX-License-Identifier: MIT
// Derivatives of one's own: used by every transform instead of the function's.
#include "support/laws/transform_laws.hpp"

namespace tn = tenon;
using namespace tenon_test;

namespace {

using V = tn::Tensor<double, 4>;

struct Scale {
  tn::Param<double, 4> by;
  TENON_MODULE(Scale, by);
};

/// Rounding with the derivative of the identity.
constexpr auto straight_through =
    tn::custom_vjp([](auto const& x) { return tn::round(x); }, [](auto const&, auto const&, auto const& g) { return g; });
/// A product whose second factor's cotangent is twice what it should be: to be recognised by.
constexpr auto marked =
    tn::custom_vjp([](auto const& x, auto const& y) { return x * y; },
                   [](auto const& x, auto const& y, auto const&, auto const& g) { return std::tuple{g * y, 2 * g * x}; });
/// The same, forwards.
constexpr auto marked_forwards =
    tn::custom_jvp([](auto const& x, auto const& y) { return x * y; },
                   [](auto const& x, auto const& y, auto const& dx, auto const& dy) { return dx * y + 2 * dy * x; });
/// log(1 + e^x) in the way that overflows, with the derivative that does not.
constexpr auto log1pexp = tn::custom_jvp([](auto const& x) { return tn::log(1 + tn::exp(x)); },
                                         [](auto const& x, auto const& dx) { return dx / (1 + tn::exp(-x)); });

/// Products, and a second result whose cotangent counts ten times.
constexpr auto pair_rule = tn::custom_vjp(
    [](auto const& pair, auto const& n) {
      auto const& [a, b] = pair;
      return std::tuple{a * b, a * tn::cast<double>(n)};
    },
    [](auto const& pair, auto const& n, auto const&, auto const& g) {
      auto const& [a, b] = pair;
      return std::tuple{std::get<0>(g) * b + 10 * std::get<1>(g) * tn::cast<double>(n), std::get<0>(g) * a};
    });
constexpr auto pair_loss = [](auto const& pair, auto const& n) {
  auto const [p, q] = pair_rule(pair, n);
  return tn::sum(p) + tn::sum(q);
};

auto const x = spread_tensor<V>(-3, 3), y = spread_tensor<V>(-1, 1, 5), d = spread_tensor<V>(-1, 1, 9);

template <class A, class B>
void same(A const& a, B const& b) {
  for (std::size_t i = 0; i < a.size; ++i) CHECK(a.data()[i] == Approx(b.data()[i]).epsilon(1e-12).margin(1e-12));
}

}  // namespace

TEST_CASE("custom derivatives: values are the function's", "[grad]") {
  same(V(straight_through(x)), V(tn::round(x)));
  same(V(marked(x, y)), V(x * y));
  same(V(tn::function([](auto const& a, auto const& b) { return marked(a, b) + 1; })(x, y)), V(x * y + 1));
}

TEST_CASE("custom derivatives: gradients, where the function has none too", "[grad]") {
  same(V(tn::grad([](auto const& t) { return tn::sum(straight_through(t) * t); })(x)), V(tn::round(x) + x));
  auto const [dx, dy] = tn::grad([](auto const& a, auto const& b) { return tn::sum(marked(a, b)); })(x, y);
  same(dx, y);
  same(dy, V(2 * x));
  auto const [fx, fy] = tn::grad([](auto const& a, auto const& b) { return tn::sum(marked_forwards(a, b)); })(x, y);
  same(fx, y);
  same(fy, V(2 * x));
  V const steep = tn::grad([](auto const& t) { return tn::sum(log1pexp(t)); })(V{1000, 0, -1000, 1});
  CHECK(steep(0) == 1);
  CHECK(steep(1) == 0.5);
  CHECK(steep(2) == 0);
}

TEST_CASE("custom derivatives: forwards, twice, and in a mapped function", "[grad]") {
  constexpr auto f = [](auto const& a, auto const& b) { return tn::sum(marked(a, b) * a); };
  auto const [value, tangent] = tn::jvp(f)(x, y, d, y);
  // d(x y x) = (y + x y / x) dx + 2 x x dy with the marked rule.
  CHECK(tangent.item() == Approx(tn::Tensor<double>(tn::sum(2 * x * y * d + 2 * x * x * y)).item()));
  V const second = tn::hvp([](auto const& t) { return tn::sum(tn::square(log1pexp(t))); })(x, d);
  V const want = tn::hvp([](auto const& t) { return tn::sum(tn::square(tn::softplus(t))); })(x, d);
  same(second, want);

  auto const many = spread_tensor<tn::Tensor<double, 3, 4>>(-3, 3);
  tn::Tensor<double, 3, 4> const each = tn::vmap(tn::grad<0>(f), tn::in_axes<0, tn::unmapped>)(many, y);
  for (std::size_t i = 0; i < 3; ++i) same(V(each[i]), V(tn::grad<0>(f)(V(many[i]), y)));
  // The rule itself is mapped, and what is the same for all inputs gets the sum.
  constexpr auto mapped = [](auto const& m, auto const& b) {
    return tn::sum(tn::vmap([](auto const& a, auto const& s) { return marked(a, s); }, tn::in_axes<0, tn::unmapped>)(m, b) * m);
  };
  auto const [gm, gy] = tn::grad(mapped)(many, y);
  same(gm, tn::Tensor<double, 3, 4>(2 * many * y));
  same(gy, V(2 * tn::sum<0>(tn::square(many))));
}

TEST_CASE("custom derivatives: tensors of a module in a traced function", "[grad]") {
  Scale s;
  s.by = y;
  constexpr auto loss = [](auto const& m, auto const& t) { return tn::sum(marked(t, m.by * 3)); };
  auto const g = tn::grad<0>(loss)(s, x);
  same(g.get<"by">(), V(6 * x));
  // grad too takes them as arguments.
  constexpr auto inner = [](auto const& m, auto const& t) {
    return tn::grad<0>([](auto const& a, auto const& b) { return tn::sum(a * a * b); })(m.by * 1, t);
  };
  same(V(tn::function(inner)(s, x)), V(2 * y * x));
}

TEST_CASE("custom derivatives: tuples and integers", "[grad]") {
  tn::Tensor<int, 4> const n{1, 2, 3, 4};
  auto const g = tn::grad<0>(pair_loss)(std::tuple{x, y}, n);
  same(std::get<0>(g), V(y + 10 * tn::cast<double>(n)));
  same(std::get<1>(g), x);
}
