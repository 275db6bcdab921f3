// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/leaves.hpp>
#include <tenon/graph/vectorise.hpp>

/// A function of single inputs as a function of many: the loop becomes an axis of every operation inside.
namespace tenon {

/// Which axis of each argument has the inputs; `unmapped` is the same for all of them.
inline constexpr int unmapped = -1000;
template <int... Axis>
struct InAxes {};
template <int... Axis>
inline constexpr InAxes<Axis...> in_axes{};
/// Where the results have that axis.
template <int Axis>
struct OutAxis {};
template <int Axis>
inline constexpr OutAxis<Axis> out_axis{};

namespace diagnose {
template <class Got, class Wanted>
inline constexpr bool an_axis_for_every_argument = Got::value == Wanted::value;
template <class First, class Second, bool Ok>
inline constexpr bool mapped_extents_agree = Ok;
template <class Argument, bool Ok>
inline constexpr bool can_be_mapped = Ok;
template <bool Any>
inline constexpr bool an_argument_is_mapped = Any;
template <class Fault>
inline constexpr bool values_have_room_for_an_axis = !Fault::template is<RecordError::too_many_axes>;
}  // namespace diagnose

#define TENON_VMAP_AXES "vmap: in_axes has an axis for every argument (axes, arguments follow)"
#define TENON_VMAP_KIND "vmap: a module is the same for all inputs: its axis is tn::unmapped (module follows)"
#define TENON_VMAP_EXTENTS "vmap: the mapped axes have different extents (both follow)"

namespace detail {

/// An argument of which axis `Axis` has the inputs: its extent there, one of them, and the nodes of both.
template <class A, int Axis>
struct Mapped;
template <class A>
struct Mapped<A, unmapped> {
  static constexpr int fault = -1, extent = -1;
  using one = A;
  static constexpr A const& split(Builder&, A const& a, List<NodeId>&, List<NodeId>&) { return a; }
};
template <class T, class S, int Axis>
  requires(Axis != unmapped)
struct Mapped<Traced<T, S>, Axis> {
  static constexpr bool exists = axes::exist<S::rank, Axis>;
  static constexpr int axis = exists ? axes::normalised(Axis, int(S::rank)) : 0;
  static constexpr int extent = exists ? dims_of<S>[axis] : -1;
  static constexpr Dims one_dims = exists ? without_axes(dims_of<S>, 1u << axis) : Dims{};
  using one = Traced<T, shape_from<one_dims>>;
  static constexpr one split(Builder& b, Traced<T, S> const& a, List<NodeId>& ones, List<NodeId>& all) {
    ViewMap first;
    Dims order{1, {axis}};
    first.rank = int(S::rank);
    for (int i = 0; i < first.rank; ++i)
      if (i != axis) {
        first.axis[i] = {i - (i > axis ? 1 : 0), 1, 0};
        order.push_back(i);
      }
    ones.push_back(make_alias(b, make_view(b, a.id(), first, one_dims)));
    all.push_back(permute(b, a.id(), order));
    return one(&b, ones[ones.size() - 1]);
  }
};
template <class... A, int Axis>
  requires(Axis != unmapped)
struct Mapped<std::tuple<A...>, Axis> {
  static constexpr int extent = [] {
    int e = -1;
    ((e = e < 0 ? Mapped<A, Axis>::extent : e), ...);
    return e;
  }();
  using one = std::tuple<typename Mapped<A, Axis>::one...>;
  static constexpr one split(Builder& b, std::tuple<A...> const& a, List<NodeId>& ones, List<NodeId>& all) {
    return std::apply([&](A const&... x) { return one{Mapped<A, Axis>::split(b, x, ones, all)...}; }, a);
  }
};

/// A result with one more axis, of extent N at place Out.
template <class V, int N, int Out>
struct ManyOf;
template <Operand V, int N, int Out>
struct ManyOf<V, N, Out> {
  static constexpr int rank = int(V::shape_type::rank) + 1;
  static constexpr int axis = axes::normalised(Out, rank);
  static constexpr Dims dims = [] {
    Dims const d = dims_of<typename V::shape_type>;
    Dims r;
    for (int i = 0; i < d.rank + 1; ++i) r.push_back(i == axis ? N : d[i - (i > axis ? 1 : 0)]);
    return r;
  }();
  using type = Traced<typename V::value_type, shape_from<dims>>;
  static constexpr type read(Builder& b, List<NodeId> const& from, int& at) {
    Dims order;
    for (int i = 0; i < rank; ++i) order.push_back(i == axis ? 0 : i + (i < axis ? 1 : 0));
    return type(&b, permute(b, from[at++], order));
  }
};
template <class V, int N, int Out>
  requires std::is_arithmetic_v<V>
struct ManyOf<V, N, Out> : ManyOf<Traced<V, Shape<>>, N, Out> {};
template <class... V, int N, int Out>
struct ManyOf<std::tuple<V...>, N, Out> {
  using type = std::tuple<typename ManyOf<V, N, Out>::type...>;
  static constexpr type read(Builder& b, List<NodeId> const& from, int& at) {
    return type{ManyOf<V, N, Out>::read(b, from, at)...};
  }
};

template <class F, int Out, int... Axis>
struct Vmap {
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    constexpr int extent = [] {
      int e = -1;
      ((e = e < 0 ? Mapped<A, Axis>::extent : e), ...);
      return e;
    }();
    Builder& b = *builder_of(args...);
    List<NodeId> ones, all;
    // Braces fix the order.
    std::tuple<typename Mapped<A, Axis>::one...> const one{Mapped<A, Axis>::split(b, args, ones, all)...};
    auto const value = std::apply(F{}, one);
    using V = std::remove_cvref_t<decltype(value)>;
    List<NodeId> const many = vectorise(b, nodes_of(b, value), ones, all, extent);
    int at = 0;
    return ManyOf<V, extent, Out>::read(b, many, at);
  }
};

}  // namespace detail

/// `vmap`'s result.
template <class F, class In, int Out>
class MappedFunction;
template <class F, int... Axis, int Out>
class MappedFunction<F, InAxes<Axis...>, Out> {
  /// Without axes: the first of every argument that is no module.
  template <class A>
  static constexpr int default_axis = Module<A> ? unmapped : 0;
  template <class... A>
  struct Derived : std::type_identity<detail::Vmap<F, Out, Axis...>> {};
  template <class... A>
    requires(sizeof...(Axis) == 0)
  struct Derived<A...> : std::type_identity<detail::Vmap<F, Out, default_axis<A>...>> {};

 public:
  /// What `Planned` takes for arguments of these types, and the graph, a constant.
  template <class... A>
  using source = detail::FunctionSource<typename Derived<typename detail::TracedAs<A>::type...>::type, detail::plain<A>...>;
  template <class... A>
  static constexpr GraphView graph = source<A...>::graph.view();

  template <class... A>
  constexpr auto operator()(A const&... args) const {
    using D = typename Derived<typename detail::TracedAs<A>::type...>::type;
    static_assert(sizeof...(Axis) == 0 ||
                      diagnose::an_axis_for_every_argument<diagnose::got<int(sizeof...(Axis))>, diagnose::got<int(sizeof...(A))>>,
                  TENON_VMAP_AXES);
    return Function<D>{}(args...);
  }
};

/// The function on many inputs at once: `vmap(f)(x)` is f of every x(i), stacked along the first axis. `in_axes<1, unmapped>`
/// says which axis of each argument has the inputs, and which argument is the same for all; `out_axis<1>` where results have
/// it. It nests, and composes with `grad` and its like.
template <class F, int... Axis, int Out = 0>
constexpr MappedFunction<F, InAxes<Axis...>, Out> vmap(F, InAxes<Axis...> = {}, OutAxis<Out> = {}) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::vmap: the function captures something: make it an argument or a field of a module");
  return {};
}

}  // namespace tenon
