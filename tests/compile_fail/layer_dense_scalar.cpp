// SPDX-License-Identifier: MIT
// EXPECT: Sequential: a layer does not take
// EXPECT: layer<0, tenon::nn::Dense<30
// MAX_LINES: 12
#include <tenon/model.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Input = tn::Shape<>;
#else
using Input = tn::Shape<1>;
#endif
struct Net : tn::nn::Sequential<Input, tn::nn::Dense<30>> {};
constexpr auto parameters = tn::parameter_count<Net>;
