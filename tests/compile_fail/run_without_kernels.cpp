// SPDX-License-Identifier: MIT
// A model that is run in a unit that includes what defines models, and nothing that runs them.
// EXPECT: the headers included here define tensors and models and run nothing: include <tenon/tenon.hpp> too
// REJECT: deduced
// REJECT: incomplete type
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 16
#include <tenon/model.hpp>
#ifndef BROKEN
#include <tenon/embedded.hpp>
#endif
namespace tn = tenon;

struct Net : tn::nn::Sequential<tn::Shape<8>, tn::nn::Dense<4>> {};
tn::Tensor<float, 5, 4> run(Net const& net, tn::Tensor<float, 5, 8> const& x) { return net(x); }
