// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>

namespace tenon::nn::detail {

/// A running average as an optimizer keeps it: 0 where it is smaller than 1e-34. Without this, that of a parameter whose gradient
/// stays 0 (a unit that relu switched off) decays to a few times the smallest subnormal number and stays there, for nine tenths
/// of five rounds to five; processors take a hundred times as long for each operation on such numbers. A step of 1e-34 changes
/// no parameter, and 1e-17, the root of a velocity, no epsilon.   [S...] -> [S...]
template <class X>
constexpr auto decayed(X const& x) {
  using T = typename X::value_type;
  return where(abs(x) < T(1e-34), T(0), x);
}
/// The same of what is never negative: squares, powers.   [S...] -> [S...]
template <class X>
constexpr auto decayed_square(X const& x) {
  using T = typename X::value_type;
  return where(x < T(1e-34), T(0), x);
}

}  // namespace tenon::nn::detail
