// SPDX-License-Identifier: MIT
// Gradients: the compiler derives a function, and a module's gradient has the module's fields.
#include <tenon/embedded.hpp>

#include <cstdio>

namespace tn = tenon;

// [module]
// A module is a plain struct. Params are trained; a plain tensor is a hyper-parameter.
struct Line {
  tn::Param<float> slope;
  tn::Param<float> offset;
  tn::Tensor<float> steepness{1.0f};
  TENON_MODULE(Line, slope, offset, steepness);
  constexpr auto call(auto const& x) const { return x * slope * steepness + offset; }
};
// [end]

namespace {

// [functions]
constexpr auto f = [](auto const& w1, auto const& w2) { return 3 * w1 * w1 + 2 * w1 * w2; };
constexpr auto loss = [](auto const& line, auto const& x, auto const& y) { return tn::mean(tn::square(line.call(x) - y)); };
// [end]

}  // namespace

int main() {
  // [grad]
  auto const [d1, d2] = tn::grad(f)(5.0f, 3.0f);
  std::printf("df/dw1 = %g, df/dw2 = %g\n", double(d1.item()), double(d2.item()));  // 36 and 10
  // [end]
  if (d1.item() != 36 || d2.item() != 10) return 1;

  // [descend]
  tn::Tensor<float, 4> const x{0, 1, 2, 3}, y{1, 3, 5, 7};  // y = 2 x + 1
  Line line;
  auto const step = tn::value_and_grad<0>(loss);  // with respect to argument 0 only
  for (int i = 0; i < 500; ++i) {
    auto const [value, gradient] = step(line, x, y);
    line.slope -= 0.1f * gradient.get<"slope">();  // the gradient has no `steepness`: that is not trained
    line.offset -= 0.1f * gradient.get<"offset">();
    if (i % 100 == 0) std::printf("step %3d: loss %.6f\n", i, double(value.item()));
  }
  std::printf("slope %.4f, offset %.4f\n", double(line.slope.item()), double(line.offset.item()));
  // [end]
  auto const near = [](float a, float b) { return a - b < 1e-3f && b - a < 1e-3f; };
  return near(line.slope.item(), 2) && near(line.offset.item(), 1) ? 0 : 1;
}
