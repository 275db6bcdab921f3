// SPDX-License-Identifier: MIT
// Functions of functions: directional derivatives, Jacobians, Hessians, many inputs at once; Newton's method with them.
#include <tenon/tenon.hpp>

#include <cstdio>
#include <cstdlib>

namespace tn = tenon;

namespace {

void check(bool right, char const* what) {
  if (right) return;
  std::fprintf(stderr, "wrong: %s\n", what);
  std::exit(1);
}
bool near(double a, double b) { return a - b < 1e-6 && b - a < 1e-6; }

// [functions]
// Rosenbrock's valley, with its minimum at (1, ..., 1).
constexpr auto valley = [](auto const& x) {
  auto const a = x(tn::to<-1>), b = x(tn::from<1>);
  return tn::sum(100.0 * tn::square(b - a * a) + tn::square(1.0 - a));
};
// A point in polar coordinates.
constexpr auto polar = [](auto const& p) {
  auto const x = p(tn::at<0>), y = p(tn::at<1>);
  return tn::stack<0>(tn::hypot(x, y), tn::atan2(y, x));
};
// [end]

void directions() {
  // [directions]
  tn::Tensor<double, 2> const p{3, 4}, along{1, 0};
  auto const [value, tangent] = tn::jvp(polar)(p, along);  // forwards: how the result moves
  auto const [same, gradient] = tn::vjp(polar)(p, along);  // backwards: what a cotangent asks of p
  tn::Tensor<double, 2, 2> const jacobian = tn::jacfwd(polar)(p);
  // [end]
  check(near(value(0), 5) && near(tangent(0), 0.6) && near(tangent(1), -0.16), "jvp");
  check(near(same(0), 5) && near(gradient(0), 0.6) && near(gradient(1), 0.8), "vjp");
  check(near(jacobian(0, 0), 0.6) && near(jacobian(0, 1), 0.8) && near(jacobian(1, 1), 0.12), "jacfwd");
}

void newton() {
  // [newton]
  tn::Tensor<double, 3> x{-1.2, 1, 1};
  for (int i = 0; i < 30; ++i) {
    tn::Tensor<double, 3> const g = tn::grad(valley)(x);
    tn::Tensor<double, 3, 3> const h = tn::hessian(valley)(x);
    x -= tn::solve(h, g);
  }
  std::printf("the bottom of the valley: %g %g %g\n", x(0), x(1), x(2));
  // [end]
  check(near(x(0), 1) && near(x(1), 1) && near(x(2), 1), "newton");
}

void conjugate_gradients() {
  // [products]
  // A Hessian that is never written down: H d costs about as much as a gradient.
  constexpr auto bowl = [](auto const& x) {
    return tn::sum(tn::square(x) + tn::square(x + tn::roll<1>(x) - 3.0)) + tn::square(x(tn::at<0>) - 1.0);
  };
  tn::Tensor<double, 100> x{}, r = -tn::grad(bowl)(x), d = r;
  tn::Tensor<double> squared = tn::dot(r, r);
  for (int i = 0; i < 100 && squared.item() > 1e-20; ++i) {
    tn::Tensor<double, 100> const product = tn::hvp(bowl)(x, d);
    tn::Tensor<double> const step = squared / tn::dot(d, product), before = squared;
    x += step * d;
    r -= step * product;
    squared = tn::dot(r, r);
    d = r + squared / before * d;
  }
  // [end]
  tn::Tensor<double, 100> const slope = tn::grad(bowl)(x);
  check(near(tn::Tensor<double>(tn::norm(slope)).item(), 0), "hvp");
}

void many() {
  // [many]
  // A loss for one sample; vmap makes it a loss for each of many, and grad inside it a gradient for each.
  constexpr auto loss = [](auto const& w, auto const& x, auto const& y) { return tn::square(tn::dot(w, x) - y); };
  tn::Tensor<double, 3> const w{0.5, -1, 2};
  tn::Tensor<double, 4, 3> const xs{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 1, 1}};
  tn::Tensor<double, 4> const ys{1, 1, 1, 1};
  tn::Tensor<double, 4, 3> const each = tn::vmap(tn::grad<0>(loss), tn::in_axes<tn::unmapped, 0, 0>)(w, xs, ys);
  // [end]
  check(near(each(0, 0), -1) && near(each(2, 2), 2) && near(each(3, 1), 1), "vmap");
}

// [custom]
// A step has no derivative; training passes through it as if it were not there (Bengio et al., 2013).
constexpr auto quantise = tn::custom_vjp([](auto const& x) { return tn::round(x * 4) * 0.25; },
                                         [](auto const&, auto const&, auto const& g) { return g; });
// [end]

void custom() {
  tn::Tensor<double, 3> const x{0.3, -1.1, 0.9};
  tn::Tensor<double, 3> const g = tn::grad([](auto const& t) { return tn::sum(tn::square(quantise(t))); })(x);
  check(near(g(0), 0.5) && near(g(1), -2) && near(g(2), 2), "custom_vjp");
}

void checked() {
  // [check]
  tn::GradCheck const report = tn::grad_check(valley, 1e-6, tn::Tensor<double, 3>{-1.2, 1, 1});
  std::printf("gradient beside differences: off by %g at element %td\n", report.error, report.element);
  // [end]
  check(report.ok, "grad_check");
}

}  // namespace

int main() {
  directions();
  newton();
  conjugate_gradients();
  many();
  custom();
  checked();
}
