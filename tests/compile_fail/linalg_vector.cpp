// SPDX-License-Identifier: MIT
// EXPECT: linear algebra: a matrix has two axes
// EXPECT: Qr
// EXPECT: Shape<3>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/core.hpp>
#include <tuple>
namespace tn = tenon;

#ifdef BROKEN
using Matrix = tn::Tensor<float, 3>;
#else
using Matrix = tn::Tensor<float, 3, 3>;
#endif
void decompose(Matrix const& a) { [[maybe_unused]] auto const factors = tn::qr(a); }
