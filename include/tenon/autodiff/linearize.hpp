// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/phases.hpp>

/// The derivative of a function at a point, as a function.
namespace tenon {

#define TENON_LINEAR_TANGENT                                                                                                     \
  "linearize: a tangent has the dtype, the shape and the form of its argument (number, argument, tangent follow)"
#define TENON_LINEAR_ARGUMENTS "linearize: a tangent for each argument to differentiate (number of tangents, expected follow)"

namespace detail {

/// The first tangent that does not fit its argument. `Point` is a tuple of the arguments to differentiate.
template <class Seq, class Point, class Tangents>
struct MapFault;
template <std::size_t... I, class... A, class... D>
struct MapFault<std::index_sequence<I...>, std::tuple<A...>, std::tuple<D...>> {
  template <int J, class X, class Y>
  struct Pair {
    static constexpr bool ok = CotangentFor<X, Y>;
    static constexpr int number = J;
    using primal = X;
    using tangent = Y;
  };
  using type = typename decltype((Suspect<NoFaultyField>{} | ... | Suspect<Pair<int(I), A, D>>{}))::type;
};

/// At run time: the kept values and the second phase. `Point` are the traced forms of the arguments to differentiate, V that of
/// the value.
template <class Phases, class V>
struct RunMap {
  KeptValues<Phases> values;
  static constexpr std::size_t bytes = Phases::bytes;

  template <class... X>
  auto push(X const&... tangents) const {
    RunForm<typename Form<V>::traced> result;
    [&]<int... I>(std::integer_sequence<int, I...>) {
      values.template run_second<I...>(result, static_cast<plain<X> const&>(tangents)...);
    }(std::make_integer_sequence<int, Result<V>::outputs>{});
    return result;
  }
};
/// In a traced function: the nodes of the value and of the arguments.
template <class V>
struct TraceMap {
  Builder* builder = nullptr;
  List<NodeId> roots{}, wrt{};
  static constexpr std::size_t bytes = 0;

  template <class... X>
  constexpr auto push(X const&... tangents) const {
    List<NodeId> directions;
    (Form<X>::nodes(*builder, tangents, directions), ...);
    return read_as<V>(*builder, push_forward(*builder, roots, wrt, directions));
  }
};

}  // namespace detail

/// The derivative of a function at a point: `map(dx, dy)` is the tangent of the value for tangents of the arguments. The function
/// is not evaluated again: the map holds what it needs, `bytes` bytes of copies, and may be called as often as one likes.
/// `Point` are the arguments to differentiate.
template <class Map, class Point>
class LinearMap {
 public:
  static constexpr std::size_t bytes = Map::bytes;

  constexpr explicit LinearMap(Map&& map) : map_(static_cast<Map&&>(map)) {}

  template <class... X>
  constexpr auto operator()(X const&... tangents) const {
    constexpr int wanted = int(std::tuple_size_v<Point>);
    constexpr bool counted = int(sizeof...(X)) == wanted;
    static_assert(diagnose::arguments_are_counted<diagnose::got<int(sizeof...(X))>, wanted, counted>, TENON_LINEAR_ARGUMENTS);
    if constexpr (!counted || (detail::is_broken<X> || ...))
      return Invalid{};
    else {
      using Fault = typename detail::MapFault<std::index_sequence_for<X...>, Point,
                                              std::tuple<typename detail::TracedAs<X>::type...>>::type;
      if constexpr (Fault::ok)
        return map_.push(tangents...);
      else {
        static_assert(diagnose::direction_fits<Fault::number, typename Fault::primal, typename Fault::tangent>,
                      TENON_LINEAR_TANGENT);
        return Invalid{};
      }
    }
  }

 private:
  Map map_;
};

namespace detail {

/// (value, tangent of the value) of F, from arguments and a tangent for each part of them that a path names.
template <class F, FieldPath... P>
struct SelectedJvp {
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    constexpr std::size_t count = sizeof...(A) - sizeof...(P);
    Builder& b = *builder_of(args...);
    std::tuple<A const&...> const all(args...);
    List<NodeId> wrt, tangents;
    auto const value = apply_selected<F, P...>(b, pick<0>(all, std::make_index_sequence<count>{}), wrt);
    apply_to([&](auto const&... t) { (Form<std::remove_cvref_t<decltype(t)>>::nodes(b, t, tangents), ...); },
             pick<count>(all, std::make_index_sequence<sizeof...(P)>{}));
    using V = std::remove_cvref_t<decltype(value)>;
    List<NodeId> const roots = nodes_of(b, value);
    return std::tuple{read_as<V>(b, roots), read_as<V>(b, push_forward(b, roots, wrt, tangents))};
  }
};

template <class F, FieldPath... P>
struct Linearized {
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    using Broken = std::tuple<Invalid, Invalid>;
    if constexpr (is_reported<F, A...>)
      return Broken{};
    else if constexpr (!can_be_arguments<A...>)
      return std::tuple{Function<F>{}(args...), Invalid{}};  // which says why
    else if constexpr (sizeof...(P) == 0 && !(is_compile_time<A> && ...))
      return all(VariableArguments<std::index_sequence_for<A...>, typename TracedAs<A>::type...>{}, args...);
    else if constexpr (!WrongPath<WithRespectTo<P...>, typename TracedAs<A>::type...>::report())
      return Broken{};
    else {
      using V = ResultOf<F, typename TracedAs<A>::type...>;
      using Point = std::tuple<typename PathStart<P, typename TracedAs<A>::type...>::part...>;
      if constexpr (is_broken<V>)
        return Broken{};
      else if constexpr (!Form<V>::floating) {
        static_assert(diagnose::result_is_floating<V>, TENON_RESULT_NOT_FLOATING);
        return Broken{};
      } else if constexpr ((TracedValue<A> || ...))
        return in_trace<Point>(args...);
      else
        return now<V, Point, plain<A>...>(args...);
    }
  }

 private:
  template <int... I, class... A>
  static constexpr auto all(std::integer_sequence<int, I...>, A const&... args) {
    return Linearized<F, argument_path(I)...>{}(args...);
  }
  template <class Point, class... A>
  static constexpr auto in_trace(A const&... args) {
    Builder& b = *builder_of(args...);
    List<NodeId> wrt;
    auto const value = apply_selected<F, P...>(b, std::tuple<A const&...>(args...), wrt);
    using V = std::remove_cvref_t<decltype(value)>;
    List<NodeId> const roots = nodes_of(b, value);
    return std::tuple{read_as<V>(b, roots), LinearMap<TraceMap<V>, Point>(TraceMap<V>{&b, roots, wrt})};
  }
  template <class V, class Point, class... A>
  static auto now(A const&... args) {
    return [&]<class... X>(std::type_identity<std::tuple<X...>>) {
      using Derivative = SelectedJvp<F, P...>;
      using Joint = FunctionSource<Derivative, A..., DirectionOf<X>...>;
      if constexpr (!FaultOf<Joint>::ok)
        return Function<Derivative>{}(args..., DirectionOf<X>{}...);  // which says why
      else {
        using Both = Phases<Joint, (0 + ... + Argument<A>::leaves), Result<V>::outputs>;
        RunForm<typename Form<V>::traced> value;
        RunMap<Both, V> map;
        map.values.run_first(value, args...);
        return std::tuple{static_cast<decltype(value)&&>(value),
                          LinearMap<RunMap<Both, V>, Point>(static_cast<decltype(map)&&>(map))};
      }
    }(std::type_identity<Point>{});
  }
};

}  // namespace detail

/// A function's value, and its derivative there as a linear function: `auto [y, map] = linearize(f)(x)`, then `map(dx)` is the
/// tangent of y; `linearize<0, 2>(f)` differentiates these arguments only. What tangents have no part in is computed once:
/// a second direction costs less than a second `jvp`.
template <int... Argument, class F>
constexpr detail::Linearized<F, detail::argument_path(Argument)...> linearize(F) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::linearize: the function captures something: make it an argument or a field of a module");
  return {};
}
/// The same for parts of arguments: `linearize(f, wrt<"encoder.kernel", 1>)`, a tangent for each.
template <class F, FieldPath... P>
constexpr detail::Linearized<F, P...> linearize(F, WithRespectTo<P...>) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::linearize: the function captures something: make it an argument or a field of a module");
  return {};
}

}  // namespace tenon
