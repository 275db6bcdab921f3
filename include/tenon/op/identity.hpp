// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/arithmetic.hpp>

namespace tenon {
namespace op {

namespace detail {
struct Identity {
  static constexpr int arity = 1, flops = 0;
  static constexpr Domain domain = Domain::any;
  static constexpr Codomain codomain = Codomain::same;
  template <class L>
  static constexpr L lane(L x) {
    return x;
  }
};
}  // namespace detail

/// The value of x with an identity of its own: what a derivative is taken with respect to when x is no leaf.
struct Alias : detail::Identity {
  static constexpr char name[] = "alias";
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g());
  }
};
/// The value of x, constant to derivatives: it has no derivative rule.
struct StopGradient : detail::Identity {
  static constexpr char name[] = "stop_gradient";
};

}  // namespace op

template <> struct OpOf<hash_name("alias")> : std::type_identity<op::Alias> {};
template <> struct OpOf<hash_name("stop_gradient")> : std::type_identity<op::StopGradient> {};

/// A node with x's value that is no other node.
constexpr NodeId make_alias(Builder& b, NodeId x) {
  Node n;
  n.op = &record<op::Alias>;
  n.in[0] = x;
  n.dtype = b[x].dtype;
  n.dims = b[x].dims;
  n.attr = b.nodes.size();  // never equal to another
  return b.add(n);
}

/// x as a constant: no derivative passes.   [S...] -> [S...]
template <Operand X>
constexpr auto stop_gradient(X&& x) {
  return Elementwise<op::StopGradient>::call(static_cast<X&&>(x));
}

}  // namespace tenon
