// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/derived_function.hpp>
#include <tenon/graph/derive.hpp>
#include <tenon/trace/structure.hpp>

namespace tenon {

namespace detail {

// What a gradient is taken with respect to: the nodes of an argument, and the result in the argument's own form.

template <class A>
struct Wrt;
template <class A>
  requires(IsTraced<A>::value && !TracedStructure<A>)
struct Wrt<A> {
  using result = A;
  static constexpr bool differentiable = std::is_floating_point_v<typename A::value_type>;
  static constexpr Builder* builder(A const& a) { return a.builder(); }
  /// An argument that is no leaf, or is given twice, gets an identity of its own.
  static constexpr A prepare(Builder& b, A const& a, List<NodeId>& nodes) {
    NodeId id = a.id();
    bool seen = b[id].op != &op::leaf;
    for (NodeId const n : nodes) seen = seen || n == id;
    if (seen) id = make_alias(b, id);
    nodes.push_back(id);
    return A(&b, id);
  }
  static constexpr result read(Builder& b, List<NodeId> const& g, int& at) { return result(&b, g[at++]); }
};
/// A tensor of a module that is being traced, or an expression of some.
template <class A>
  requires(Operand<A> && !IsTraced<A>::value && !std::is_arithmetic_v<A>)
struct Wrt<A> {
  using result = Traced<typename A::value_type, typename A::shape_type>;
  static constexpr bool differentiable = Wrt<result>::differentiable;
  static constexpr Builder* builder(A const& a) { return trace_of(a); }
  static constexpr result prepare(Builder& b, A const& a, List<NodeId>& nodes) {
    return Wrt<result>::prepare(b, result(&b, lift(b, a).id), nodes);
  }
  static constexpr result read(Builder& b, List<NodeId> const& g, int& at) { return Wrt<result>::read(b, g, at); }
};
template <class A>
  requires Module<A>
struct Wrt<A> {
  using result = ParamTree<A, AsTraced>;
  static constexpr bool differentiable = true;
  static constexpr Builder* builder(A const& a) {
    Builder* b = nullptr;
    for_each_tensor(a, [&b](Path const&, auto const& t) {
      if (b == nullptr && t.is_marked()) b = t.mark().builder;
    });
    return b;
  }
  static constexpr A const& prepare(Builder& b, A const& a, List<NodeId>& nodes) {
    for_each_param(a, [&](auto const& p) { nodes.push_back(lift(b, p).id); });
    return a;
  }
  static constexpr result read(Builder& b, List<NodeId> const& g, int& at) {
    result r;
    for_each_param(r, [&](auto& leaf) { leaf = std::remove_cvref_t<decltype(leaf)>(&b, g[at++]); });
    return r;
  }
};
template <class... A>
struct Wrt<std::tuple<A...>> {
  using result = std::tuple<typename Wrt<A>::result...>;
  static constexpr bool differentiable = (Wrt<A>::differentiable && ...);
  static constexpr Builder* builder(std::tuple<A...> const& x) {
    Builder* b = nullptr;
    apply_to([&b](A const&... a) { ((b = b != nullptr ? b : Wrt<A>::builder(a)), ...); }, x);
    return b;
  }
  static constexpr std::tuple<A...> prepare(Builder& b, std::tuple<A...> const& x, List<NodeId>& nodes) {
    return apply_to([&](A const&... a) { return std::tuple<A...>{Wrt<A>::prepare(b, a, nodes)...}; }, x);
  }
  static constexpr result read(Builder& b, List<NodeId> const& g, int& at) { return result{Wrt<A>::read(b, g, at)...}; }
};
/// A data structure: of its floating-point parts. The gradient is such a structure, with the other parts of the argument.
template <TracedStructure A>
struct Wrt<A> {
  using result = A;
  static constexpr bool differentiable = std::is_floating_point_v<typename A::value_type>;
  static constexpr Builder* builder(A const& a) { return a.builder(); }
  static constexpr A prepare(Builder& b, A const& a, List<NodeId>& nodes) {
    auto const one = [&]<class T, class S>(Traced<T, S> const& part) {
      if constexpr (std::is_floating_point_v<T>)
        return Wrt<Traced<T, S>>::prepare(b, part, nodes);
      else {
        nodes.push_back(part.id());
        return part;
      }
    };
    return apply_to([&](auto const&... part) { return A{one(part)...}; }, a.parts());
  }
  static constexpr result read(Builder& b, List<NodeId> const& g, int& at) { return entered(Form<A>::read(b, g, at)); }
};
template <auto V>
struct Wrt<ct_t<V>> {
  static constexpr bool differentiable = false;
  static constexpr Builder* builder(ct_t<V>) { return nullptr; }
};
// A number in a traced call: a constant, whose gradient may still be asked for.
template <class A>
  requires std::is_arithmetic_v<A>
struct Wrt<A> {
  using result = Traced<A, Shape<>>;
  static constexpr bool differentiable = std::is_floating_point_v<A>;
  static constexpr Builder* builder(A) { return nullptr; }
  static constexpr result prepare(Builder& b, A a, List<NodeId>& nodes) {
    NodeId const id = make_alias(b, b.constant(dtype_of<A>, Dims{}, to_scalar(a)));
    nodes.push_back(id);
    return result(&b, id);
  }
  static constexpr result read(Builder& b, List<NodeId> const& g, int& at) { return result(&b, g[at++]); }
};

/// The cotangents of what a derivative is taken with respect to. What of it is no floating point belongs to a data structure, and
/// stands for itself.
constexpr List<NodeId> cotangents(Builder& b, List<NodeId> const& roots, List<NodeId> const& seeds, List<NodeId> const& wrt) {
  List<NodeId> floating, all;
  for (NodeId const w : wrt)
    if (is_floating(b[w].dtype)) floating.push_back(w);
  List<NodeId> const g = derive(b, roots, seeds, floating);
  int at = 0;
  for (NodeId const w : wrt) all.push_back(is_floating(b[w].dtype) ? g[at++] : w);
  return all;
}
constexpr List<NodeId> cotangents(Builder& b, NodeId root, List<NodeId> const& wrt) {
  List<NodeId> roots, seeds;
  roots.push_back(root);
  seeds.push_back(b.constant(b[root].dtype, Dims{}, 1.0));
  return cotangents(b, roots, seeds, wrt);
}

template <class V>
constexpr NodeId node_of(Builder& b, V const& value) {
  if constexpr (std::is_arithmetic_v<V>)
    return b.constant(dtype_of<V>, Dims{}, to_scalar(value));
  else
    return lift(b, value).id;
}

/// Which arguments are chosen, by number.
template <class Seq, class Indices, class... A>
struct WrtOf;
template <class Seq, std::size_t... I, class... A>
struct WrtOf<Seq, std::index_sequence<I...>, A...> {
  static constexpr std::size_t count = (std::size_t{0} + ... + (chosen<Seq, I, A> ? 1 : 0));
  struct Numbers {
    std::size_t of[count + 1] = {};
  };
  static constexpr Numbers numbers = [] {
    Numbers r;
    std::size_t n = 0;
    ((chosen<Seq, I, A> ? void(r.of[n++] = I) : void()), ...);
    return r;
  }();
  template <std::size_t K>
  using wrt = Wrt<nth<int(numbers.of[K]), A...>>;
  template <std::size_t K>
  using result = typename wrt<K>::result;
};

/// A recorded value and its gradients.
template <class T, class Gradients>
struct Derived {
  Traced<T, Shape<>> value;
  Gradients gradients;
};
/// Records F and its derivative: the value, and the gradients of the chosen arguments.
template <class F, int... Chosen>
struct RecordGradients {
  using Seq = std::integer_sequence<int, Chosen...>;

  template <std::size_t... I, class... A>
  static constexpr auto run(std::index_sequence<I...>, A const&... args) {
    Builder* b = nullptr;
    ((b = b != nullptr ? b : Wrt<A>::builder(args)), ...);
    List<NodeId> wrt;
    // Braces fix the order in which arguments are prepared.
    Pack<decltype(prepare<I>(*b, args, wrt))...> const prepared{prepare<I>(*b, args, wrt)...};
    auto const value = apply_to(F{}, prepared);
    using T = typename ValueFacts<std::remove_cvref_t<decltype(value)>>::value_type;
    using Asked = WrtOf<Seq, std::index_sequence<I...>, A...>;
    NodeId const root = node_of(*b, value);
    List<NodeId> const g = cotangents(*b, root, wrt);
    return read<T, Asked>(*b, root, g, std::make_index_sequence<Asked::count>{});
  }

 private:
  template <std::size_t I, class A>
  static constexpr auto prepare(Builder& b, A const& a, List<NodeId>& wrt) {
    if constexpr (chosen<Seq, I, A>)
      return Wrt<A>::prepare(b, a, wrt);
    else
      return a;
  }
  template <class T, class Asked, std::size_t... K>
  static constexpr auto read(Builder& b, NodeId root, List<NodeId> const& g, std::index_sequence<K...>) {
    int at = 0;
    Traced<T, Shape<>> const value(&b, root);
    if constexpr (sizeof...(K) == 1)
      return Derived<T, typename Asked::template result<0>>{value, Asked::template wrt<0>::read(b, g, at)};
    else
      return Derived<T, std::tuple<typename Asked::template result<K>...>>{value, {Asked::template wrt<K>::read(b, g, at)...}};
  }
};

/// The derived function of F: (value, gradients of the chosen arguments). On traced values it records in their graph,
/// so it composes: it is itself a function to be traced or derived.
template <class F, int... Chosen>
struct ValueAndGrad {
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    auto const all = RecordGradients<F, Chosen...>::run(std::index_sequence_for<A...>{}, args...);
    return std::tuple{all.value, all.gradients};
  }
};
template <class F, int... Chosen>
struct GradOnly {
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    return RecordGradients<F, Chosen...>::run(std::index_sequence_for<A...>{}, args...).gradients;
  }
};

template <class M>
struct Result<ParamTree<M, AsTraced>> {
  static constexpr int outputs = [] {
    int n = 0;
    ParamTree<M, AsTraced> t;
    for_each_param(t, [&n](auto&) { ++n; });
    return n;
  }();
  using type = Gradient<M>;
  static constexpr void record(Trace& t, ParamTree<M, AsTraced> const& r) {
    for_each_param(r, [&t](auto const& leaf) { t.draft.add_output(leaf.id()); });
  }
};

/// A chosen argument, and whether it has a derivative.
template <int I, class A>
struct ChosenArgument {
  static constexpr bool ok = true;
};
template <int I, class A>
  requires requires { Wrt<A>::differentiable; }
struct ChosenArgument<I, A> {
  static constexpr bool ok = Wrt<A>::differentiable;
};
/// What gradients demand: a scalar of whatever has derivatives.
struct OfScalar {
  static constexpr bool tensors = false, scalar = true;
  template <int I, class A>
  using argument = ChosenArgument<I, A>;
  template <class...>
  using coupled = Suspect<NoFaultyField>;
};

template <class Seq>
struct InvalidsOf;
template <std::size_t... I>
struct InvalidsOf<std::index_sequence<I...>>
    : std::conditional<sizeof...(I) == 1, Invalid, std::tuple<std::conditional_t<(I < sizeof...(I)), Invalid, void>...>> {};
template <class F, int... Chosen, std::size_t N>
struct BrokenGradient<GradOnly<F, Chosen...>, N> : InvalidsOf<std::make_index_sequence<N>> {};
template <class F, int... Chosen, std::size_t N>
struct BrokenGradient<ValueAndGrad<F, Chosen...>, N>
    : std::type_identity<std::tuple<Invalid, typename BrokenGradient<GradOnly<F, Chosen...>, N>::type>> {};

}  // namespace detail

/// The gradient of a function that returns a floating-point scalar, with respect to all its arguments or, as
/// `grad<0, 2>(f)`, to some: tensors, numbers, tuples and modules, in the form of the arguments. One gradient comes as
/// itself, several as a tuple. It is a function like any other: it can be traced, derived again, vectorised.
template <int... Argument, class F>
constexpr DerivedFunction<detail::GradOnly<F, Argument...>, F, detail::OfScalar, Argument...> grad(F) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::grad: the function captures something: make it an argument or a field of a module");
  return {};
}

/// The same with the function's value: (value, gradient) or (value, (gradients...)).
template <int... Argument, class F>
constexpr DerivedFunction<detail::ValueAndGrad<F, Argument...>, F, detail::OfScalar, Argument...> value_and_grad(F) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::value_and_grad: the function captures something: make it an argument or a field of a module");
  return {};
}

/// The typed pair of a function's graph and its derived graph, for arguments of given types: the heart of Tenon's
/// automatic differentiation. `primal` computes the value, `derived` the value and the gradients; both are constants,
/// and both are functions again.
template <class F>
struct Dual {
  using derived_function = detail::ValueAndGrad<F>;
  template <class... A>
  static constexpr GraphView primal = detail::FunctionSource<F, detail::plain<A>...>::graph.view();
  template <class... A>
  static constexpr GraphView derived = detail::FunctionSource<derived_function, detail::plain<A>...>::graph.view();
};

}  // namespace tenon
