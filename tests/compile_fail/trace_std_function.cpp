// SPDX-License-Identifier: MIT
// The same on a traced value. Clang has a note for the parameter of std::exp; g++ goes on to say that the function cannot run.
// EXPECT: tensors_are_no_numbers_write_tn_exp_not_std_exp
// EXPECT_CLANG: write tn::exp(x), not std::exp(x)
// MAX_LINES_GCC: 18
// MAX_LINES_CLANG: 16
#include <tenon/embedded.hpp>

#include <cmath>
namespace tn = tenon;

#ifdef BROKEN
#define EXP std::exp
#else
#define EXP tn::exp
#endif
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) {
  return tn::function([](auto const& a) { return EXP(a) * 2.F; })(x);
}
