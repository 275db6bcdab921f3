// SPDX-License-Identifier: MIT
// Small programs whose instructions tests/builds/count.sh counts: program NAME TIMES runs one so many times. What all of them
// compute depends on their arguments, and the sum of it is printed.
#include <tenon/embedded.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace tn = tenon;
namespace nn = tn::nn;

namespace {

template <class T>
void fill(T& x) {
  for (std::size_t i = 0; i < T::size; ++i) x.data()[i] = static_cast<float>(i % 17) * 0.125f - 1;
}

// Runs f(x..., out) so many times; one element of the first operand follows from what came before.
template <class Out, class F, class First, class... X>
float repeat(int times, F f, First& first, X&... x) {
  Out out;
  fill(first);
  (fill(x), ...);
  for (int i = 0; i < times; ++i) {
    f(out, first, x...);
    first.data()[0] = out.data()[0] * 0.25f;
  }
  return first.data()[0];
}

struct Net : nn::Sequential<tn::Shape<8>, nn::Dense<30, nn::Selu>, nn::Dense<1>> {};

float matmul(int times) {
  tn::Tensor<float, 32, 32> a, b;
  return repeat<tn::Tensor<float, 32, 32>>(times, [](auto& out, auto& x, auto& y) { out = tn::matmul(x, y); }, a, b);
}
float tanh(int times) {
  tn::Tensor<float, 1024> x;
  return repeat<tn::Tensor<float, 1024>>(times, [](auto& out, auto& v) { out = tn::tanh(v * 0.5f + 0.25f) * 2.f; }, x);
}
float softmax(int times) {
  tn::Tensor<float, 8, 100> x;
  return repeat<tn::Tensor<float, 8, 100>>(times, [](auto& out, auto& v) { out = tn::softmax(v); }, x);
}
float conv2d(int times) {
  tn::Tensor<float, 1, 12, 12, 4> x;
  tn::Tensor<float, 3, 3, 4, 8> k;
  return repeat<tn::Tensor<float, 1, 10, 10, 8>>(times, [](auto& out, auto& v, auto& w) { out = tn::conv2d(v, w); }, x, k);
}
float predict(int times) {
  Net net;
  tn::initialize(net, 1);
  static tn::PredictStep<Net, tn::Batch<1>> step;
  tn::Tensor<float, 8> x;
  return repeat<tn::Tensor<float, 1>>(times, [&](auto& out, auto& v) { step(net, v.data(), out.data()); }, x);
}
float train(int times) {
  static Net net;
  tn::initialize(net, 1);
  static tn::TrainStep<Net, nn::MeanSquaredError, nn::Adam, tn::Batch<32>> step;
  tn::Tensor<float, 32, 8> x;
  tn::Tensor<float, 32, 1> y;
  return repeat<tn::Tensor<float, 1>>(
      times, [&](auto& out, auto& v, auto& w) { out.data()[0] = step(net, v.data(), w.data()); }, x, y);
}

constexpr struct {
  char const* name;
  float (*run)(int);
} programs[] = {{"matmul", matmul}, {"tanh", tanh},       {"softmax", softmax},
                {"conv2d", conv2d}, {"predict", predict}, {"train", train}};

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3)
    for (auto const& p : programs)
      if (std::strcmp(p.name, argv[1]) == 0) return std::printf("%g\n", static_cast<double>(p.run(std::atoi(argv[2])))) < 0;
  for (auto const& p : programs) std::printf("%s\n", p.name);
  return argc != 1;
}
