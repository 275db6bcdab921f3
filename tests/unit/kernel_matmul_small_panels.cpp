// SPDX-License-Identifier: MIT
// Products of matrices with little stack: tests/CMakeLists.txt defines TENON_PANEL_BYTES for this unit. So stretches of the
// contracted axis and blocks of rows are many at small extents.
#include "support/reference.hpp"

namespace tn = tenon;
using namespace tenon_test;

#if defined(TENON_PANEL_BYTES)
static_assert(tn::panel_bytes == (tn::simd::native_lanes<float> >= 16 ? 8192 : 16384));
#endif

namespace {
template <class T, std::size_t M, std::size_t K, std::size_t N>
void check_product() {
  INFO(M << " x " << K << " times " << K << " x " << N);
  auto const a = random_tensor<T, M, K>(1);
  auto const b = random_tensor<T, K, N>(2);
  auto const at = random_tensor<T, K, M>(3);
  tn::Tensor<T, M, N> const c = tn::matmul(a, b), ct = tn::matmul(tn::transpose(at), b);
  double worst = 0;
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t j = 0; j < N; ++j) {
      double sum = 0, sum_t = 0;
      for (std::size_t k = 0; k < K; ++k) {
        sum += static_cast<double>(a(i, k)) * static_cast<double>(b(k, j));
        sum_t += static_cast<double>(at(k, i)) * static_cast<double>(b(k, j));
      }
      worst = std::max({worst, std::abs(static_cast<double>(c(i, j)) - sum), std::abs(static_cast<double>(ct(i, j)) - sum_t)});
    }
  CHECK(worst < (sizeof(T) == 4 ? 1e-4 : 1e-12));
}
}  // namespace

TEST_CASE("products in many stretches and blocks", "[kernel]") {
  check_product<float, 5500, 70, 100>();   // AVX-512: three stretches, three blocks, an overlapping vector
  check_product<double, 1100, 60, 128>();  // two and two
  check_product<float, 97, 300, 300>();    // AVX2: four stretches
}
