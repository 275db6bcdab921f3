// SPDX-License-Identifier: MIT
// Weights that were exported before the model got another shape.
// EXPECT: exported weights: not those of this model
// EXPECT: NamedConstant<
// MAX_LINES: 12
#include <tenon/embedded.hpp>
#include <tenon/nn/constants.hpp>

namespace tn = tenon;

#ifdef BROKEN
struct Net : tn::nn::Sequential<tn::Shape<4>, tn::nn::Dense<3>> {};
#else
struct Net : tn::nn::Sequential<tn::Shape<4>, tn::nn::Dense<2>> {};
#endif

inline constexpr float kernel[8] = {1, 2, 3, 4, 5, 6, 7, 8};
inline constexpr float bias[2] = {0, 1};
using Constants = tn::nn::Constants<tn::nn::NamedConstant<"0.kernel", float, tn::Shape<4, 2>, kernel>,
                                    tn::nn::NamedConstant<"0.bias", float, tn::Shape<2>, bias>>;

inline constexpr Net net = tn::nn::from_constants<Net, Constants>();
