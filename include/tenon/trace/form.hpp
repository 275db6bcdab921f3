// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/function.hpp>

/// Values of any form, tensors, numbers and tuples of them: their nodes in order, and a value of the same form made of others.
namespace tenon::detail {

template <class V>
struct Form;
template <Operand V>
struct Form<V> {
  using traced = Traced<typename V::value_type, typename V::shape_type>;
  static constexpr int count = 1;
  static constexpr bool floating = std::is_floating_point_v<typename V::value_type>;
  static constexpr void nodes(Builder& b, V const& v, List<NodeId>& to) { to.push_back(lift(b, v).id); }
  static constexpr traced read(Builder& b, List<NodeId> const& from, int& at) { return traced(&b, from[at++]); }
};
template <class V>
  requires std::is_arithmetic_v<V>
struct Form<V> {
  using traced = Traced<V, Shape<>>;
  static constexpr int count = 1;
  static constexpr bool floating = std::is_floating_point_v<V>;
  static constexpr void nodes(Builder& b, V v, List<NodeId>& to) { to.push_back(b.constant(dtype_of<V>, Dims{}, to_scalar(v))); }
  static constexpr traced read(Builder& b, List<NodeId> const& from, int& at) { return traced(&b, from[at++]); }
};
template <class... V>
struct Form<std::tuple<V...>> {
  using traced = std::tuple<typename Form<V>::traced...>;
  static constexpr int count = (0 + ... + Form<V>::count);
  static constexpr bool floating = (Form<V>::floating && ...);
  static constexpr void nodes(Builder& b, std::tuple<V...> const& v, List<NodeId>& to) {
    apply_to([&](V const&... x) { (Form<V>::nodes(b, x, to), ...); }, v);
  }
  static constexpr traced read(Builder& b, List<NodeId> const& from, int& at) { return traced{Form<V>::read(b, from, at)...}; }
};

template <class V>
constexpr List<NodeId> nodes_of(Builder& b, V const& v) {
  List<NodeId> r;
  Form<V>::nodes(b, v, r);
  return r;
}
template <class V>
constexpr auto read_as(Builder& b, List<NodeId> const& nodes) {
  int at = 0;
  return Form<V>::read(b, nodes, at);
}

}  // namespace tenon::detail
