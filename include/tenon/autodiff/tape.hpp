// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/phases.hpp>
#include <tenon/autodiff/watch.hpp>
#include <tenon/shape/fail.hpp>

/// Tapes: a value now, its gradients later, without evaluating the function again.
namespace tenon {

/// Makes a tape that may be used again and again.
struct Persistent {};
inline constexpr Persistent persistent{};

namespace diagnose {
template <class Tape>
inline constexpr bool tape_is_moved_from = false;
template <class V>
inline constexpr bool recorded_value_is_scalar =
    function_returns_scalar<typename detail::ValueFacts<V>::value_type, typename detail::ValueFacts<V>::shape_type>;
template <class V, class G>
inline constexpr bool cotangent_fits = detail::CotangentFor<V, G>;
}  // namespace diagnose

#define TENON_TAPE_ONCE                                                                                                          \
  "gradient, pullback: a tape is used once: std::move(tape).gradient(); one that may be used again is made by "                  \
  "tn::tape(tn::persistent, f, ...)"
#define TENON_TAPE_SCALAR                                                                                                        \
  "gradient: the value is no floating-point scalar: give its cotangent, std::move(tape).pullback(g) (type of the value follows)"
#define TENON_TAPE_COTANGENT                                                                                                     \
  "pullback: the cotangent has the dtype, the shape and the form of the value (value, cotangent follow)"

namespace detail {

/// A record at run time: the value, and what the backward phase needs.
template <class Phases, class V>
struct RunRecord {
  RunForm<typename Form<V>::traced> value;
  KeptValues<Phases> values;
  static constexpr std::size_t bytes = Phases::bytes;

  template <class Selection, class G>
  auto pull(G const& g) const {
    RunForm<typename Selection::form> result;
    [&]<std::size_t... K>(std::index_sequence<K...>) {
      values.template run_second<Selection::outputs[K]...>(result, static_cast<plain<G> const&>(g));
    }(std::make_index_sequence<std::size_t(Selection::count)>{});
    return result;
  }
};
/// A record in a traced function: the nodes of the value and of what is watched.
template <class V>
struct TraceRecord {
  typename Form<V>::traced value;
  Builder* builder = nullptr;
  List<NodeId> roots{}, wrt{};
  static constexpr std::size_t bytes = 0;

  template <class Selection, class G>
  constexpr auto pull(G const& g) const {
    List<NodeId> const all = derive(*builder, roots, nodes_of(*builder, g), wrt);
    List<NodeId> selected;
    for (int k = 0; k < Selection::count; ++k) selected.push_back(all[Selection::outputs[std::size_t(k)]]);
    return read_as<typename Selection::form>(*builder, selected);
  }
};

/// Checks what is asked of a tape, and gives it.
template <class Facts, FieldPath... P, class Record>
constexpr auto gradient_of(Record const& record) {
  using V = typename Facts::value;
  using Selection = typename Facts::template SelectionOf<P...>::type;
  static_assert(diagnose::recorded_value_is_scalar<V>, TENON_TAPE_SCALAR);
  if constexpr (!diagnose::recorded_value_is_scalar<V> || !Selection::Wrong::ok)
    return Invalid{};
  else
    return record.template pull<Selection>(typename ValueFacts<V>::value_type{1});
}
template <class Facts, FieldPath... P, class Record, class G>
constexpr auto pullback_of(Record const& record, G const& g) {
  using V = typename Facts::value;
  using X = typename TracedAs<G>::type;
  using Selection = typename Facts::template SelectionOf<P...>::type;
  static_assert(diagnose::cotangent_fits<V, X>, TENON_TAPE_COTANGENT);
  if constexpr (!CotangentFor<V, X> || !Selection::Wrong::ok)
    return Invalid{};
  else
    return record.template pull<Selection>(g);
}

}  // namespace detail

/// What `tape` gives: the value, and once its gradients. `bytes` bytes of copies are kept for them.
template <class Record, class Facts>
class [[nodiscard]] TENON_USED_ONCE Tape {
  template <FieldPath... P>
  using Wrong = typename Facts::template SelectionOf<P...>::type::Wrong;

 public:
  static constexpr std::size_t bytes = Record::bytes;

  constexpr explicit Tape(Record&& record) : record_(static_cast<Record&&>(record)) {}
  constexpr Tape(Tape&& other) noexcept : record_(static_cast<Record&&>(other.record_)), spent_(other.spent_) {
    other.spent_ = true;
  }
  Tape(Tape const&) = delete;
  Tape& operator=(Tape const&) = delete;

  constexpr auto const& value() const { return record_.value; }

  /// The gradients of the value, a scalar, with respect to all that is watched, or to what `wrt<...>` names.
  template <FieldPath... P>
  [[nodiscard]] TENON_USE_ONCE constexpr auto gradient(WithRespectTo<P...> = {}) && {
    Wrong<P...>::report();
    spend();
    return detail::gradient_of<Facts, P...>(record_);
  }
  /// The same for a value of any form, given its cotangent.
  template <class G, FieldPath... P>
  [[nodiscard]] TENON_USE_ONCE constexpr auto pullback(G const& g, WithRespectTo<P...> = {}) && {
    Wrong<P...>::report();
    spend();
    return detail::pullback_of<Facts, P...>(record_, g);
  }
  // A tape with a name is still there afterwards: that it is given away must be said.
  template <FieldPath... P>
  constexpr Invalid gradient(WithRespectTo<P...> = {}) const& {
    static_assert(diagnose::tape_is_moved_from<WithRespectTo<P...>>, TENON_TAPE_ONCE);
    return {};
  }
  template <class G, FieldPath... P>
  constexpr Invalid pullback(G const&, WithRespectTo<P...> = {}) const& {
    static_assert(diagnose::tape_is_moved_from<G>, TENON_TAPE_ONCE);
    return {};
  }

 private:
  Record record_;
  bool spent_ = false;

  constexpr void spend() {
    if (spent_) detail::fail("a tape is used once, this one was before: tn::tape(tn::persistent, f, ...) makes one for more");
    spent_ = true;
  }
};

/// What `tape(persistent, ...)` gives: a tape that may be used again.
template <class Record, class Facts>
class [[nodiscard]] PersistentTape {
  template <FieldPath... P>
  using Wrong = typename Facts::template SelectionOf<P...>::type::Wrong;

 public:
  static constexpr std::size_t bytes = Record::bytes;

  constexpr explicit PersistentTape(Record&& record) : record_(static_cast<Record&&>(record)) {}

  constexpr auto const& value() const { return record_.value; }
  template <FieldPath... P>
  [[nodiscard]] constexpr auto gradient(WithRespectTo<P...> = {}) const {
    Wrong<P...>::report();
    return detail::gradient_of<Facts, P...>(record_);
  }
  template <class G, FieldPath... P>
  [[nodiscard]] constexpr auto pullback(G const& g, WithRespectTo<P...> = {}) const {
    Wrong<P...>::report();
    return detail::pullback_of<Facts, P...>(record_, g);
  }

 private:
  Record record_;
};

namespace detail {

/// What a call of `tape` that was reported gives.
struct BrokenTape {
  static constexpr Invalid value() { return {}; }
  static constexpr Invalid gradient(auto const&...) { return {}; }
  static constexpr Invalid pullback(auto const&...) { return {}; }
};

template <template <class, class> class Kind, class F, class Watched>
struct Recording;
template <template <class, class> class Kind, class F, int... I>
struct Recording<Kind, F, std::integer_sequence<int, I...>> {
  template <class... A>
  static constexpr auto in_trace(A const&... args) {
    Builder& b = *builder_of(args...);
    List<NodeId> wrt;
    auto const value = apply_prepared<F, I...>(b, std::tuple<A const&...>(args...), wrt);
    using V = std::remove_cvref_t<decltype(value)>;
    using Facts = TapeFacts<V, std::integer_sequence<int, I...>, A...>;
    List<NodeId> const roots = nodes_of(b, value);
    return Kind<TraceRecord<V>, Facts>(TraceRecord<V>{read_as<V>(b, roots), &b, roots, wrt});
  }
  template <class V, class... A>
  static auto now(A const&... args) {
    using Derivative = Vjp<F, I...>;
    using Joint = FunctionSource<Derivative, A..., DirectionOf<V>>;
    if constexpr (!FaultOf<Joint>::ok) {
      (void)Function<Derivative>{}(args..., DirectionOf<V>{});  // which says why
      return BrokenTape{};
    } else {
      using Both = Phases<Joint, (0 + ... + Argument<A>::leaves), Result<V>::outputs>;
      using Facts = TapeFacts<V, std::integer_sequence<int, I...>, typename Argument<A>::traced...>;
      RunRecord<Both, V> record;
      record.values.run_first(record.value, args...);
      return Kind<RunRecord<Both, V>, Facts>(static_cast<decltype(record)&&>(record));
    }
  }
};

template <template <class, class> class Kind, class F, class... A>
constexpr auto record_as(A const&... args) {
  using Which = decltype(numbers_of<WatchRule<A>::watched...>());
  if constexpr (!diagnose::function_has_no_captures<F> || (is_broken<typename WatchRule<A>::type> || ...))
    return BrokenTape{};
  else if constexpr (!((TracedValue<typename WatchRule<A>::type> || valid_argument<plain<typename WatchRule<A>::type>>) && ...)) {
    (void)Function<F>{}(unwatched(args)...);  // which says why
    return BrokenTape{};
  } else {
    using V = ResultOf<F, typename TracedAs<typename WatchRule<A>::type>::type...>;
    if constexpr (is_broken<V>)
      return BrokenTape{};
    else if constexpr (!Form<V>::floating) {
      static_assert(diagnose::result_is_floating<V>, TENON_RESULT_NOT_FLOATING);
      return BrokenTape{};
    } else if constexpr ((TracedValue<typename WatchRule<A>::type> || ...))
      return Recording<Kind, F, Which>::in_trace(unwatched(args)...);
    else
      return Recording<Kind, F, Which>::template now<V, plain<typename WatchRule<A>::type>...>(unwatched(args)...);
  }
}

/// Checks a call of `tape`, and makes it.
template <template <class, class> class Kind, class F, class... A>
constexpr auto checked_record(A const&... args) {
  using Integer = typename decltype((Suspect<NoFaultyField>{} | ... | Suspect<WatchCheck<A>>{}))::type;
  constexpr bool some = (WatchRule<A>::watched || ...);
  if constexpr (!some)
    static_assert(diagnose::something_is_watched<plain<A>...>, TENON_TAPE_WATCH);
  else if constexpr (!Integer::ok)
    static_assert(diagnose::watched_is_floating<typename Integer::type>, TENON_TAPE_INTEGER);
  if constexpr (some && Integer::ok)
    return record_as<Kind, F>(args...);
  else
    return BrokenTape{};
}

}  // namespace detail

/// Evaluates f and keeps what its gradients need, a forward phase whose backward phase comes later:
///   auto tape = tn::tape(f, tn::watch(x), model);
///   tape.value();  auto [dx, dmodel] = std::move(tape).gradient();
/// Watched, and thereby what gradients may be taken of, are the parameters of modules, a `Param` and a `Variable`; tensors,
/// numbers and tuples as `watch(x)`; everything else is a constant. Gradients come in the order of the arguments, one alone as
/// itself; `gradient(wrt<1>)`, `gradient(wrt<"encoder.kernel">)` asks for some. The tape copies what it needs: it outlives the
/// arguments, and steps taken on them do not show in it. `tape.bytes`, a constant, says how much that is.
template <class F, class... A>
  requires(!std::is_same_v<F, Persistent>)
constexpr auto tape(F, A const&... args) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::tape: the function captures something: make it an argument or a field of a module");
  return detail::checked_record<Tape, F>(args...);
}
/// The same as a tape that may be used again.
template <class F, class... A>
constexpr auto tape(Persistent, F, A const&... args) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::tape: the function captures something: make it an argument or a field of a module");
  return detail::checked_record<PersistentTape, F>(args...);
}

}  // namespace tenon
