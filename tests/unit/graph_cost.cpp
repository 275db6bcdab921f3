// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include <tenon/embedded.hpp>

namespace tn = tenon;
using namespace tn::nn;

namespace {

template <class Function, class... A>
struct Program {
  using source = typename Function::template source<A...>;
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
  static_assert(c.flops == 2 * 4 * 3 * 2 + 4 * 2 + 4 * 2);  // multiply and add; bias; relu
  static_assert(c.bytes_moved == 48 + 24 + 8 + 32);         // x, kernel and bias read, the result written
  SUCCEED();
}

TEST_CASE("the cost of a function", "[cost]") {
  constexpr auto f = tn::function([](auto const& x, auto const& y) { return tn::mean(tn::square(x - y)); });
  using P = Program<decltype(f), tn::Tensor<double, 10>, tn::Tensor<double, 10>>;
  constexpr tn::Cost c = tn::cost<P>;
  static_assert(c.input_bytes == 160 && c.output_bytes == 8 && c.kernels == 1);
  static_assert(c.flops == 10 + 10 + 10 + 1);  // differences, squares, sum, one division
  static_assert(c.bytes_moved == 168);
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
  SUCCEED();
}
