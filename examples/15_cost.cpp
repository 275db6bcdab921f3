// SPDX-License-Identifier: MIT
// What a function, its gradient and a training step cost: operations by kind, bytes, the memory plan. All of it is constant.
#include <tenon/tenon.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace tn = tenon;

struct Net : tn::nn::Sequential<tn::Shape<64>, tn::nn::Dense<64, tn::nn::Relu>, tn::nn::Dense<64, tn::nn::Relu>,
                                tn::nn::Dense<64, tn::nn::Relu>, tn::nn::Dense<10>> {};

namespace {

void check(bool right, char const* what) {
  if (right) return;
  std::fprintf(stderr, "wrong: %s\n", what);
  std::exit(1);
}

// [function]
constexpr auto attention = [](auto const& q, auto const& k, auto const& v) {
  return tn::matmul(tn::softmax(tn::matmul(q, tn::transpose(k)) * 0.25f), v);
};
constexpr auto energy = [](auto const& q, auto const& k, auto const& v) { return tn::sum(tn::square(attention(q, k, v))); };
using M = tn::Tensor<float, 128, 16>;
constexpr tn::Cost cost = tn::cost<decltype(attention), M, M, M>;
static_assert(cost.operations.multiply_adds == 2 * 128 * 128 * 16);
static_assert(cost.operations.transcendental > 0 && cost.operations.comparisons == 0);
static_assert(cost.workspace_bytes == 128 * 128 * 4 + 128 * 16 * 4);  // the scores, changed in place, and transposed keys
static_assert(cost.arithmetic_intensity() > 2);                       // operations for each byte that kernels read or write
// The gradient is a function like any other.
static_assert(tn::cost<decltype(tn::grad(energy)), M, M, M>.flops < 5 * cost.flops);
// [end]

// [step]
using Step = tn::TrainStep<Net, tn::nn::MeanSquaredError, tn::nn::Adam, tn::Batch<32>>;
constexpr tn::Cost step = tn::cost<Step>;
static_assert(step.parameters == tn::parameter_count<Net> && step.kernels == 24);
static_assert(step.peak_bytes < 256 * 1024);
static_assert(step.slot_bytes == 2 * step.parameter_bytes);  // Adam's two moments
static_assert(step.gradient_bytes < step.parameter_bytes / 100);
static_assert(tn::cost<tn::PredictStep<Net, tn::Batch<1>>>.constant_bytes == step.parameter_bytes);  // for flash
// Workspace against the most that is in memory at once: there is no better placement.
static_assert(step.workspace_bytes == tn::live_bytes(tn::Planned<Step::source>::plan));
// [end]

}  // namespace

int main() {
  std::printf("attention: %lld operations, %lld bytes read, %lld written, %.1f operations a byte\n",
              static_cast<long long>(cost.flops), static_cast<long long>(cost.bytes_read),
              static_cast<long long>(cost.bytes_written), cost.arithmetic_intensity());
  std::fputs(tn::nn::summary(step).c_str(), stdout);

  // [stable]
  constexpr auto f = [](auto const& x) { return tn::log(tn::exp(x) + 1); };              // recorded as softplus(x)
  float const value = tn::function(f)(100.f).item(), slope = tn::grad(f)(100.f).item();  // 100 and 1, not infinity and NaN
  // [end]
  check(value == 100 && slope == 1, "log(exp(x) + 1)");

  // [fast]
  constexpr auto g = [](auto const& v) { return tn::sum(tn::exp(v) * tn::exp(-0.5f * v) * 3); };
  using V = tn::Tensor<float, 1000>;
  static_assert(tn::cost<decltype(tn::function<tn::fast>(g)), V>.flops < 0.6 * tn::cost<decltype(g), V>.flops);
  // [end]
  V x = tn::linspace<float, 1000>(-1.f, 1.f);
  float const plain = tn::function(g)(x).item(), fast = tn::function<tn::fast>(g)(x).item();
  check(std::fabs(fast - plain) < 1e-3f * plain, "the policy fast");

  // [into]
  constexpr auto loss = [](auto const& v) { return tn::mean(tn::square(v)); };
  tn::Tensor<float> mean;
  V gradient;
  for (int i = 0; i < 10; ++i) {
    tn::run_into(std::tie(mean, gradient), tn::value_and_grad(loss), x);  // nothing is copied
    x -= 100 * gradient;
  }
  // [end]
  check(mean.item() < 0.1f, "run_into");
}
