// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/hoist.hpp>
#include <tenon/trace/batch_inside.hpp>
#include <tenon/trace/form.hpp>

/// How the bodies of loops and branches are recorded: functions from values to values, in graphs of their own.
namespace tenon::detail {

/// What a body gets for an argument of type A: the nodes it stands for outside, and what stands for it inside.
template <class A>
struct Passed {
  using inside = typename Form<A>::traced;
  static constexpr void nodes(Builder& b, A const& a, List<NodeId>& to) { Form<A>::nodes(b, a, to); }
  static constexpr inside read(Builder& b, List<NodeId> const& from, int& at, List<Mark*>&) { return Form<A>::read(b, from, at); }
};
/// A module is itself inside, its tensors marked.
template <Module A>
struct Passed<A> {
  using inside = A;
  static constexpr void nodes(Builder& b, A const& a, List<NodeId>& to) {
    for_each_tensor(a, [&](Path const&, auto const& t) { to.push_back(lift(b, t).id); });
  }
  static constexpr A read(Builder& b, List<NodeId> const& from, int& at, List<Mark*>& marks) {
    A m;
    for_each_tensor(m, [&](Path const&, auto& t) {
      Mark* const mark = new Mark{&b, b[from[at++]].attr};
      marks.push_back(mark);
      t.set_mark(mark);
    });
    return m;
  }
};
template <class A>
using inside = typename Passed<A>::inside;

template <class A>
concept Passable = requires { typename Passed<A>::inside; };

/// Whether a value is one of a function being traced.
template <class A>
struct HoldsTraced : IsTraced<A> {};
template <class... A>
struct HoldsTraced<std::tuple<A...>> : std::disjunction<HoldsTraced<A>...> {};
template <class... A>
inline constexpr bool inside_a_trace = (HoldsTraced<A>::value || ...);

/// The builder of the first of some values that has one.
struct TraceBehind {
  template <class A>
  constexpr Builder* operator()(A const& a) const {
    if constexpr (IsTraced<A>::value)
      return a.builder();
    else if constexpr (Module<A>) {
      Builder* b = nullptr;
      for_each_tensor(a, [&b](Path const&, auto const& t) { b = b == nullptr && t.is_marked() ? t.mark().builder : b; });
      return b;
    } else if constexpr (Operand<A> && !std::is_arithmetic_v<A>)
      return trace_of(a);
    else
      return nullptr;
  }
  template <class... A>
  constexpr Builder* operator()(std::tuple<A...> const& a) const {
    return apply_to([](auto const&... x) { return TraceBehind{}.first(x...); }, a);
  }
  template <class... A>
  constexpr Builder* first(A const&... a) const {
    Builder* b = nullptr;
    ((b = b != nullptr ? b : (*this)(a)), ...);
    return b;
  }
};

/// A body in the making: parameters first, then the function on them, then its results.
class BodyTrace {
 public:
  constexpr explicit BodyTrace(Builder const& outside) : outside_(outside) { body_.graph.rewrite = outside.rewrite; }
  constexpr BodyTrace(BodyTrace const&) = delete;
  constexpr ~BodyTrace() {
    for (Mark* m : marks_) delete m;
  }

  /// A parameter of the dtype and shape of a value outside, or of its elements along the first axis.
  constexpr void add_parameter(NodeId value, bool element = false) {
    Node const& n = outside_[value];
    body_.add_parameter(n.dtype, element ? without_first(n.dims) : n.dims);
  }
  /// Follows the batch of the program outside. Its parameters come first.
  constexpr void follow(BatchInside const& batch) {
    batch.follow_in(body_);
    at_ = batch.operands();
  }
  constexpr Traced<std::int32_t, Shape<>> add_position() { return {&body_.graph, body_.add_parameter(DType::i32, Dims{})}; }
  /// What stands for the next argument, of type A: made of the next parameters.
  template <class A>
  constexpr inside<A> next() {
    return Passed<A>::read(body_.graph, body_.parameters, at_, marks_);
  }
  template <class V>
  constexpr void add_results(V const& value) {
    Form<V>::nodes(body_.graph, value, body_.results);
  }
  /// The finished body. A variable that was assigned in it would be lost.
  constexpr Body finish() {
    for (int p = 0; p < body_.parameters.size(); ++p)
      if (NodeId const n = body_.parameters[p]; body_.graph.current[p] != n)
        body_.graph.fail(RecordError::assigned_in_body, body_.graph[n].dtype, body_.graph[n].dims);
    return static_cast<Body&&>(body_);
  }

 private:
  Builder const& outside_;
  Body body_;
  List<Mark*> marks_;
  int at_ = 0;
};

}  // namespace tenon::detail
