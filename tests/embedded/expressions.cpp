// SPDX-License-Identifier: MIT
// Eager expressions, functions, gradients and storage policies without a heap.
#include "board.hpp"

#include <tenon/data/tensor_array.hpp>
#include <tenon/embedded.hpp>

namespace tn = tenon;

alignas(64) std::byte memory[1024];
float samples[24];  // what a driver would fill

namespace {

/// Softmax of a linear map: a function that the compiler traces.
constexpr auto probabilities = tn::function([](auto const& x, auto const& w) {
  auto const logits = tn::matmul(x, w);
  auto const e = tn::exp(logits - tn::max<-1>(logits, tn::keepdims));
  return e / tn::sum<-1>(e, tn::keepdims);
});

/// Two products in one kernel.
constexpr auto projections =
    tn::function([](auto const& x, auto const& a, auto const& b) { return std::tuple{tn::matmul(x, a), tn::matmul(x, b)}; });

constexpr auto energy = [](auto const& x, auto const& y) {
  return tn::mean(tn::square(tn::tanh(x) - y) + 0.5 * tn::softplus(x * y));
};

template <class T>
void print(char const* name, T const& t) {
  for (std::uint32_t i = 0; i < T::size; ++i) board::print(name, " ", i, " ", static_cast<float>(t.element(i)));
}

}  // namespace

int main() {
  tn::Philox const random(3);
  for (std::uint32_t i = 0; i < 24; ++i) samples[i] = 4 * random.uniform(i) - 2;

  auto const x = tn::TensorRef<float, 4, 6>(samples);
  tn::Arena arena(memory);
  auto w = tn::in_arena<float, 6, 3>(arena);
  for (std::uint32_t i = 0; i < 18; ++i) w.data()[i] = random.uniform(i, 1) - 0.5f;

  tn::Tensor<float, 4, 6> const standard = (x - tn::mean<0>(x)) / tn::sqrt(tn::mean<0>(tn::square(x - tn::mean<0>(x))) + 1e-3);
  print("standard", standard);
  print("probabilities", probabilities(standard, tn::Tensor<float, 6, 3>(w)));
  print("functions",
        tn::Tensor<float, 4, 6>(tn::log(tn::abs(x)) + tn::sigmoid(x) * tn::expm1(x) - tn::log1p(tn::square(x)) + tn::elu(x)));
  print("clipped", tn::Tensor<float, 2, 3>(tn::clip(x, -1, 1)(tn::from<2>, tn::from<3>)));
  tn::Tensor<int, 4> const positive = tn::sum<1>(tn::cast<int>(x > 0));
  print("positive", positive);

  w = w * 2;
  print("product", tn::Tensor<float, 4, 3>(tn::matmul(x, w)));

  auto const [queries, keys] = projections(standard, tn::Tensor<float, 6, 3>(w), tn::Tensor<float, 6, 3>(-w));
  print("queries", queries);
  print("keys", keys);

  auto const [value, gradients] = tn::value_and_grad(energy)(standard, tn::Tensor<float, 4, 6>(x));
  print("value", value);
  print("gradient_x", std::get<0>(gradients));
  print("gradient_y", std::get<1>(gradients));
  tn::TensorArray<tn::Tensor<float, 2>, 3> array;
  array.write(2, {1.5f, -0.5f}).write(1, array.read(2) * 3);
  print("array", array.stack());
  board::print("# stack_bytes ", board::stack_bytes());
}
