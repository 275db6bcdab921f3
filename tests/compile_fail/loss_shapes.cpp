// SPDX-License-Identifier: MIT
// Labels [4] and predictions [4, 1] would broadcast to a matrix.
// EXPECT: loss: y_true and y_pred must have one shape
// EXPECT: loss_of_equal_shapes<
// MAX_LINES: 12
#include <tenon/core.hpp>
#include <tenon/nn/loss/mean_squared_error.hpp>

#ifdef BROKEN
using Labels = tenon::Tensor<float, 4>;
#else
using Labels = tenon::Tensor<float, 4, 1>;
#endif

void measure(Labels const& y, tenon::Tensor<float, 4, 1> const& p) {
  tenon::BasicTensor<float, tenon::Shape<4>> const losses = tenon::nn::mean_squared_error(y, p);
  (void)losses;
}
