// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>
#include <tenon/op/batch_axis.hpp>
#include <tenon/op/cast.hpp>

/// What layers that look their input up have in common.
namespace tenon::nn::detail {

/// Integers as they are, floating numbers (that are whole) as integers.
template <class X>
constexpr auto as_integers(X const& x) {
  if constexpr (std::is_floating_point_v<typename X::value_type>)
    return cast<std::int32_t>(x);
  else
    return x;
}
/// y, whose first axes are those of x: its rows are those of x.
template <class X, class Y>
constexpr Y const& with_rows_of(X const& x, Y const& y) {
  if constexpr (requires { x.builder(), y.builder(); }) follow_batch_to(*y.builder(), x.id(), y.id());
  return y;
}

}  // namespace tenon::nn::detail
