// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/loop.hpp>

/// Branches of traced functions: one node each. Only the body that is chosen runs.
namespace tenon {

namespace detail {

template <class X>
inline constexpr bool is_integer_scalar = false;
template <class X>
  requires requires { typename Form<X>::traced; }
inline constexpr bool is_integer_scalar<X> = [] {
  using V = typename Form<X>::traced;
  if constexpr (IsTraced<V>::value)
    return V::rank == 0 && std::is_integral_v<typename V::value_type> && !std::is_same_v<typename V::value_type, bool>;
  else
    return false;
}();

template <class F, class... A>
using BranchResult = std::remove_cvref_t<decltype(F{}(std::declval<inside<A> const&>()...))>;
template <class R>
struct FormOfResult : std::type_identity<R> {};
template <class R>
  requires requires { typename Form<R>::traced; }
struct FormOfResult<R> : std::type_identity<typename Form<R>::traced> {};

/// Runs body number `index` on the arguments.
template <class... F>
struct Branch {
  template <class I, class... A>
  constexpr auto operator()(I const& index, A const&... args) const {
    Builder& b = *TraceBehind{}.first(index, args...);
    List<NodeId> operands = nodes_of(b, index);
    operands[0] = cast(b, operands[0], DType::i32);
    add_batch_operands(b, operands);
    (Passed<A>::nodes(b, args, operands), ...);
    Region region;
    region.form.is_loop = false;
    RegionForm given;  // as in a loop, what the bodies take
    given.constants = operands.size() - 1;
    List<NodeId> taken;
    for (int k = 1; k < operands.size(); ++k) taken.push_back(operands[k]);
    BatchInside batch(b, taken, given);
    (region.bodies.push_back(record<F, A...>(b, taken, batch)), ...);
    for (Body& body : region.bodies) batch.join(body.graph, body.results);
    using R = typename Form<BranchResult<std::tuple_element_t<0, std::tuple<F...>>, A...>>::traced;
    int const count = region.bodies[0].results.size();
    NodeId const branch = make_region(b, static_cast<Region&&>(region), operands);
    List<NodeId> results;
    for (int i = 0; i < count; ++i) results.push_back(batch.placed(region_result(b, branch, i), i));
    return read_as<R>(b, results);
  }

 private:
  template <class G, class... A>
  static constexpr Body record(Builder const& b, List<NodeId> const& taken, BatchInside const& batch) {
    BodyTrace body(b);
    for (NodeId const n : taken) body.add_parameter(n);
    body.follow(batch);
    std::tuple<inside<A>...> const given{body.template next<A>()...};
    body.add_results(apply_to(G{}, given));
    return body.finish();
  }
};

}  // namespace detail

namespace diagnose {
template <class First, class Other>
inline constexpr bool branches_give_one_type = std::is_same_v<First, Other>;
template <class X>
inline constexpr bool choice_is_a_boolean_scalar = detail::is_boolean_scalar<X>;
template <class X>
inline constexpr bool choice_is_an_integer_scalar = detail::is_integer_scalar<X>;
}  // namespace diagnose

#define TENON_BRANCHES "cond, switch_case: all branches must give one dtype, shape and form (that of the first, another's follow)"

namespace detail {

/// The first branch whose results have another form than the first's.
template <class First, class... R>
struct OtherBranch : std::type_identity<First> {};
template <class First, class R, class... Rest>
struct OtherBranch<First, R, Rest...>
    : std::conditional_t<std::is_same_v<First, R>, OtherBranch<First, Rest...>, std::type_identity<R>> {};

template <class... F>
struct Branches {
  /// The form that the results of the first branch have, and that of others; `Invalid` where an error was reported.
  template <class... A>
  static constexpr auto forms() {
    if constexpr ((is_broken<BranchResult<F, A...>> || ...))
      return std::type_identity<std::pair<Invalid, Invalid>>{};
    else {
      using First = typename FormOfResult<BranchResult<std::tuple_element_t<0, std::tuple<F...>>, A...>>::type;
      using Other = typename OtherBranch<First, typename FormOfResult<BranchResult<F, A...>>::type...>::type;
      return std::type_identity<std::pair<First, Other>>{};
    }
  }
  template <class... A>
  using of = typename decltype(forms<A...>())::type;
};

}  // namespace detail

/// The functions that `switch_case` chooses from.
template <class... F>
constexpr detail::Branches<F...> branches(F...) {
  static_assert((diagnose::function_has_no_captures<F> && ...),
                "tn::branches: a branch captures something: pass it as an argument");
  return {};
}

/// Branch number `index`, of those given, on the arguments: `switch_case(i, branches(f, g, h), x...)`. An index below 0 runs
/// the first, one that is too large the last. All give values of one form. Only the one that is chosen runs; its derivative
/// is computed by the same choice, from values that are computed again.
template <class I, class... F, class... A>
constexpr auto switch_case(I const& index, detail::Branches<F...>, A const&... args) {
  if constexpr (!(diagnose::function_has_no_captures<F> && ...) || detail::is_broken<I> || (detail::is_broken<A> || ...))
    return Invalid{};
  else {
    static_assert(diagnose::choice_is_an_integer_scalar<I>,
                  "switch_case: the index must be an integer scalar (its type follows)");
    if constexpr (!detail::is_integer_scalar<I>)
      return Invalid{};
    else {
      using Forms = typename detail::Branches<F...>::template of<A...>;
      using First = typename Forms::first_type;
      using Other = typename Forms::second_type;
      static_assert(diagnose::branches_give_one_type<First, Other>, TENON_BRANCHES);
      if constexpr (detail::is_broken<First> || !diagnose::branches_give_one_type<First, Other>)
        return Invalid{};
      else
        return detail::in_a_trace<detail::Branch<F...>>(index, args...);
    }
  }
}

/// f(args...) where the condition, a boolean scalar, is true, else g(args...): what `if` is where the condition is not known
/// while the function is traced. Only one of them runs; `where` computes both, element by element.
template <class C, class F, class G, class... A>
constexpr auto cond(C const& condition, F, G, A const&... args) {
  static_assert(diagnose::function_has_no_captures<F> && diagnose::function_has_no_captures<G>,
                "tn::cond: a branch captures something: pass it as an argument");
  if constexpr (!diagnose::function_has_no_captures<F> || !diagnose::function_has_no_captures<G> || detail::is_broken<C> ||
                (detail::is_broken<A> || ...))
    return Invalid{};
  else {
    static_assert(diagnose::choice_is_a_boolean_scalar<C>, "cond: the condition must be a boolean scalar (its type follows)");
    if constexpr (!detail::is_boolean_scalar<C>)
      return Invalid{};
    else {
      using Forms = typename detail::Branches<F, G>::template of<A...>;
      using First = typename Forms::first_type;
      using Other = typename Forms::second_type;
      static_assert(diagnose::branches_give_one_type<First, Other>, TENON_BRANCHES);
      if constexpr (detail::is_broken<First> || !diagnose::branches_give_one_type<First, Other>)
        return Invalid{};
      else
        return detail::in_a_trace<detail::Branch<G, F>>(condition, args...);
    }
  }
}

/// a where the condition is true, else b, element by element: `where` by another name.
template <class C, class A, class B>
constexpr auto select(C&& condition, A&& a, B&& b) {
  return where(static_cast<C&&>(condition), static_cast<A&&>(a), static_cast<B&&>(b));
}

}  // namespace tenon
