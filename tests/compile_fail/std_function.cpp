// SPDX-License-Identifier: MIT
// A function of namespace std on a tensor.
// EXPECT: tensors_are_no_numbers_write_tn_exp_not_std_exp
// EXPECT_CLANG: write tn::exp(x), not std::exp(x)
// MAX_LINES: 12
#include <tenon/core.hpp>

#include <cmath>
namespace tn = tenon;

#ifdef BROKEN
#define POW std::pow
#else
#define POW tn::pow
#endif
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) { return POW(x + 1, 2.F) * 3.F; }
