// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/body.hpp>

/// Data structures in traced functions: modules of a few tensors outside, values with functions of their own inside, where each
/// tensor is a traced value. As arguments and results, of functions and of the bodies of loops and branches.
namespace tenon::detail {

/// What stands for a structure in a trace. It says of itself
///   structure_type    what it is outside: a module of as many tensors
///   parts_type, parts() its traced values, in the order of those tensors; braces make it of them
///   entered(), left() optional: itself as it must be inside, and as it must be outside
template <class X>
concept TracedStructure = requires {
  typename X::structure_type;
  typename X::parts_type;
};
/// What stands in a trace for a structure outside: each specialises it.
template <class A>
struct StructureInTrace {};
template <class A>
concept Structure = Module<A> && requires { typename StructureInTrace<A>::type; };

template <TracedStructure X>
struct IsTraced<X> : std::true_type {};

template <class X>
constexpr X entered(X const& x) {
  if constexpr (requires { x.entered(); })
    return x.entered();
  else
    return x;
}

template <TracedStructure X>
struct Form<X> {
  using traced = X;
  using Parts = typename X::parts_type;
  static constexpr int count = static_cast<int>(std::tuple_size_v<Parts>);
  static constexpr bool floating = false;
  static constexpr void nodes(Builder& b, X const& x, List<NodeId>& to) {
    apply_to([&](auto const&... part) { (to.push_back(lift(b, part).id), ...); }, x.parts());
  }
  static constexpr X read(Builder& b, List<NodeId> const& from, int& at) {
    int const first = at;
    at += count;
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return X{std::tuple_element_t<I, Parts>(&b, from[first + int(I)])...};
    }(std::make_index_sequence<std::tuple_size_v<Parts>>{});
  }
};

template <Structure A>
struct Form<A> : Form<typename StructureInTrace<A>::type> {
  using X = typename StructureInTrace<A>::type;
  /// A structure that is made in a trace, or a field of a module.
  static constexpr void nodes(Builder& b, A const& a, List<NodeId>& to) {
    if constexpr (requires { a.value_in(b); })
      Form<X>::nodes(b, a.value_in(b), to);
    else {
      List<NodeId> tensors;
      for_each_tensor(a, [&](Path const&, auto const& t) { tensors.push_back(lift(b, t).id); });
      int at = 0;
      Form<X>::nodes(b, entered(Form<X>::read(b, tensors, at)), to);
    }
  }
};
template <Structure A>
struct Passed<A> {
  using inside = typename StructureInTrace<A>::type;
  static constexpr void nodes(Builder& b, A const& a, List<NodeId>& to) { Form<A>::nodes(b, a, to); }
  static constexpr inside read(Builder& b, List<NodeId> const& from, int& at, List<Mark*>&) {
    return Form<inside>::read(b, from, at);
  }
};

template <class A>
  requires Structure<A>
struct Argument<A> {
  static constexpr int leaves = tensor_count<A>;
  using traced = typename StructureInTrace<A>::type;
  static constexpr traced trace(Trace& t) {
    List<NodeId> nodes;
    A a;
    for_each_tensor(a, [&](Path const&, auto const& x) {
      using T = std::remove_cvref_t<decltype(x)>;
      nodes.push_back(t.draft.add_leaf(dtype_of<typename T::value_type>, dims_of<typename T::shape_type>, LeafKind::input));
    });
    int at = 0;
    return entered(Form<traced>::read(t.draft.builder, nodes, at));
  }
  static void collect(A const& a, std::byte**& out) {
    for_each_tensor(a, [&out](Path const&, auto const& t) {
      using T = typename std::remove_cvref_t<decltype(t)>::value_type;
      *out++ = reinterpret_cast<std::byte*>(const_cast<T*>(t.data()));
    });
  }
};
template <TracedStructure X>
struct Result<X> {
  static constexpr int outputs = Form<X>::count;
  using type = typename X::structure_type;
  static constexpr void record(Trace& t, X const& x) {
    List<NodeId> nodes;
    if constexpr (requires { x.left(); })
      Form<X>::nodes(t.draft.builder, x.left(), nodes);
    else
      Form<X>::nodes(t.draft.builder, x, nodes);
    for (NodeId const n : nodes) t.draft.add_output(n);
  }
};
template <Structure A>
struct Result<A> : Result<typename StructureInTrace<A>::type> {
  static constexpr void record(Trace& t, A const& a) {
    List<NodeId> const nodes = nodes_of(t.draft.builder, a);
    int at = 0;
    Result<typename StructureInTrace<A>::type>::record(t, Form<A>::read(t.draft.builder, nodes, at));
  }
};

}  // namespace tenon::detail
