// SPDX-License-Identifier: MIT
// EXPECT: layer_accepts
// MAX_LINES: 12
#include <tenon/model.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Input = tn::Shape<>;
#else
using Input = tn::Shape<1>;
#endif
using Net = tn::nn::Sequential<Input, tn::nn::Dense<30>>;
static_assert(tn::parameter_count<Net> == 60);
