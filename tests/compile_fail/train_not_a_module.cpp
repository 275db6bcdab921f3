// SPDX-License-Identifier: MIT
// A model of one's own without TENON_MODULE.
// EXPECT: training: this struct is no module: TENON_MODULE(Name, fields...)
// EXPECT: struct_is_a_module<Net>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct Net {
  using input_shape = tn::Shape<8>;
  using value_type = float;
  tn::Param<float, 8, 1> kernel;
#ifndef BROKEN
  TENON_MODULE(Net, kernel);
#endif
  constexpr auto call(auto const& x) const { return tn::matmul(x, kernel); }
};
void train(Net& net, float const* x, float const* y) {
  static tn::TrainStep<Net, tn::nn::MeanSquaredError, tn::nn::SGD, tn::Batch<4>> step;
  step(net, x, y);
}
