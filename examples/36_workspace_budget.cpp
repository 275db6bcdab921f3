// SPDX-License-Identifier: MIT
// Training in the memory there is: the compiler keeps what fits a budget of bytes and computes the rest again.
#include <tenon/tenon.hpp>

#include <cstdio>
#include <cstdlib>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

// [step]
struct Net : nn::Sequential<tn::Shape<16>, nn::Dense<32, nn::Tanh>, nn::Dense<32, nn::Tanh>, nn::Dropout<0.1>,
                            nn::Dense<32, nn::Tanh>, nn::Dense<32, nn::Tanh>, nn::Dense<32, nn::Tanh>, nn::Dense<1>> {};
using Step = tn::TrainStep<Net, nn::MeanSquaredError, nn::SGD, tn::Batch<64>>;
using Small = tn::Within<Step, 40 * 1024>;  // a microcontroller's share for values between operations
static_assert(Small::workspace_bytes <= 40 * 1024);
static_assert(tn::cost<Small>.flops < 1.3 * tn::cost<Step>.flops);  // what it costs
// [end]

void check(bool right, char const* what) {
  if (right) return;
  std::fprintf(stderr, "wrong: %s\n", what);
  std::exit(1);
}

constexpr std::size_t rows = 64;
float x[rows * 16], y[rows];

template <class S>
float train(Net& net) {
  tn::initialize(net, 1);
  static S step;
  float loss = 0;
  for (int i = 0; i < 50; ++i) loss = step(net, x, y);
  return loss;
}

// [gradient]
using Series = tn::Tensor<float, 256>;
constexpr auto turn = [](auto const& a) { return tn::tanh(tn::roll<1>(a) * a); };
constexpr auto energy = [](auto const& a, auto const& w) {
  return tn::sum(turn(turn(turn(turn(turn(turn(turn(turn(a * w)))))))));
};
constexpr auto gradient = tn::value_and_grad(energy, tn::workspace_budget<10 * 1024>);
static_assert(tn::cost<decltype(gradient), Series, Series>.workspace_bytes <= 10 * 1024);
static_assert(tn::cost<decltype(tn::value_and_grad(energy)), Series, Series>.workspace_bytes == 18 * 1024);
// [end]

bool same_elements(Series const& p, Series const& q) {
  for (std::size_t i = 0; i < p.size; ++i)
    if (p(i) != q(i)) return false;
  return true;
}

}  // namespace

int main() {
  for (std::size_t i = 0; i < rows * 16; ++i) x[i] = static_cast<float>(i * 37 % 101) / 50.F - 1.F;
  for (std::size_t i = 0; i < rows; ++i) y[i] = x[16 * i] * x[16 * i + 1];
  Net all, few;
  float const loss = train<Step>(all);
  check(train<Small>(few) == loss, "the same loss, bit by bit");
  std::printf("training: %zu bytes and %lld operations a step, or %zu and %lld; loss %g\n", Step::workspace_bytes,
              static_cast<long long>(tn::cost<Step>.flops), Small::workspace_bytes, static_cast<long long>(tn::cost<Small>.flops),
              static_cast<double>(loss));

  Series a, w;
  for (std::size_t i = 0; i < a.size; ++i) a(i) = static_cast<float>(i % 17) / 9.F - 1.F, w(i) = static_cast<float>(i % 5) - 2.F;
  auto const [value, gradients] = gradient(a, w);
  auto const [same, kept] = tn::value_and_grad(energy)(a, w);
  check(value.item() == same.item() && same_elements(std::get<1>(gradients), std::get<1>(kept)), "the same gradient");
  return 0;
}
