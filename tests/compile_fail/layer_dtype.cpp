// SPDX-License-Identifier: MIT
// EXPECT: matmul: the dtypes differ; convert one side with tn::cast<T>(x)
// EXPECT: float, double
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 18
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Number = double;
#else
using Number = float;
#endif
struct Project {
  tn::Param<Number, 8, 4> kernel;
  TENON_MODULE(Project, kernel);
  constexpr auto call(auto const& x) const { return tn::matmul(x, kernel); }
};

struct Net : tn::nn::Sequential<tn::Shape<8>, Project, tn::nn::Dense<1>> {};
using Step = tn::TrainStep<Net, tn::nn::MeanSquaredError, tn::nn::SGD, tn::Batch<4>>;
void train(Net& net, float const* x, float const* y) {
  static Step step;
  step(net, x, y);
}
