// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/graph.hpp>

/// Derivatives of a user's own, in a graph.
namespace tenon {

namespace op {
namespace detail {
constexpr void derive_custom(Derivation& d);  // in graph/vectorise.hpp
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

/// Whether a node's derivative is a rule of a user's own. By its id: its record needs the derivative itself, graph/vectorise.hpp.
inline constexpr std::uint32_t custom_derivative_id = hash_name("custom_derivative");
constexpr bool has_custom_rule(Node const& n) { return n.op->id == custom_derivative_id; }

}  // namespace tenon
