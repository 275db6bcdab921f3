// SPDX-License-Identifier: MIT
// Everything is included in two units that are linked: a function that is not inline shows here.
#include <tenon/tenon.hpp>

static_assert(TENON_VERSION_MAJOR == TENON_CMAKE_VERSION_MAJOR && TENON_VERSION_MINOR == TENON_CMAKE_VERSION_MINOR &&
                  TENON_VERSION_PATCH == TENON_CMAKE_VERSION_PATCH,
              "config.hpp and CMakeLists.txt must say the same version");

float sum_in_second_unit();

int main() {
  tenon::Tensor<float, 2, 2> const a{{1, 2}, {3, 4}};
  tenon::Tensor<float, 2, 2> const b = a + a;
  return b(1, 1) == sum_in_second_unit() ? 0 : 1;
}
