// SPDX-License-Identifier: MIT
#include "peer_gemm.hpp"

#include <blis.h>

namespace bench {
namespace {
[[maybe_unused]] bool const named = library("BLIS", bli_info_get_version_str());

trans_t transposed(bool is) { return is ? BLIS_TRANSPOSE : BLIS_NO_TRANSPOSE; }
}  // namespace

void blis_gemm(Gemm const& g, float const* a, float const* b, float* c) {
  float one = 1, zero = 0;
  bli_sgemm(transposed(g.a_transposed), transposed(g.b_transposed), g.m, g.n, g.k, &one, const_cast<float*>(a),
            g.a_transposed ? g.m : g.k, 1, const_cast<float*>(b), g.b_transposed ? g.k : g.n, 1, &zero, c, g.n, 1);
}
void blis_gemm(Gemm const& g, double const* a, double const* b, double* c) {
  double one = 1, zero = 0;
  bli_dgemm(transposed(g.a_transposed), transposed(g.b_transposed), g.m, g.n, g.k, &one, const_cast<double*>(a),
            g.a_transposed ? g.m : g.k, 1, const_cast<double*>(b), g.b_transposed ? g.k : g.n, 1, &zero, c, g.n, 1);
}

}  // namespace bench
