// SPDX-License-Identifier: MIT
// Small programs whose traffic tests/builds/bytes.sh compares with their constants: `bytes NAME` runs one once between two calls
// of `mark`; without a name it prints, for each, the bytes that its kernels read and write by tn::cost.
#include <tenon/embedded.hpp>

#include <cstdio>
#include <cstring>

namespace tn = tenon;
namespace nn = tn::nn;

/// Where the measured call begins and ends.
extern "C" [[gnu::noinline]] void mark() { asm volatile("" : : : "memory"); }

namespace {

template <class T>
void fill(T& x) {
  for (std::size_t i = 0; i < T::size; ++i) x.data()[i] = static_cast<float>(i % 17) * 0.125f - 1;
}

template <class Out, class F, class... X>
void measure(F) {
  static std::tuple<X...> x;
  static Out out;
  std::apply([](auto&... operand) { (fill(operand), ...); }, x);
  mark();
  std::apply([](auto&... operand) { tn::run_into(out, F{}, operand...); }, x);
  mark();
}

template <std::size_t... N>
using F32 = tn::Tensor<float, N...>;

constexpr auto chain = [](auto const& x, auto const& y) { return tn::tanh(x * y + 0.5f) * x - y; };
constexpr auto normalise = [](auto const& x) {
  auto const d = x - tn::mean<-1>(x, tn::keepdims);
  return d * tn::rsqrt(tn::mean<-1>(tn::square(d), tn::keepdims) + 1e-3f);
};
constexpr auto softmax = [](auto const& x) { return tn::softmax(x); };
constexpr auto attention = [](auto const& q, auto const& k, auto const& v) {
  return tn::matmul(tn::softmax(tn::matmul(q, tn::permute<0, 2, 1>(k)) * 0.2f), v);
};

struct Net : nn::Sequential<tn::Shape<784>, nn::Dense<100, nn::Relu>, nn::Dense<10>> {};
template <class Optimizer>
using Step = tn::TrainStep<Net, nn::SparseCategoricalCrossentropy<nn::from_logits>, Optimizer, tn::Batch<32>>;

template <class Optimizer>
void train() {
  static Net net;
  static Step<Optimizer> step;
  static F32<32, 784> x;
  static std::int32_t y[32];
  tn::detail::for_each_param(net, [](auto& p) { fill(p); });
  fill(x);
  for (int i = 0; i < 32; ++i) y[i] = i % 10;
  mark();
  step(net, x.data(), y);
  mark();
}
template <std::size_t Rows>
void predict() {
  static Net net;
  static tn::PredictStep<Net, tn::Batch<Rows>> step;
  static F32<Rows, 784> x;
  static F32<Rows, 10> y;
  tn::detail::for_each_param(net, [](auto& p) { fill(p); });
  fill(x);
  mark();
  step(net, x.data(), y.data());
  mark();
}

struct Entry {
  char const* name;
  void (*run)();
  tn::Cost cost;
};
template <class Out, class F, class... X>
constexpr Entry function(char const* name, F) {
  return {name, [] { measure<Out, F, X...>(F{}); }, tn::cost<F, X...>};
}
using Rows = F32<64, 768>;
using Line = F32<50000>;
using Heads = F32<64, 64, 32>;  // whose scores, 1 MB of them, are never all there

constexpr Entry entries[] = {
    {"train_sgd", train<nn::SGD>, tn::cost<Step<nn::SGD>>},
    {"train_adam", train<nn::Adam>, tn::cost<Step<nn::Adam>>},
    {"predict_1", predict<1>, tn::cost<tn::PredictStep<Net, tn::Batch<1>>>},
    {"predict_32", predict<32>, tn::cost<tn::PredictStep<Net, tn::Batch<32>>>},
    function<Line, decltype(chain), Line, Line>("chain", chain),
    function<Rows, decltype(normalise), Rows>("layer_norm", normalise),
    function<F32<64, 1000>, decltype(softmax), F32<64, 1000>>("softmax", softmax),
    function<Heads, decltype(attention), Heads, Heads, Heads>("attention", attention),
};

}  // namespace

int main(int argc, char** argv) {
  for (Entry const& e : entries) {
    if (argc == 1)
      std::printf("%s %lld %lld\n", e.name, static_cast<long long>(e.cost.bytes_read),
                  static_cast<long long>(e.cost.bytes_written));
    if (argc == 2 && std::strcmp(e.name, argv[1]) == 0) e.run();
  }
  return 0;
}
