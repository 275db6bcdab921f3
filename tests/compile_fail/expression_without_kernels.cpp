// SPDX-License-Identifier: MIT
// An eager expression in a unit that includes a layer, and no kernels.
// EXPECT: the headers included here define tensors and models and run nothing: include <tenon/tenon.hpp> too
// MAX_LINES: 14
#include <tenon/nn/layer/dense.hpp>
#ifndef BROKEN
#include <tenon/core.hpp>
#endif
namespace tn = tenon;

tn::Tensor<float, 2> run(tn::Tensor<float, 2> const& x, tn::Tensor<float, 2> const& y) { return x + y; }
