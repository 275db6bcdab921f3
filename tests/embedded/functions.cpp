// SPDX-License-Identifier: MIT
// The elementary functions without a C library: their bits are those of the host.
#include "board.hpp"

#include <tenon/embedded.hpp>

namespace tn = tenon;

float samples[24], others[24];

namespace {

using V = tn::Tensor<float, 24>;

void print(char const* name, V const& values) {
  for (std::uint32_t i = 0; i < V::size; ++i) {
    float const x = values.data()[i];
    board::print(name, " ", i, " ", x > -1e9f && x < 1e9f ? x : 0.0f);  // what the board can print
  }
}

}  // namespace

int main() {
  tn::Philox const random(3);
  for (std::uint32_t i = 0; i < 24; ++i) {
    samples[i] = 8 * random.uniform(i) - 4;
    others[i] = 8 * random.uniform(i, 1) - 4;
  }
  float const extremes[] = {1e20f, 3e38f, 7000, 1e-40f, 0, 0.4f, 0.9f, -0.7f};
  for (std::uint32_t i = 0; i < 8; ++i) samples[i] = extremes[i];
  auto const x = tn::TensorRef<float, 24>(samples), y = tn::TensorRef<float, 24>(others);

  print("sin", tn::sin(x));
  print("cos", tn::cos(x));
  print("tan", tn::tan(x));
  print("asin", tn::asin(x));
  print("acos", tn::acos(x));
  print("atan2", tn::atan2(x, y));
  print("sinh", tn::sinh(x));
  print("cosh", tn::cosh(x));
  print("asinh", tn::asinh(x));
  print("acosh", tn::acosh(x));
  print("atanh", tn::atanh(x));
  print("exp2", tn::exp2(x));
  print("log2", tn::log2(x));
  print("log10", tn::log10(x));
  print("rsqrt", tn::rsqrt(x));
  print("cbrt", tn::cbrt(x));
  print("hypot", tn::hypot(x, y));
  print("pow", tn::pow(x, y));
  print("erf", tn::erf(x));
  print("erfc", tn::erfc(x));
  print("lgamma", tn::lgamma(x));
  print("digamma", tn::digamma(x));
  print("floor", tn::floor(x));
  print("ceil", tn::ceil(x));
  print("trunc", tn::trunc(x));
  print("round", tn::round(x));
  board::print("# stack_bytes ", board::stack_bytes());
}
