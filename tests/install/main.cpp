// SPDX-License-Identifier: MIT
#include <tenon/tenon.hpp>

int main() {
  tenon::Tensor<float, 2, 2> a{{1, 2}, {3, 4}};
  tenon::Tensor<float, 2, 2> b = a + a;
  return b(1, 1) == 8 ? 0 : 1;
}
