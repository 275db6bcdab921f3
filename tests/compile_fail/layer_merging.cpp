// SPDX-License-Identifier: MIT
// Inputs of a merging layer that are not of one shape.
// EXPECT: merging: the inputs must have one shape
// EXPECT: Add, tenon::Shape<4, 5>, tenon::Shape<4, 6>
// MAX_LINES: 12
#include <tenon/core.hpp>
#include <tenon/nn/layer/merging.hpp>
#include <tenon/trace/run.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t features = 6;
#else
constexpr std::size_t features = 5;
#endif
tn::Tensor<float, 4, 5> run(tn::Tensor<float, 4, 5> const& a, tn::Tensor<float, 4, features> const& b) {
  return tn::call(tn::nn::Add{}, a, b);
}
