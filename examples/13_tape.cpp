// SPDX-License-Identifier: MIT
// A value now and its gradients later: tapes, linear maps, gradients of fields by name, diagonal Hessians.
#include <tenon/tenon.hpp>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace tn = tenon;

namespace {

void check(bool right, char const* what) {
  if (right) return;
  std::fprintf(stderr, "wrong: %s\n", what);
  std::exit(1);
}
bool near(double a, double b) { return a - b < 1e-6 && b - a < 1e-6; }

}  // namespace

// [model]
struct Model {
  tn::nn::DenseLayer<3, 4, tn::nn::Tanh> encoder;
  tn::nn::DenseLayer<4, 1> head;
  TENON_MODULE(Model, encoder, head);
  constexpr auto call(auto const& x) const { return head.call(encoder.call(x)); }
};
// [end]

namespace {

constexpr auto loss = [](auto const& model, auto const& x, auto const& y) { return tn::mean(tn::square(model.call(x) - y)); };

void once() {
  // [once]
  constexpr auto f = [](auto const& w1, auto const& w2) { return 3 * w1 * w1 + 2 * w1 * w2; };
  tn::Param<double> const w1{5.0}, w2{3.0};
  auto tape = tn::tape(f, w1, w2);
  double const z = tape.value().item();
  auto const [dw1, dw2] = std::move(tape).gradient();  // a second one does not compile, as far as C++ sees it
  // [end]
  check(z == 105 && dw1.item() == 36 && dw2.item() == 10, "tape");
  // [watch]
  constexpr auto line = [](auto const& w, auto const& x) { return tn::dot(w, x); };
  tn::Param<double, 3> const w{1, 2, 3};
  tn::Tensor<double, 3> const x{4, 5, 6};
  tn::Tensor<double, 3> const dw = tn::tape(line, w, x).gradient();  // x is a constant
  tn::Tensor<double, 3> const dx = tn::tape(line, w, tn::watch(x)).gradient(tn::wrt<1>);
  // [end]
  check(near(dw(1), 5) && near(dx(1), 2), "watch");
}

void again() {
  Model model;
  tn::initialize(model, 42);
  tn::Tensor<float, 8, 3> x{};
  tn::Tensor<float, 8, 1> y{};
  for (std::size_t i = 0; i < 24; ++i) x.data()[i] = 0.1f * static_cast<float>(i % 7) - 0.3f;
  for (std::size_t i = 0; i < 8; ++i) y.data()[i] = x(i, 0) - 2 * x(i, 2);
  // [persistent]
  auto const tape = tn::tape(tn::persistent, loss, model, x, y);
  for (int i = 0; i < 3; ++i) {  // two optimizers could take turns on one forward pass
    model.encoder.kernel -= 0.1f * tape.gradient(tn::wrt<"encoder.kernel">);
    model.head.bias -= 0.3f * tape.gradient(tn::wrt<"head.bias">);
  }
  std::printf("the tape holds %zu bytes\n", tape.bytes);
  // [end]
  // [by_name]
  constexpr auto loss_and_prediction = [](auto const& m, auto const& in, auto const& target) {
    auto const prediction = m.call(in);
    return std::tuple{tn::mean(tn::square(prediction - target)), prediction};
  };
  auto const [values, gradient] = tn::value_and_grad(loss_and_prediction, tn::has_aux, tn::wrt<"encoder">)(model, x, y);
  auto const& [value, prediction] = values;
  std::printf("loss %g, first prediction %g, first slope %g\n", value.item(), prediction(0, 0), gradient.get<"kernel">()(0, 0));
  // [end]
  check(value.item() < tape.value().item(), "the steps go down");
  tn::Tensor<float, 3, 4> const whole = tn::grad<0>(loss)(model, x, y).get<"encoder">().get<"kernel">();
  check(near(whole(1, 2), gradient.get<"kernel">()(1, 2)), "wrt");
}

void linear() {
  // [linear]
  // The largest stretch of a map at a point: power iteration, without a matrix and without evaluating the map again.
  constexpr auto turn = [](auto const& p) { return tn::tanh(p + 0.5 * tn::roll<1>(p)) * 2.0; };
  tn::Tensor<double, 50> const p{};
  auto const [value, forward] = tn::linearize(turn)(p);
  auto const backward = tn::tape(tn::persistent, turn, tn::watch(p));
  tn::Tensor<double, 50> v = tn::ones<double, 50>();
  tn::Tensor<double> stretch{};
  for (int i = 0; i < 50; ++i) {
    v = backward.pullback(forward(v));
    stretch = tn::sqrt(tn::norm(v));
    v /= tn::norm(v);
  }
  // [end]
  check(near(stretch.item(), 3), "linearize");
}

void diagonal() {
  // [diagonal]
  // Each element has a valley of its own: Newton's method needs the diagonal only, one hvp a step.
  constexpr auto valleys = [](auto const& x, auto const& at) { return tn::sum(tn::cosh(x - at)); };
  tn::Tensor<double, 1000> x{};
  tn::Tensor<double, 1000> const at = tn::linspace<double, 1000>(-1.0, 1.0);
  for (int i = 0; i < 8; ++i) x -= tn::grad<0>(valleys)(x, at) / tn::hessian_diagonal<0>(valleys)(x, at);
  // [end]
  check(near(x(0), -1) && near(x(999), 1), "hessian_diagonal");
}

}  // namespace

int main() {
  once();
  again();
  linear();
  diagonal();
}
