// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>

namespace tenon {

namespace op {
/// x, or 0 where it is smaller than 1e-34: one operation, since every parameter's update has it twice. The derivative is 1.
struct Decayed : detail::Function {
  static constexpr char name[] = "decayed";
  static constexpr int flops = 1;
  template <class L>
  static constexpr L lane(L x) {
    using T = typename L::value_type;
    return select(abs(x) < L(T(1e-34)), L(T(0)), x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g());
  }
};
}  // namespace op
template <>
struct OpOf<hash_name("decayed")> : std::type_identity<op::Decayed> {};

namespace nn::detail {

/// A running average as an optimizer keeps it: 0 where it is smaller than 1e-34. Without this, that of a parameter whose gradient
/// stays 0 (a unit that relu switched off) decays to a few times the smallest subnormal number and stays there, for nine tenths
/// of five rounds to five; processors take a hundred times as long for each operation on such numbers. A step of 1e-34 changes
/// no parameter, and 1e-17, the root of a velocity, no epsilon.   [S...] -> [S...]
template <class X>
constexpr auto decayed(X const& x) {
  return Elementwise<op::Decayed>::call(x);
}

}  // namespace nn::detail
}  // namespace tenon
