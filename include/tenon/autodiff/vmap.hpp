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
template <class First, class Second>
inline constexpr bool mapped_extents_agree = First::value == Second::value;
template <class Argument>
inline constexpr bool can_be_mapped = Argument::ok;
template <class Argument>
inline constexpr bool mapped_axis_exists = Argument::ok;
template <class Axes, bool Any>
inline constexpr bool an_argument_is_mapped = Any;
}  // namespace diagnose

#define TENON_VMAP_AXES "vmap: in_axes has an axis for every argument (axes, arguments follow)"
#define TENON_VMAP_KIND "vmap: a module or constant is the same for all inputs: its axis is tn::unmapped (it follows)"
#define TENON_VMAP_EXTENTS "vmap: two arguments have different numbers of inputs along their mapped axes (both follow)"
#define TENON_VMAP_NONE "vmap: no argument is mapped"
#define TENON_VMAP_RANGE "vmap: an argument has no such axis (argument, axis follow)"

namespace detail {

/// What can be wrong with the mapped axes of some tensors, and how many inputs these have.
struct MappedFacts {
  bool exists = true, agree = true;
  int extent = -1, other = -1;

  constexpr MappedFacts operator+(MappedFacts const& x) const {
    MappedFacts r = *this;
    r.exists = exists && x.exists;
    if (extent < 0) r.extent = x.extent;
    r.agree = agree && x.agree && (extent < 0 || x.extent < 0 || extent == x.extent);
    if (agree && !r.agree) r.other = x.agree ? x.extent : x.other;
    return r;
  }
};

/// An argument of which axis `Axis` has the inputs: one of them, and the nodes of one and of all.
template <class A, int Axis>
struct Mapped;
template <class A>
struct Mapped<A, unmapped> {
  static constexpr MappedFacts facts{};
  using one = A;
  static constexpr A const& split(Builder&, A const& a, List<NodeId>&, List<NodeId>&) { return a; }
};
template <class A, int Axis>
  requires(Axis != unmapped && (Module<A> || is_compile_time<A> || TracedStructure<A>))
struct Mapped<A, Axis> : Mapped<A, unmapped> {};  // which is reported
template <class T, class S, int Axis>
  requires(Axis != unmapped)
struct Mapped<Traced<T, S>, Axis> {
  static constexpr bool exists = axes::exist<S::rank, Axis>;
  static constexpr int axis = exists ? axes::normalised(Axis, int(S::rank)) : 0;
  static constexpr MappedFacts facts{exists, true, exists ? dims_of<S>[axis] : -1};
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
  static constexpr MappedFacts facts = (MappedFacts{} + ... + Mapped<A, Axis>::facts);
  using one = std::tuple<typename Mapped<A, Axis>::one...>;
  static constexpr one split(Builder& b, std::tuple<A...> const& a, List<NodeId>& ones, List<NodeId>& all) {
    return apply_to([&](A const&... x) { return one{Mapped<A, Axis>::split(b, x, ones, all)...}; }, a);
  }
};
/// An argument and its axis: whether it may have one, and has it.
template <class A, int Axis>
struct MappedKind {
  static constexpr bool ok = Axis == unmapped || !(Module<A> || is_compile_time<A> || TracedStructure<A>);
};
template <class A, int Axis>
struct MappedAxis {
  static constexpr bool ok = Mapped<A, Axis>::facts.exists;
};
/// Numbers, constants, data structures and modules are the same for all inputs, where nothing else is asked for.
template <class A>
inline constexpr int default_axis = Module<A> || is_compile_time<A> || TracedStructure<A> ? unmapped : 0;
template <class T>
inline constexpr int default_axis<Traced<T, Shape<>>> = unmapped;

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
    constexpr int extent = (MappedFacts{} + ... + Mapped<A, Axis>::facts).extent;
    Builder& b = *builder_of(args...);
    List<NodeId> ones, all;
    // Braces fix the order.
    std::tuple<typename Mapped<A, Axis>::one...> const one{Mapped<A, Axis>::split(b, args, ones, all)...};
    auto const value = apply_to(F{}, one);
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
  template <class... A>
  struct Axes : std::type_identity<InAxes<Axis...>> {};
  template <class... A>
    requires(sizeof...(Axis) == 0)
  struct Axes<A...> : std::type_identity<InAxes<detail::default_axis<A>...>> {};
  template <class In, class... A>
  struct Recorded;
  template <int... At, class... A>
  struct Recorded<InAxes<At...>, A...> {
    using type = detail::Vmap<F, Out, At...>;

    /// Reports what is wrong with a call; whether nothing is.
    static constexpr bool check() {
      constexpr detail::MappedFacts facts = (detail::MappedFacts{} + ... + detail::Mapped<A, At>::facts);
      using Kind = typename decltype((detail::Suspect<detail::NoFaultyField>{} | ... |
                                      detail::Suspect<detail::MappedKind<A, At>>{}))::type;
      using Place = typename decltype((detail::Suspect<detail::NoFaultyField>{} | ... |
                                       detail::Suspect<detail::MappedAxis<A, At>>{}))::type;
      static_assert(diagnose::can_be_mapped<Kind>, TENON_VMAP_KIND);
      static_assert(diagnose::mapped_axis_exists<Place>, TENON_VMAP_RANGE);
      if constexpr (Kind::ok && Place::ok) {
        static_assert(
            diagnose::mapped_extents_agree<diagnose::got<facts.extent>, diagnose::got<facts.agree ? facts.extent : facts.other>>,
            TENON_VMAP_EXTENTS);
        static_assert(diagnose::an_argument_is_mapped<InAxes<At...>, (facts.extent >= 0)>, TENON_VMAP_NONE);
      }
      return Kind::ok && Place::ok && facts.agree && facts.extent >= 0;
    }
  };
  template <class... A>
  using RecordedOf = Recorded<typename Axes<A...>::type, A...>;

 public:
  /// What `Planned` takes for arguments of these types, and the graph, a constant.
  template <class... A>
  using source = detail::FunctionSource<typename RecordedOf<typename detail::TracedAs<A>::type...>::type, detail::plain<A>...>;
  template <class... A>
  static constexpr GraphView graph = source<A...>::graph.view();

  template <class... A>
  constexpr auto operator()(A const&... args) const {
    constexpr bool counted = sizeof...(Axis) == 0 || sizeof...(Axis) == sizeof...(A);
    static_assert(counted ||
                      diagnose::an_axis_for_every_argument<diagnose::got<int(sizeof...(Axis))>, diagnose::got<int(sizeof...(A))>>,
                  TENON_VMAP_AXES);
    if constexpr (!counted || detail::is_reported<F, A...>)
      return Invalid{};
    else if constexpr (!detail::can_be_arguments<A...>)
      return Function<F>{}(args...);  // which says why
    else {
      using R = RecordedOf<typename detail::TracedAs<A>::type...>;
      if constexpr (R::check())
        return Function<typename R::type>{}(args...);
      else
        return Invalid{};
    }
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
