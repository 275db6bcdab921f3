// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/graph.hpp>

/// Derivatives of a user's own, in a graph.
namespace tenon {

namespace op {
namespace detail {
constexpr void derive_custom(Derivation& d);
}
/// The value of x, with a derivative that a user gave: rule number `attr` of the builder.
struct CustomDerivative : detail::Identity {
  static constexpr char name[] = "custom_derivative";
  template <class D>
  static constexpr void derive(D& d) {
    detail::derive_custom(d);
  }
};
}  // namespace op

template <> struct OpOf<hash_name("custom_derivative")> : std::type_identity<op::CustomDerivative> {};

/// A node with x's value and a rule for its derivative.
constexpr NodeId with_rule(Builder& b, NodeId x, CustomRule const& rule) {
  Node n;
  n.op = &record<op::CustomDerivative>;
  n.in[0] = x;
  n.dtype = b[x].dtype;
  n.dims = b[x].dims;
  n.attr = b.custom_rules.size();
  b.custom_rules.push_back(rule);
  return b.add(n);
}

}  // namespace tenon
