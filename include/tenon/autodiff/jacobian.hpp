// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/jvp.hpp>
#include <tenon/autodiff/vmap.hpp>

/// Matrices of derivatives: a derivative along a direction, for all unit directions at once.
namespace tenon {

namespace detail {

/// All unit directions of a shape of n elements, [n, S...]: direction i is 1 at element i.
constexpr NodeId unit_directions(Builder& b, DType dtype, Dims const& dims) {
  auto const n = static_cast<std::int32_t>(dims.size());
  ViewMap diagonal;
  diagonal.rank = 2;
  diagonal.axis[0] = diagonal.axis[1] = {0, 1, 0};
  NodeId const eye = embed(b, b.constant(dtype, Dims{1, {n}}, 1.0), diagonal, Dims{2, {n, n}});
  Dims all{1, {n}};
  for (int i = 0; i < dims.rank; ++i) all.push_back(dims[i]);
  return reshape(b, eye, all);
}

constexpr Dims joined(Dims a, Dims const& b) {
  for (int i = 0; i < b.rank; ++i) a.push_back(b[i]);
  return a;
}
template <class T, class R, class S>
using JacobianOf = Traced<T, shape_from<joined(dims_of<R>, dims_of<S>)>>;

/// The Jacobians of a value with respect to arguments X: one, or a tuple of them; of a tuple of values a tuple of these.
/// `columns[i][k]` is [n, R...], a column for each of the n elements of argument i, of the value's tensor k.
template <class V, class... X>
struct Jacobians;
template <class V, class... X>
  requires(Operand<V> || std::is_arithmetic_v<V>)
struct Jacobians<V, X...> {
  using E = typename Form<V>::traced;
  template <class A>
  using of = JacobianOf<typename E::value_type, typename E::shape_type, typename A::shape_type>;
  static constexpr auto read(Builder& b, List<NodeId> const* columns, int& k) {
    int const tensor = k++;
    std::tuple<of<X>...> const all = [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::tuple<of<X>...>{one<X>(b, columns[I][tensor])...};
    }(std::index_sequence_for<X...>{});
    if constexpr (sizeof...(X) == 1)
      return std::get<0>(all);
    else
      return all;
  }

 private:
  template <class A>
  static constexpr of<A> one(Builder& b, NodeId columns) {
    Dims const r = dims_of<typename E::shape_type>, s = dims_of<typename A::shape_type>;
    NodeId const split = reshape(b, columns, joined(s, r));
    Dims order;
    for (int i = 0; i < r.rank; ++i) order.push_back(s.rank + i);
    for (int i = 0; i < s.rank; ++i) order.push_back(i);
    return of<A>(&b, permute(b, split, order));
  }
};
template <class... V, class... X>
struct Jacobians<std::tuple<V...>, X...> {
  static constexpr auto read(Builder& b, List<NodeId> const* columns, int& k) {
    using R = std::tuple<decltype(Jacobians<V, X...>::read(b, columns, k))...>;
    return R{Jacobians<V, X...>::read(b, columns, k)...};
  }
};

/// The chosen of some arguments, as tensors.
template <class Seq, int... Chosen>
struct ChosenOf;
template <std::size_t... I, int... Chosen>
struct ChosenOf<std::index_sequence<I...>, Chosen...> {
  template <class... A>
  static constexpr auto types() {
    auto one = []<std::size_t J>(std::integral_constant<std::size_t, J>) {
      if constexpr (is_chosen<sizeof...(I), Chosen...>(J))
        return std::tuple<typename Form<std::tuple_element_t<J, std::tuple<A...>>>::traced>{};
      else
        return std::tuple<>{};
    };
    return std::tuple_cat(one(std::integral_constant<std::size_t, I>{})...);
  }
};

template <class F, int... Chosen>
struct ForwardJacobian {
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    Builder& b = *builder_of(args...);
    List<NodeId> wrt;
    auto const value = apply_prepared<F, Chosen...>(b, std::tuple<A const&...>(args...), wrt);
    using V = std::remove_cvref_t<decltype(value)>;
    List<NodeId> const roots = nodes_of(b, value);
    List<NodeId> columns[sizeof...(A)];
    for (int i = 0; i < wrt.size(); ++i) {
      Node const n = b[wrt[i]];
      List<NodeId> from, direction, directions;
      from.push_back(wrt[i]);
      direction.push_back(make_alias(b, b.constant(n.dtype, n.dims, 0.0)));
      directions.push_back(unit_directions(b, n.dtype, n.dims));
      List<NodeId> const tangents = push_forward(b, roots, from, direction);
      columns[i] = vectorise(b, tangents, direction, directions, static_cast<std::int32_t>(n.dims.size()));
    }
    return [&]<class... X>(std::tuple<X...> const&) {
      int k = 0;
      return Jacobians<V, X...>::read(b, columns, k);
    }(ChosenOf<std::index_sequence_for<A...>, Chosen...>::template types<A...>());
  }
};

template <class F, int... Chosen>
struct ReverseJacobian {
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    Builder& b = *builder_of(args...);
    List<NodeId> wrt;
    auto const value = apply_prepared<F, Chosen...>(b, std::tuple<A const&...>(args...), wrt);
    using V = typename Form<std::remove_cvref_t<decltype(value)>>::traced;
    NodeId const root = nodes_of(b, value)[0];
    Node const n = b[root];
    List<NodeId> direction, directions;
    direction.push_back(make_alias(b, b.constant(n.dtype, n.dims, 0.0)));
    directions.push_back(unit_directions(b, n.dtype, n.dims));
    using Tensors = decltype(ChosenOf<std::index_sequence_for<A...>, Chosen...>::template types<A...>());
    List<NodeId> const gradients = derive(b, root, direction[0], wrt);
    List<NodeId> const all = vectorise(b, gradients, direction, directions, static_cast<std::int32_t>(n.dims.size()));
    return [&]<class... X, std::size_t... I>(std::tuple<X...> const&, std::index_sequence<I...>) {
      if constexpr (sizeof...(X) == 1)
        return row<V, X...>(b, all[0]);
      else
        return std::tuple{row<V, X>(b, all[int(I)])...};
    }(Tensors{}, std::make_index_sequence<std::tuple_size_v<Tensors>>{});
  }

 private:
  template <class V, class X>
  static constexpr auto row(Builder& b, NodeId rows) {
    using S = typename X::shape_type;
    using R = typename V::shape_type;
    return JacobianOf<typename V::value_type, R, S>(&b, reshape(b, rows, joined(dims_of<R>, dims_of<S>)));
  }
};

}  // namespace detail

namespace detail {

template <int I, class A>
struct JacobianArgument {
  static constexpr bool ok = false;
};
template <int I, class A>
  requires(Operand<A> || std::is_arithmetic_v<A>)
struct JacobianArgument<I, A> {
  static constexpr bool ok = Form<A>::floating;
};
template <class V, bool Tuples>
inline constexpr bool has_jacobian = false;
template <class V, bool Tuples>
  requires(Operand<V> || std::is_arithmetic_v<V>)
inline constexpr bool has_jacobian<V, Tuples> = Form<V>::floating;
template <class... V>
inline constexpr bool has_jacobian<std::tuple<V...>, true> = (has_jacobian<V, true> && ...);

/// What Jacobians demand: floating-point tensors of such; `Tuples`: of tuples of them, too.
template <bool Tuples>
struct OfTensors {
  static constexpr bool tensors = true, scalar = false;
  template <int I, class A>
  using argument = JacobianArgument<I, A>;
  template <class V>
  static constexpr bool result = has_jacobian<V, Tuples>;
};
/// What Hessians demand: a scalar of tensors.
struct ScalarOfTensors : OfTensors<false> {
  static constexpr bool scalar = true;
  template <class...>
  using coupled = Suspect<NoFaultyField>;
};

}  // namespace detail

/// The Jacobian, [R..., S...] for a result [R...] and an argument [S...], forwards: a pass for each element of the argument,
/// all at once. Several arguments give a tuple of them, and so do results that are tuples, outside of it. The better one where
/// results have more elements than arguments.
template <int... Argument, class F>
constexpr DerivedFunction<detail::ForwardJacobian<F, Argument...>, F, detail::OfTensors<true>, Argument...> jacfwd(F) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::jacfwd: the function captures something: make it an argument or a field of a module");
  return {};
}
/// The same backwards, a pass for each element of the result: the better one where arguments have more.
template <int... Argument, class F>
constexpr DerivedFunction<detail::ReverseJacobian<F, Argument...>, F, detail::OfTensors<false>, Argument...> jacrev(F) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::jacrev: the function captures something: make it an argument or a field of a module");
  return {};
}
/// The second derivatives of a function that returns a scalar, [S..., S...]: forwards over backwards. Of several arguments it
/// is a tuple of tuples: that with respect to arguments i and j is number j of number i.
template <int... Argument, class F>
constexpr DerivedFunction<detail::ForwardJacobian<detail::GradOnly<F, Argument...>, Argument...>, F, detail::ScalarOfTensors,
                          Argument...>
hessian(F) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::hessian: the function captures something: make it an argument or a field of a module");
  return {};
}

}  // namespace tenon
