// SPDX-License-Identifier: MIT
#pragma once

#include "harness.hpp"

#include <memory>
#include <vector>

namespace bench {

/// c = a b, all row after row: a is m by k, or stored transposed; b is k by n, or stored transposed; c is m by n.
struct Gemm {
  int m, n, k;
  bool a_transposed = false, b_transposed = false;
};

/// The libraries that are installed, each on one thread with memory of its own for the result. `operands` keeps a and b alive.
std::vector<Contestant> gemm_peers(Gemm, std::shared_ptr<void const> operands, float const* a, float const* b);
std::vector<Contestant> gemm_peers(Gemm, std::shared_ptr<void const> operands, double const* a, double const* b);

/// BLIS, whose header is seen by one file alone.
void blis_gemm(Gemm const&, float const* a, float const* b, float* c);
void blis_gemm(Gemm const&, double const* a, double const* b, double* c);

}  // namespace bench
