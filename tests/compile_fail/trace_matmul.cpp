// SPDX-License-Identifier: MIT
// EXPECT: matmul: the last axis of lhs must equal the last but one axis of rhs
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/embedded.hpp>
namespace tn = tenon;

constexpr auto f = tn::function([](auto const& x, auto const& w) { return tn::sum(tn::tanh(tn::matmul(x, w))); });
#ifdef BROKEN
using Weights = tn::Tensor<float, 4, 3>;
#else
using Weights = tn::Tensor<float, 3, 4>;
#endif
tn::Tensor<float> run(tn::Tensor<float, 2, 3> const& x, Weights const& w) { return f(x, w); }
