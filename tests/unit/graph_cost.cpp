// SPDX-License-Identifier: MIT
#include "support/run_program.hpp"

#include <tenon/embedded.hpp>

namespace tn = tenon;
using namespace tn::nn;

namespace {

template <class Source>
struct Program {
  using source = Source;
};

/// Both updates need the norm of both gradients, which are there before.
struct Clipped {
  tn::Param<float, 16> w;
  tn::Param<float, 8> v;
  TENON_MODULE(Clipped, w, v);
  constexpr void step(auto& c) const {
    auto const g = tn::exp(w);
    auto const h = tn::tanh(v);
    auto const scale = tn::rsqrt(tn::sum(tn::square(g)) + tn::sum(tn::square(h)));
    c.set(w.mark().leaf, tn::detail::lift(*w.mark().builder, w - g * scale).id);
    c.set(v.mark().leaf, tn::detail::lift(*v.mark().builder, v - h * scale).id);
  }
};

}  // namespace

TEST_CASE("the cost of a prediction", "[cost]") {
  // [4, 3] x [3, 2] + [2], relu
  struct Net : Sequential<tn::Shape<3>, Dense<2, Relu>> {};
  constexpr tn::Cost c = tn::cost<tn::PredictStep<Net, tn::Batch<4>>>;
  static_assert(c.parameters == 3 * 2 + 2 && c.parameter_bytes == 32);
  static_assert(c.state_bytes == 0 && c.hyper_bytes == 0);
  static_assert(c.input_bytes == 4 * 3 * 4 && c.output_bytes == 4 * 2 * 4);
  static_assert(c.workspace_bytes == 0 && c.peak_bytes == 32 + 48 + 32);
  static_assert(c.kernels == 1);
  static_assert(c.flops == 2 * 4 * 3 * 2 + 4 * 2 + 4 * 2);              // multiply and add; bias; relu
  static_assert(c.bytes_read == 48 + 24 + 8 && c.bytes_written == 32);  // x, kernel and bias; the result
  static_assert(c.bytes_moved == 48 + 24 + 8 + 32 && c.arithmetic_intensity() == 64.0 / 112);
  static_assert(c.operations.multiply_adds == 4 * 3 * 2 && c.operations.elementwise == 4 * 2 + 4 * 2);
  static_assert(c.operations.total() == c.flops && c.constant_bytes == c.parameter_bytes && c.gradient_bytes == 0);
  SUCCEED();
}

TEST_CASE("the cost of a function", "[cost]") {
  constexpr auto f = tn::function([](auto const& x, auto const& y) { return tn::mean(tn::square(x - y)); });
  using P = Program<decltype(f)::source<tn::Tensor<double, 10>, tn::Tensor<double, 10>>>;
  constexpr tn::Cost c = tn::cost<P>;
  static_assert(c.input_bytes == 160 && c.output_bytes == 8 && c.kernels == 1);
  static_assert(c.flops == 10 + 10 + 10 + 1);  // differences, squares, sum, one division
  static_assert(c.bytes_moved == 168);
  static_assert(c.operations.reductions == 10 && c.operations.elementwise == 21 && c.operations.transcendental == 0);
  // The same by the function and its arguments, without naming a program.
  static_assert(tn::cost<decltype(f), tn::Tensor<double, 10>, tn::Tensor<double, 10>>.flops == 31);
  SUCCEED();
}

TEST_CASE("the cost of a call: lambdas, derivatives, modules, several kinds of work", "[cost]") {
  using Row = tn::Tensor<float, 16>;
  constexpr auto kinds = [](auto const& x) { return std::tuple{tn::exp(x), x > 0, tn::max(x), tn::cumsum(x)}; };
  constexpr tn::Operations o = tn::cost<decltype(kinds), Row>.operations;
  static_assert(o.transcendental >= 16 * 10 && o.transcendental % 16 == 0 && o.elementwise == 0);
  static_assert(o.comparisons == 16 && o.reductions == 16 && o.routines == 16 && o.multiply_adds == 0);

  // x^2 summed: the derivative 2x reads and writes a row, and does not compute the sum.
  constexpr auto sum_of_squares = [](auto const& x) { return tn::sum(tn::square(x)); };
  constexpr auto slope = tn::grad(sum_of_squares);
  constexpr tn::Cost g = tn::cost<decltype(slope), Row>;
  static_assert(g.flops == 16 && g.bytes_read == 64 && g.bytes_written == 64 && g.output_bytes == 64 && g.kernels == 1);
  static_assert(tn::cost<decltype(sum_of_squares), Row>.flops == 32);
  static_assert(tn::cost<decltype(slope), float>.flops == 1);  // numbers are arguments too

  struct Net : Sequential<tn::Shape<3>, Dense<2, Relu>> {};
  constexpr tn::Cost c = tn::cost<Net, tn::Tensor<float, 4, 3>>;
  constexpr tn::Cost predict = tn::cost<tn::PredictStep<Net, tn::Batch<4>>>;
  static_assert(c.parameters == 8 && c.flops == predict.flops && c.bytes_moved == predict.bytes_moved);

  // Only what is called for is counted: nothing moves, nothing is computed.
  constexpr auto number = [] { return 3.f; };
  static_assert(tn::cost<decltype(number)>.flops == 0 && tn::Cost{}.arithmetic_intensity() == 0);
  SUCCEED();
}

TEST_CASE("the cost of a training step", "[cost]") {
  struct Net : Sequential<tn::Shape<8>, Dense<30, Selu>, Dense<1>> {};
  using Step = tn::TrainStep<Net, MeanSquaredError, Adam, tn::Batch<32>>;
  constexpr tn::Cost c = tn::cost<Step>;
  static_assert(c.parameters == 301);
  // Two moments for each parameter, two powers, and the running mean of the loss.
  static_assert(c.state_bytes == 2 * 301 * 4 + 2 * 4 + 2 * 4);
  static_assert(c.hyper_bytes == 4 * 4);
  static_assert(c.input_bytes == 32 * 8 * 4 + 32 * 4 + 32 + 4);  // rows, labels, the mask, the number of rows
  static_assert(c.output_bytes == 4);
  static_assert(c.peak_bytes ==
                c.parameter_bytes + c.state_bytes + c.hyper_bytes + c.input_bytes + c.output_bytes + c.workspace_bytes);
  static_assert(c.workspace_bytes == static_cast<std::int64_t>(Step::workspace_bytes));
  static_assert(c.workspace_bytes < 16 * 1024 && c.peak_bytes < 64 * 1024);
  // The three matmuls of each layer's forward and backward pass, without that for the gradient of the input.
  constexpr std::int64_t matmuls = 2 * 32 * (2 * 8 * 30 + 2 * 30 * 1);
  static_assert(c.flops > matmuls && c.flops < 2 * matmuls);
  static_assert(2 * c.operations.multiply_adds == matmuls && c.operations.total() == c.flops);
  static_assert(c.slot_bytes == 2 * 301 * 4 && c.constant_bytes == c.parameter_bytes + c.hyper_bytes);
  static_assert(tn::cost<tn::TrainStep<Net, MeanSquaredError, SGD, tn::Batch<32>>>.slot_bytes == 0);
  // Every gradient is updated in the kernel that computes it.
  static_assert(c.gradient_bytes == 0);
  SUCCEED();
}

TEST_CASE("gradients that wait for their update", "[cost]") {
  using Source = tenon_test::StepSource<Clipped>;
  static_assert(tn::cost<Program<Source>>.gradient_bytes == 16 * 4 + 8 * 4);
  SUCCEED();
}
