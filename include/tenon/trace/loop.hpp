// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/body.hpp>

/// Loops of traced functions: one node each, whose body is recorded, derived and compiled once, however often it runs.
namespace tenon {

namespace detail {

/// What a scan goes through: elements along the first axis of a tensor, or of several at once.
template <class X>
struct Sequence {
  static constexpr bool ok = false;
  static constexpr std::int32_t first = 0, other = 0;
};
template <Operand X>
  requires(!std::is_arithmetic_v<X>)
struct Sequence<X> {
  static constexpr Dims dims = dims_of<typename X::shape_type>;
  static constexpr bool ok = dims.rank > 0;
  static constexpr std::int32_t first = ok ? dims[0] : 0, other = first;
  using element = Traced<typename X::value_type, shape_from<ok ? without_first(dims) : Dims{}>>;
};
template <class X, class... Rest>
struct Sequence<std::tuple<X, Rest...>> {
  static constexpr bool ok = Sequence<X>::ok && (Sequence<Rest>::ok && ...);
  static constexpr std::int32_t first = Sequence<X>::first;
  /// One that differs, if any does.
  static constexpr std::int32_t other = [] {
    std::int32_t r = Sequence<X>::other;
    ((r = r == first ? Sequence<Rest>::other : r), ...);
    return r;
  }();
  using element = std::tuple<typename Sequence<X>::element, typename Sequence<Rest>::element...>;
};
/// None: what loops have that are not scans.
template <>
struct Sequence<std::tuple<>> {
  static constexpr bool ok = true;
  static constexpr std::int32_t first = 0, other = 0;
  using element = std::tuple<>;
};

/// The results of N steps.
template <class Y, std::int32_t N>
struct Stacked;
template <class T, class S, std::int32_t N>
struct Stacked<Traced<T, S>, N> : std::type_identity<Traced<T, shape_from<with_first(N, dims_of<S>)>>> {};
template <class... Y, std::int32_t N>
struct Stacked<std::tuple<Y...>, N> : std::type_identity<std::tuple<typename Stacked<Y, N>::type...>> {};

template <class R>
inline constexpr bool is_boolean_scalar = false;
template <class R>
  requires requires { typename Form<R>::traced; }
inline constexpr bool is_boolean_scalar<R> = std::is_same_v<typename Form<R>::traced, Traced<bool, Shape<>>>;

}  // namespace detail

namespace diagnose {
template <class Carry, class Returned>
inline constexpr bool carry_keeps_its_type = std::is_same_v<Carry, Returned>;
template <class R>
inline constexpr bool body_returns_carry_and_result = false;
template <class C, class Y>
inline constexpr bool body_returns_carry_and_result<std::tuple<C, Y>> = true;
template <std::int32_t First, std::int32_t Other>
inline constexpr bool sequences_have_one_length = First == Other;
template <class X>
inline constexpr bool is_a_sequence = detail::Sequence<X>::ok;
template <class R>
inline constexpr bool condition_is_a_boolean_scalar = detail::is_boolean_scalar<R>;
}  // namespace diagnose

#define TENON_LOOP_CARRY "a loop's body must keep its carry's dtype, shape and form (carry, what the body returns follow)"
#define TENON_SCAN_BODY "scan: the body must return std::tuple(carry, result of the step) (what it returns follows)"
#define TENON_SCAN_SEQUENCE "scan: a sequence must be a tensor of at least one axis, or a tuple of them (its type follows)"
#define TENON_SCAN_LENGTHS "scan: the first axes of the sequences must have one extent (the first, another follow)"
#define TENON_WHILE_CONDITION "while_loop: the condition must return a boolean scalar (what it returns follows)"

namespace detail {
struct Recomputed {};
}  // namespace detail
/// An option of `scan`, as is `reversed`: reverse mode keeps the carries only, and computes everything else of a step again.
/// Without it, it keeps what is dear.
inline constexpr detail::Recomputed recomputed{};

namespace detail {

/// A loop on (first carry, sequences, args...): gives (last carry, stacked results). `Step::form` says how it runs;
/// `Step{}(position, carry, element, args...)` gives (next carry, result).
template <class Step>
struct Loop {
  template <class Carry, class Xs, class... A>
  constexpr auto operator()(Carry const& init, Xs const& xs, A const&... args) const {
    Builder& b = *TraceBehind{}.first(init, xs, args...);
    List<NodeId> operands;
    RegionForm form = Step::form;
    add_batch_operands(b, operands);
    (Passed<A>::nodes(b, args, operands), ...);
    form.constants = operands.size();
    Form<Carry>::nodes(b, init, operands);
    form.carries = operands.size() - form.constants;
    Form<Xs>::nodes(b, xs, operands);
    form.sequences = operands.size() - form.constants - form.carries;
    constexpr std::int32_t bound = Step::form.bound > 0 ? Step::form.bound : Sequence<Xs>::first;
    form.bound = bound;

    using X = typename Sequence<Xs>::element;
    Region region;
    BatchInside batch(b, operands, form);
    do {  // once, but where a carry comes to depend on the batch
      region.bodies.clear();
      region.bodies.push_back(record<Carry, X, A...>(b, form, operands, batch));
    } while (batch.changes(region.bodies[0].graph, region.bodies[0].results));
    form.stacked = region.bodies[0].results.size() - form.carries;
    region.form = form;
    NodeId const loop = make_loop(b, static_cast<Region&&>(region), operands);

    List<NodeId> results;
    for (int i = 1; i < form.results(); ++i) results.push_back(batch.placed(region_result(b, loop, i), i - 1));
    int at = 0;
    using R = std::remove_cvref_t<decltype(Step{}(std::declval<Traced<std::int32_t, Shape<>> const&>(),
                                                  std::declval<inside<Carry> const&>(), std::declval<X const&>(),
                                                  std::declval<inside<A> const&>()...))>;
    using Ys = typename Stacked<typename Form<std::tuple_element_t<1, R>>::traced, bound>::type;
    auto const last = Form<Carry>::read(b, results, at);
    return std::tuple<typename Form<Carry>::traced, Ys>{last, Form<Ys>::read(b, results, at)};
  }

 private:
  template <class Carry, class X, class... A>
  static constexpr Body record(Builder const& b, RegionForm const& form, List<NodeId> const& operands, BatchInside const& batch) {
    BodyTrace body(b);
    for (int p = 0; p < form.position(); ++p) body.add_parameter(operands[p], p >= form.sequence(0));
    body.follow(batch);
    // Braces fix the order in which parameters are taken.
    std::tuple<inside<A>...> const given{body.template next<A>()...};
    auto const carry = body.template next<Carry>();
    auto const element = body.template next<X>();
    auto const position = body.add_position();
    auto const r = apply_to([&](auto const&... a) { return Step{}(position, carry, element, a...); }, given);
    body.add_results(std::get<0>(r));
    body.add_results(std::get<1>(r));
    return body.finish();
  }
};

template <auto Option, auto Tag>
inline constexpr bool is_option = std::is_same_v<std::remove_cv_t<decltype(Option)>, std::remove_cv_t<decltype(Tag)>>;

template <class F, auto... Option>
struct ScanStep {
  static constexpr RegionForm form = [] {
    RegionForm f;
    f.reversed = (is_option<Option, tenon::reversed> || ...);
    f.recomputes = (is_option<Option, recomputed> || ...);
    return f;
  }();
  template <class C, class X, class... A>
  constexpr auto operator()(Traced<std::int32_t, Shape<>> const&, C const& carry, X const& element, A const&... args) const {
    return F{}(carry, element, args...);
  }
};

template <class F, std::int32_t From, std::int32_t To>
struct ForStep {
  static constexpr RegionForm form = [] {
    RegionForm f;
    f.bound = To > From ? To - From : 0;
    return f;
  }();
  template <class C, class X, class... A>
  constexpr auto operator()(Traced<std::int32_t, Shape<>> const& position, C const& carry, X const& none,
                            A const&... args) const {
    if constexpr (From == 0)
      return std::tuple{F{}(position, carry, args...), none};
    else
      return std::tuple{F{}(position + From, carry, args...), none};
  }
};

/// The carry is (whether to go on, the user's carry): the condition is computed where the next carry is.
template <class Condition, class F, std::int32_t Most>
struct WhileStep {
  static constexpr RegionForm form = [] {
    RegionForm f;
    f.trip = Trip::conditional;
    f.bound = Most;
    return f;
  }();
  template <class C, class X, class... A>
  constexpr auto operator()(Traced<std::int32_t, Shape<>> const&, C const& carry, X const& none, A const&... args) const {
    auto const next = F{}(std::get<1>(carry), args...);
    return std::tuple{std::tuple{Condition{}(next, args...), next}, none};
  }
};

/// The carry alone.
template <class Step, bool While = false>
struct CarryLoop {
  template <class Carry, class... A>
  constexpr auto operator()(Carry const& init, A const&... args) const {
    return std::get<0>(Loop<Step>{}(init, std::tuple<>{}, args...));
  }
};
template <class Condition, class F, std::int32_t Most>
struct WhileLoop {
  template <class Carry, class... A>
  constexpr auto operator()(Carry const& init, A const&... args) const {
    // The first condition is computed outside, on what stands for the carry there.
    Builder& b = *TraceBehind{}.first(init, args...);
    auto const first = read_as<Carry>(b, nodes_of(b, init));
    using C = std::remove_cvref_t<decltype(first)>;
    auto const go_on = Condition{}(first, args...);
    return std::get<1>(std::get<0>(Loop<WhileStep<Condition, F, Most>>{}(
        std::tuple<std::remove_cvref_t<decltype(go_on)>, C>{go_on, first}, std::tuple<>{}, args...)));
  }
};

/// Runs a function that records, in the trace its arguments belong to or in one of its own.
template <class Op, class... A>
constexpr auto in_a_trace(A const&... args) {
  if constexpr (inside_a_trace<A...>)
    return Op{}(args...);
  else
    return Function<Op>{}(args...);
}

/// What a body's carry is inside: as a value of the trace, where it can be one.
template <class Returned>
struct CarryOf : std::type_identity<Returned> {};
template <class Returned>
  requires requires { typename Form<Returned>::traced; }
struct CarryOf<Returned> : std::type_identity<typename Form<Returned>::traced> {};
template <class Returned>
using carry_of = typename CarryOf<Returned>::type;
template <class Carry, class Returned>
inline constexpr bool keeps_carry = !is_broken<Returned> && std::is_same_v<inside<Carry>, carry_of<Returned>>;

}  // namespace detail

/// Goes through sequences, an element of each at a time, with a carry: `scan(f, init, xs, args...)` gives
/// (last carry, the steps' results stacked along a new first axis), where f(carry, x, args...) returns (carry, result).
/// `init` and the results are tensors, numbers or tuples of them, `xs` a tensor or a tuple of tensors with one first extent;
/// what else the body needs, modules too, are the arguments `args`. Options: `scan<reversed>` goes from the last
/// element to the first, `scan<recomputed>` saves memory in reverse mode.
/// The body is compiled once. Reverse mode goes the other way, with memory for N carries and for what is dear in a step.
template <auto... Option, class F, class Carry, class Xs, class... A>
constexpr auto scan(F, Carry const& init, Xs const& xs, A const&... args) {
  // The assertions stand here, as in the loops below: each function between them and the user's line costs a reader three lines.
  static_assert(diagnose::function_has_no_captures<F>, "tn::scan: the body captures something: pass it as an argument");
  using Length = detail::Sequence<Xs>;
  if constexpr (!diagnose::function_has_no_captures<F> || detail::is_broken<Carry> || detail::is_broken<Xs> ||
                (detail::is_broken<A> || ...))
    return std::tuple<Invalid, Invalid>{};
  else if constexpr (!diagnose::is_a_sequence<Xs> || Length::first != Length::other) {
    static_assert(diagnose::is_a_sequence<Xs>, TENON_SCAN_SEQUENCE);
    if constexpr (diagnose::is_a_sequence<Xs>)
      static_assert(diagnose::sequences_have_one_length<Length::first, Length::other>, TENON_SCAN_LENGTHS);
    return std::tuple<Invalid, Invalid>{};
  } else {
    using R = std::remove_cvref_t<decltype(F{}(std::declval<detail::inside<Carry> const&>(),
                                               std::declval<typename Length::element const&>(),
                                               std::declval<detail::inside<A> const&>()...))>;
    if constexpr (detail::is_broken<R>)
      return std::tuple<Invalid, Invalid>{};
    else if constexpr (!diagnose::body_returns_carry_and_result<R>) {
      static_assert(diagnose::body_returns_carry_and_result<R>, TENON_SCAN_BODY);
      return std::tuple<Invalid, Invalid>{};
    } else if constexpr (!detail::keeps_carry<Carry, std::tuple_element_t<0, R>>) {
      using Next = detail::carry_of<std::tuple_element_t<0, R>>;
      static_assert(diagnose::carry_keeps_its_type<detail::inside<Carry>, Next>, TENON_LOOP_CARRY);
      return std::tuple<Invalid, Invalid>{};
    } else
      return detail::in_a_trace<detail::Loop<detail::ScanStep<F, Option...>>>(init, xs, args...);
  }
}

/// carry = f(i, carry, args...) for i in [From, To): `fori_loop<From, To>`; `fori_loop<N>` starts at 0. i is a 32-bit integer
/// scalar.
template <std::int32_t From, std::int32_t... To, class F, class Carry, class... A>
  requires(sizeof...(To) <= 1)
constexpr auto fori_loop(F, Carry const& init, A const&... args) {
  static_assert(diagnose::function_has_no_captures<F>, "tn::fori_loop: the body captures something: pass it as an argument");
  if constexpr (!diagnose::function_has_no_captures<F> || detail::is_broken<Carry> || (detail::is_broken<A> || ...))
    return Invalid{};
  else {
    using R = std::remove_cvref_t<decltype(F{}(std::declval<Traced<std::int32_t, Shape<>> const&>(),
                                               std::declval<detail::inside<Carry> const&>(),
                                               std::declval<detail::inside<A> const&>()...))>;
    if constexpr (!detail::keeps_carry<Carry, R>) {
      if constexpr (!detail::is_broken<R>)
        static_assert(diagnose::carry_keeps_its_type<detail::inside<Carry>, detail::carry_of<R>>, TENON_LOOP_CARRY);
      return Invalid{};
    } else if constexpr (sizeof...(To) == 0)
      return detail::in_a_trace<detail::CarryLoop<detail::ForStep<F, 0, From>>>(init, args...);
    else
      return detail::in_a_trace<detail::CarryLoop<detail::ForStep<F, From, To...>>>(init, args...);
  }
}

/// carry = f(carry, args...) while condition(carry, args...). `while_loop<Most>` stops after `Most` steps, and has a
/// reverse mode, with memory for as many; without it the loop has forward mode only (`jvp`, `jacfwd`).
template <std::int32_t Most = 0, class Condition, class F, class Carry, class... A>
constexpr auto while_loop(Condition, F, Carry const& init, A const&... args) {
  static_assert(diagnose::function_has_no_captures<F> && diagnose::function_has_no_captures<Condition>,
                "tn::while_loop: the body or the condition captures something: pass it as an argument");
  if constexpr (!diagnose::function_has_no_captures<F> || !diagnose::function_has_no_captures<Condition> ||
                detail::is_broken<Carry> || (detail::is_broken<A> || ...))
    return Invalid{};
  else {
    using C = std::remove_cvref_t<decltype(Condition{}(std::declval<detail::inside<Carry> const&>(),
                                                       std::declval<detail::inside<A> const&>()...))>;
    using R = std::remove_cvref_t<decltype(F{}(std::declval<detail::inside<Carry> const&>(),
                                               std::declval<detail::inside<A> const&>()...))>;
    if constexpr (!detail::is_broken<C>) static_assert(diagnose::condition_is_a_boolean_scalar<C>, TENON_WHILE_CONDITION);
    if constexpr (!diagnose::condition_is_a_boolean_scalar<C>)
      return Invalid{};
    else if constexpr (!detail::keeps_carry<Carry, R>) {
      if constexpr (!detail::is_broken<R>)
        static_assert(diagnose::carry_keeps_its_type<detail::inside<Carry>, detail::carry_of<R>>, TENON_LOOP_CARRY);
      return Invalid{};
    } else
      return detail::in_a_trace<detail::WhileLoop<Condition, F, Most>>(init, args...);
  }
}

}  // namespace tenon
