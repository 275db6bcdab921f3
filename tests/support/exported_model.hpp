// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/model.hpp>

// The model whose exported weights stand in exported_weights.inc.
namespace tenon_test {

struct Scaled {
  tenon::Param<double> factor;
  tenon::Tensor<std::int64_t, 2> range;
  tenon::Tensor<bool, 2> flags;
  TENON_MODULE(Scaled, factor, range, flags);
  constexpr auto call(auto const& x) const { return x * tenon::cast<float>(factor); }
};
struct ExportedNet : tenon::nn::Sequential<tenon::Shape<3>, tenon::nn::Dense<4, tenon::nn::Tanh>, Scaled, tenon::nn::Dense<2>> {};

}  // namespace tenon_test
