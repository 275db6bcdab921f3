// SPDX-License-Identifier: MIT
// Loops and branches inside traced functions: a recurrent network, Newton's method, a choice, and their derivatives.
#include <tenon/tenon.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace tn = tenon;

namespace {

void check(bool right, char const* what) {
  if (right) return;
  std::fprintf(stderr, "wrong: %s\n", what);
  std::exit(1);
}
bool near(double a, double b) { return std::fabs(a - b) < 1e-5; }

// [cell]
struct Cell {
  tn::Param<float, 2, 4> kernel;
  tn::Param<float, 4, 4> recurrent;
  tn::Param<float, 4> bias;
  TENON_MODULE(Cell, kernel, recurrent, bias);

  constexpr auto call(auto const& state, auto const& x) const {
    return tn::tanh(tn::matmul(x, kernel) + tn::matmul(state, recurrent) + bias);
  }
};
// A sequence [steps, batch, 2] through the cell: the last state, and all of them.
constexpr auto run = [](auto const& cell, auto const& xs) {
  return tn::scan(
      [](auto const& state, auto const& x, auto const& c) {
        auto const next = c.call(state, x);
        return std::tuple{next, next};
      },
      tn::zeros<float, 3, 4>(), xs, cell);
};
// [end]

void recurrent() {
  Cell cell;
  tn::initialize(cell, 1);
  tn::Tensor<float, 100, 3, 2> xs;
  for (std::size_t i = 0; i < xs.size; ++i) xs.data()[i] = float(i % 7) * 0.1f;
  // [gradient]
  constexpr auto loss = [](auto const& c, auto const& sequence) {
    return tn::mean(tn::square(std::get<0>(run(c, sequence)) - 0.5f));
  };
  auto const [value, gradient] = tn::value_and_grad<0>(loss)(cell, xs);
  // The loop is one node, and its gradient another, whatever the number of steps.
  using Program = decltype(tn::value_and_grad<0>(loss))::source<Cell, tn::Tensor<float, 100, 3, 2>>;
  static_assert(Program::graph.view().node_count < 40);
  // [end]
  auto const [last, all] = tn::function(run)(cell, xs);
  check(near(last(0, 0), all(99, 0, 0)), "scan");
  cell.bias(0) = cell.bias(0) + 1e-2f;
  float const above = tn::function(loss)(cell, xs).item();
  check(std::fabs((above - value.item()) / 1e-2f - gradient.get<"bias">().element(0)) < 1e-2f, "gradient of a scan");
}

void newton() {
  // [while]
  // As many steps as it takes. The loop has forward mode; with a bound, `while_loop<20>`, reverse mode too.
  constexpr auto root = [](auto const& x) {
    return tn::while_loop([](auto const& r, auto const& y) { return tn::abs(r * r - y) > 1e-9; },
                          [](auto const& r, auto const& y) { return (r + y / r) / 2.0; }, x, x);
  };
  auto const [value, slope] = tn::jvp(root)(2.0, 1.0);
  std::printf("the root of 2 is %.6f, its derivative there %.6f\n", value.item(), slope.item());
  // [end]
  check(near(value.item(), std::sqrt(2.0)) && near(slope.item(), 0.5 / std::sqrt(2.0)), "while_loop");
}

void choice() {
  // [cond]
  // Only the branch that is chosen runs: no 0 * infinity from the derivative of the other.
  constexpr auto safe_root = [](auto const& x) {
    return tn::cond(x > 0.0, [](auto const& y) { return tn::sqrt(y); }, [](auto const& y) { return y * 0.0; }, x);
  };
  double const at_zero = tn::grad(safe_root)(0.0).item(), at_four = tn::grad(safe_root)(4.0).item();
  // [end]
  check(near(at_zero, 0) && near(at_four, 0.25), "cond");
  // [vmap]
  // Each input takes its own number of steps: halvings until it is below 1.
  constexpr auto halvings = [](auto const& x) {
    auto const [rest, count] = tn::while_loop(
        [](auto const& carry) { return std::get<0>(carry) >= 1.0; },
        [](auto const& carry) { return std::tuple{std::get<0>(carry) / 2.0, std::get<1>(carry) + 1}; }, std::tuple{x, 0});
    return count;
  };
  tn::Tensor<double, 4> const inputs{0.5, 1, 10, 1000};
  tn::Tensor<int, 4> const counts = tn::vmap(halvings, tn::in_axes<0>)(inputs);
  // [end]
  check(counts(0) == 0 && counts(1) == 1 && counts(2) == 4 && counts(3) == 10, "vmap of a while_loop");
}

void host() {
  // [host]
  // Calibration points that only run time knows, looked up in the middle of a program.
  static float const table[] = {0, 1, 4, 9, 16};
  constexpr auto look_up = [](auto const& places) {
    tn::Tensor<float, 3> r;
    for (std::size_t i = 0; i < 3; ++i) r(i) = table[places(i)];
    return r;
  };
  constexpr auto calibrated = [](auto const& x) {
    auto const at = tn::host_call<tn::Tensor<float, 3>>(decltype(look_up){}, tn::cast<int>(tn::round(x)));
    return at * 0.5f + x;
  };
  tn::Tensor<float, 3> const y = tn::function(calibrated)(tn::Tensor<float, 3>{0.9f, 2.2f, 4});
  // [end]
  check(near(y(0), 1.4) && near(y(1), 4.2) && near(y(2), 12), "host_call");
}

}  // namespace

int main() {
  recurrent();
  newton();
  choice();
  host();
}
