// SPDX-License-Identifier: MIT
// jvp, vjp, hvp, Jacobians and Hessians as users call them: forms of arguments and results, and how they compose.
#include "support/laws/gradient_laws.hpp"

namespace tn = tenon;
using tenon_test::Approx;
using tenon_test::spread_tensor;

namespace {

using V = tn::Tensor<double, 4>;
template <std::size_t... D>
using T = tn::Tensor<double, D...>;

template <std::size_t In, std::size_t Units>
struct Affine {
  tn::Param<double, In, Units> kernel;
  tn::Tensor<double> scale{2.0};
  tn::Param<double, Units> bias;
  TENON_MODULE(Affine, kernel, scale, bias);
  constexpr auto call(auto const& x) const { return tn::tanh(tn::matmul(x, kernel) * scale + bias); }
};
struct Net {
  Affine<3, 4> first;
  Affine<4, 2> second;
  TENON_MODULE(Net, first, second);
  constexpr auto call(auto const& x) const { return second.call(first.call(x)); }
};
constexpr auto loss = [](auto const& net, auto const& x) { return tn::mean(tn::square(net.call(x) - 1)); };

Net some_net() {
  Net net;
  std::size_t i = 0;
  tn::detail::for_each_param(net, [&i](auto& p) {
    for (double& v : p) v = tenon_test::spread(i++, -0.5, 0.5);
  });
  return net;
}
/// net + h * direction.
Net moved(Net net, tn::Gradient<Net> const& by, double h) {
  auto add = [h](auto& p, auto const& d) {
    for (std::size_t i = 0; i < d.size; ++i) p.data()[i] += h * d.data()[i];
  };
  add(net.first.kernel, by.get<"first">().get<"kernel">());
  add(net.first.bias, by.get<"first">().get<"bias">());
  add(net.second.kernel, by.get<"second">().get<"kernel">());
  add(net.second.bias, by.get<"second">().get<"bias">());
  return net;
}
double dot(auto const& a, auto const& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size; ++i) sum += a.data()[i] * b.data()[i];
  return sum;
}
template <class A, class B>
void same(A const& a, B const& b, double tolerance = 1e-9) {
  static_assert(std::is_same_v<typename A::shape_type, typename B::shape_type>);
  for (std::size_t i = 0; i < a.size; ++i) CHECK(a.data()[i] == Approx(b.data()[i]).epsilon(tolerance).margin(tolerance));
}

constexpr auto f = [](auto const& x, auto const& y) { return tn::tanh(x) * tn::sum(tn::exp(x * y)); };
constexpr auto energy = [](auto const& x) { return tn::sum(tn::sin(x) * x * tn::roll<1>(x)); };
auto const x = spread_tensor<V>(), y = spread_tensor<V>(-1, 1, 5), dx = spread_tensor<V>(-1, 1, 9),
           dy = spread_tensor<V>(-1, 1, 14);

}  // namespace

TEST_CASE("jvp and vjp are two sides of one product", "[grad]") {
  auto const [value, tangent] = tn::jvp(f)(x, y, dx, dy);
  same(value, V(f(x, y)));
  constexpr double h = 1e-6;
  same(tangent, V((f(V(x + h * dx), V(y + h * dy)) - f(V(x - h * dx), V(y - h * dy))) / (2 * h)), 1e-7);
  auto const g = spread_tensor<V>(-1, 1, 20);
  auto const [again, gradients] = tn::vjp(f)(x, y, g);
  same(again, value);
  CHECK(dot(tangent, g) == Approx(dot(std::get<0>(gradients), dx) + dot(std::get<1>(gradients), dy)));

  // Along one argument; numbers among the arguments; an expression as a direction.
  auto const [v1, t1] = tn::jvp<1>(f)(x, y, dy);
  auto const [v2, t2] = tn::jvp(f)(x, y, dx * 0, dy);
  same(t1, t2);
  auto const [v3, t3] = tn::jvp([](auto const& a, auto s) { return a * s; })(x, 3.0, dx, 2.0);
  same(t3, V(dx * 3 + x * 2));
  auto const [v4, g4] =
      tn::vjp<0>([](auto const& a, auto const& n) { return a * tn::cast<double>(n); })(x, tn::Tensor<int, 4>{1, 2, 3, 4}, dx);
  CHECK(g4(2) == Approx(3 * dx(2)));
}

TEST_CASE("jvp and vjp of tuples", "[grad]") {
  constexpr auto two = [](auto const& pair) {
    auto const& [a, b] = pair;
    return std::tuple{a * b, tn::sum(a)};
  };
  auto const [values, tangents] = tn::jvp(two)(std::tuple{x, y}, std::tuple{dx, dy});
  same(std::get<0>(tangents), V(dx * y + x * dy));
  CHECK(std::get<1>(tangents).item() == Approx(dot(dx, V(dx * 0 + 1))));
  auto const [again, g] = tn::vjp(two)(std::tuple{x, y}, std::tuple{dy, 2.0});
  same(std::get<0>(g), V(dy * y + 2));
  same(std::get<1>(g), V(dy * x));
}

TEST_CASE("directions in the parameters of a module have the form of its gradient", "[grad]") {
  Net const net = some_net();
  auto const in = spread_tensor<T<5, 3>>();
  tn::Gradient<Net> const g = tn::grad<0>(loss)(net, in);
  auto const [value, slope] = tn::jvp<0>(loss)(net, in, g);
  double squared = 0;
  tn::for_each_tensor(g, [&squared](tn::Path const&, auto const& t) { squared += dot(t, t); });
  CHECK(slope.item() == Approx(squared));
  // A Hessian times a direction, against the difference of two gradients.
  tn::Gradient<Net> const product = tn::hvp<0>(loss)(net, in, g);
  constexpr double h = 1e-5;
  auto const above = tn::grad<0>(loss)(moved(net, g, h), in), below = tn::grad<0>(loss)(moved(net, g, -h), in);
  auto check = [](auto const& p, auto const& a, auto const& b) {
    same(p, tn::BasicTensor<double, typename std::remove_cvref_t<decltype(p)>::shape_type>((a - b) / (2 * h)), 1e-6);
  };
  check(product.get<"first">().get<"kernel">(), above.get<"first">().get<"kernel">(), below.get<"first">().get<"kernel">());
  check(product.get<"second">().get<"bias">(), above.get<"second">().get<"bias">(), below.get<"second">().get<"bias">());
}

TEST_CASE("Jacobians, forwards and backwards", "[grad]") {
  auto const forward = tn::jacfwd<0>(f)(x, y), backward = tn::jacrev<0>(f)(x, y);
  static_assert(std::is_same_v<decltype(forward), T<4, 4> const>);
  same(forward, backward);
  auto const [v, column] = tn::jvp<0>(f)(x, y, V{0, 0, 1, 0});
  for (std::size_t i = 0; i < 4; ++i) CHECK(forward(i, 2) == Approx(column(i)));

  // Shapes of several axes; several arguments and results.
  constexpr auto product = [](auto const& a, auto const& b) { return std::tuple{tn::matmul(a, b), tn::sum(a)}; };
  auto const a = spread_tensor<T<2, 3>>();
  auto const b = spread_tensor<T<3, 4>>(-1, 1, 6);
  auto const [of_product, of_sum] = tn::jacfwd(product)(a, b);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(std::get<1>(of_product))>, T<2, 4, 3, 4>>);
  CHECK(std::get<0>(of_product)(1, 2, 1, 0) == Approx(b(0, 2)));
  CHECK(std::get<0>(of_product)(1, 2, 0, 0) == 0);
  CHECK(std::get<1>(of_product)(1, 2, 2, 2) == Approx(a(1, 2)));
  CHECK(std::get<0>(of_sum)(1, 1) == 1);
  CHECK(std::get<1>(of_sum)(1, 1) == 0);
  auto const [ra, rb] = tn::jacrev([](auto const& p, auto const& q) { return tn::matmul(p, q); })(a, b);
  same(ra, std::get<0>(of_product));
  same(rb, std::get<1>(of_product));
}

TEST_CASE("Hessians are symmetric, and differences of gradients", "[grad]") {
  T<4, 4> const hessian = tn::hessian(energy)(x);
  constexpr double h = 1e-5;
  for (std::size_t j = 0; j < 4; ++j) {
    V e{};
    e(j) = h;
    V const column = (tn::grad(energy)(V(x + e)) - tn::grad(energy)(V(x - e))) / (2 * h);
    for (std::size_t i = 0; i < 4; ++i) {
      CHECK(hessian(i, j) == Approx(column(i)).epsilon(1e-6).margin(1e-6));
      CHECK(hessian(i, j) == Approx(hessian(j, i)));
    }
  }
  V const product = tn::hvp(energy)(x, dx);
  same(product, V(tn::matmul(hessian, dx)));
  auto const [of_a, of_s] = tn::hessian([](auto const& a, auto s) { return tn::sum(a * a) * s * s; })(x, 3.0);
  CHECK(std::get<0>(of_a)(1, 1) == Approx(18));
  CHECK(std::get<1>(of_a)(2) == Approx(12 * x(2)));
  CHECK(std::get<0>(of_s)(2) == Approx(12 * x(2)));
  CHECK(std::get<1>(of_s).item() == Approx(2 * dot(x, x)));
  // Nothing of a separable sum couples its elements.
  T<4, 4> const diagonal = tn::hessian([](auto const& t) { return tn::sum(tn::sin(t) * t); })(x);
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) CHECK((i == j) == (diagonal(i, j) != 0));
}

TEST_CASE("vmap: axes of arguments and results, nested", "[grad]") {
  auto const many = spread_tensor<T<3, 4>>();
  T<3, 4> const all = tn::vmap(f, tn::in_axes<0, tn::unmapped>)(many, y);
  T<4, 3> const turned = tn::vmap(f, tn::in_axes<1, tn::unmapped>, tn::out_axis<1>)(tn::transpose(many), y);
  for (std::size_t i = 0; i < 3; ++i) {
    V const one = f(V(many[i]), y);
    for (std::size_t j = 0; j < 4; ++j) {
      CHECK(all(i, j) == Approx(one(j)));
      CHECK(turned(j, i) == Approx(one(j)));
    }
  }
  // Every pair of rows; numbers and modules are the same for all.
  constexpr auto pair = [](auto const& a, auto const& b) { return tn::dot(a, b); };
  constexpr auto row = [](auto const& a, auto const& bs) {
    return tn::vmap([](auto const& p, auto const& q) { return tn::dot(p, q); }, tn::in_axes<tn::unmapped, 0>)(a, bs);
  };
  T<3, 3> const gram = tn::vmap(row, tn::in_axes<0, tn::unmapped>)(many, many);
  CHECK(gram(0, 2) == Approx(tn::Tensor<double>(pair(V(many[0]), V(many[2]))).item()));
  Net const net = some_net();
  auto const in = spread_tensor<T<6, 3>>();
  T<6, 2> const out = tn::vmap([](auto const& n, auto const& v) { return tn::squeeze<0>(n.call(tn::expand<0>(v))); })(net, in);
  same(out, T<6, 2>(tn::call(net, in)));
  auto const [sums, scaled] = tn::vmap([](auto const& a, auto s) { return std::tuple{tn::sum(a) * s, 1.0}; })(many, 2.0);
  CHECK(sums(1) == Approx(2 * dot(V(many[1]), V(x * 0 + 1))));
  CHECK(scaled(2) == 1);
  auto const tuple = tn::vmap([](auto const& p) { return std::get<0>(p) * std::get<1>(p); })(std::tuple{many, T<3>{1, 2, 3}});
  CHECK(tuple(2, 1) == Approx(3 * many(2, 1)));
}

namespace {
/// A function whose derivative is not told: half of it is a constant.
constexpr auto half_told = [](auto const& t) { return tn::sum(t * t + tn::stop_gradient(t * t)); };
}  // namespace

TEST_CASE("grad_check finds what a gradient leaves out", "[grad]") {
  CHECK(tn::grad_check(energy, 1e-7, x));
  CHECK(tn::grad_check<0>(loss, 1e-6, some_net(), spread_tensor<T<5, 3>>()));
  CHECK(tn::grad_check([](auto const& p, auto s) { return tn::sum(std::get<0>(p) * std::get<1>(p)) * s; }, 1e-6, std::tuple{x, y},
                       2.0));
  CHECK(tn::grad_check([](auto const& t) { return tn::sum(tn::tanh(t)); }, 1e-3, tn::Tensor<float, 3>{0.1f, 2, -1}));
  tn::GradCheck const bad = tn::grad_check(half_told, 1e-6, V{1, 2, -3, 0.5});
  CHECK(!bad);
  CHECK(bad.argument == 0);
  CHECK(bad.element == 0);
  CHECK(bad.gradient == Approx(2));
  CHECK(bad.difference == Approx(4));
}

TEST_CASE("transforms compose", "[grad]") {
  // A gradient for each input; the gradient of a mapped function.
  auto const many = spread_tensor<T<3, 4>>();
  T<3, 4> const each = tn::vmap(tn::grad(energy))(many);
  T<3, 4> const at_once = tn::grad([](auto const& t) { return tn::sum(tn::vmap(energy)(t)); })(many);
  same(each, at_once);
  same(V(each[1]), V(tn::grad(energy)(V(many[1]))));
  // The tangent of a pullback, and the pullback of a tangent: both are a Hessian times a direction.
  auto const [pull, forward] = tn::jvp([](auto const& t) { return std::get<1>(tn::vjp(energy)(t, 1.0)); })(x, dx);
  V const backward = tn::grad<0>([](auto const& t, auto const& d) { return std::get<1>(tn::jvp(energy)(t, d)); })(x, dx);
  V const product = tn::hvp(energy)(x, dx);
  same(forward, product);
  same(backward, product);
  // Third derivatives.
  constexpr auto cube = [](auto const& t) { return t * t * t * t; };
  CHECK(tn::grad(tn::grad(tn::grad(cube)))(2.0).item() == Approx(48));
  CHECK(tn::hessian([](auto const& t) { return std::get<1>(tn::jvp([](auto const& s) { return s * s * s * s; })(t, 1.0)); })(2.0)
            .item() == Approx(48));
  // In float, and in a traced function.
  constexpr auto traced = tn::function([](auto const& t) { return tn::trace(tn::hessian(energy)(t)); });
  tn::Tensor<float, 4> const narrow = tn::cast<float>(x);
  CHECK(traced(narrow).item() == Approx(tn::Tensor<double>(tn::trace(tn::hessian(energy)(x))).item()).epsilon(1e-4));
}
