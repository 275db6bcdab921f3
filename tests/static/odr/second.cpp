// SPDX-License-Identifier: MIT
#include <tenon/tenon.hpp>

float sum_in_second_unit() {
  tenon::Tensor<float, 2, 2> const a{{1, 2}, {3, 4}};
  tenon::Tensor<float, 2, 2> const b = a + a;
  return b(1, 1);
}
