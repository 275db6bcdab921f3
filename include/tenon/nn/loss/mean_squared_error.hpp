// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/module.hpp>

namespace tenon::nn {

/// The mean over all axes but the first.   [batch, S...] -> [batch]
template <class X>
constexpr auto mean_per_sample(X const& x) {
  constexpr std::size_t batch = static_cast<std::size_t>(dims_of<typename X::shape_type>[0]);
  if constexpr (X::shape_type::rank == 1)
    return x;
  else
    return mean<1>(reshape<batch, X::shape_type::size / batch>(x));
}

/// mean((y - p)^2).   [batch, S...], [batch, S...] -> [batch]
struct MeanSquaredError {
  TENON_MODULE(MeanSquaredError);
  static constexpr char name[] = "mean_squared_error";
  constexpr auto call(auto const& y_true, auto const& y_pred) const { return mean_per_sample(square(y_true - y_pred)); }
};

}  // namespace tenon::nn
