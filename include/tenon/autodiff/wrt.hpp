// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/leaves.hpp>

/// What a derivative is taken with respect to, by name: arguments, and fields inside them.
namespace tenon {

/// The place of an argument or of a part of one, as a template argument: "1.encoder.kernel", 2.
template <std::size_t N>
struct FieldPath {
  char text[N] = {};
  constexpr FieldPath(char const (&s)[N]) {  // not explicit: that is its use
    for (std::size_t i = 0; i < N; ++i) text[i] = s[i];
  }
  constexpr FieldPath(int argument) {
    int ten = 1;
    while (argument / ten >= 10) ten *= 10;
    for (std::size_t i = 0; ten > 0; ten /= 10) text[i++] = static_cast<char>('0' + argument / ten % 10);
  }
};
FieldPath(int) -> FieldPath<12>;

/// `tn::wrt<0, "encoder.kernel">` in a call of `grad` and its like. A number is an argument. A text is the path of a tensor, or
/// of a module, from the first argument that is a module; "1.kernel" starts at argument 1, and tuples have numbers too. Gradients
/// come in the order in which they are asked for, one alone as itself. A path may lead to what is no parameter, as long as it is
/// floating point; that to a module stands for its parameters.
template <FieldPath... P>
struct WithRespectTo {};
template <FieldPath... P>
inline constexpr WithRespectTo<P...> wrt{};

namespace detail {
template <class X>
struct DerivativePart;
}  // namespace detail

namespace diagnose {
/// The paths there are, in a message.
template <FieldPath... P>
struct there_is {};
template <FieldPath P, class Paths, bool Exists>
inline constexpr bool path_exists = Exists;
template <FieldPath P, class Part>
inline constexpr bool path_leads_to_floats = detail::DerivativePart<Part>::ok;
}  // namespace diagnose

#define TENON_NO_SUCH_PATH                                                                                                       \
  "wrt: no argument or field has this path; a path starts at the first argument that is a module, or with the number of an "     \
  "argument (path, those that exist follow)"
#define TENON_PATH_NOT_FLOATING                                                                                                  \
  "gradient: what this argument or path leads to is not floating point (path, type follow); name what to differentiate, as "     \
  "tn::wrt<0, \"encoder.kernel\">"

namespace detail {

constexpr FieldPath<12> argument_path(int i) { return {i}; }
inline constexpr FieldPath<1> no_path{""};

constexpr bool is_digit(char c) { return '0' <= c && c <= '9'; }
/// Where the part of a path that starts at `at` ends.
template <FieldPath P>
constexpr std::size_t end_of_part(std::size_t at) {
  while (P.text[at] != 0 && P.text[at] != '.') ++at;
  return at;
}
/// Whether a part that starts at `at` would start behind the end of the path.
template <FieldPath P>
constexpr bool is_behind_end(std::size_t at) {
  return at > 0 && P.text[at - 1] == 0;
}
/// The part as a number, -1 where it is none.
template <FieldPath P>
constexpr int number_at(std::size_t at) {
  int n = is_digit(P.text[at]) ? 0 : -1;
  for (; is_digit(P.text[at]) && n < 10000; ++at) n = 10 * n + (P.text[at] - '0');
  return P.text[at] == 0 || P.text[at] == '.' ? n : -1;
}
template <FieldPath P>
constexpr bool is_part(char const* name, std::size_t at, std::size_t end) {
  for (; at < end; ++at, ++name)
    if (*name != P.text[at]) return false;
  return *name == 0;
}
template <FieldPath P, std::size_t At, class... F>
constexpr int field_number(Fields<F...>) {
  int found = -1, i = 0;
  ((found = is_part<P>(F::c_str(), At, end_of_part<P>(At)) ? i : found, ++i), ...);
  return found;
}
template <int I, class M, class... F>
constexpr auto& field_at(M& m, Fields<F...>) {
  return std::tuple_element_t<std::size_t(I), std::tuple<F...>>{}(m);
}

/// What a path that does not exist leads to.
struct Missing {};
inline constexpr Missing missing{};

/// The part of x that a path leads to, from its letter At on.
template <FieldPath P, std::size_t At, class X>
constexpr auto const& part_of(X const& x) {
  if constexpr (is_behind_end<P>(At))
    return x;
  else if constexpr (Module<X>) {
    constexpr int i = field_number<P, At>(FieldsOf<X>{});
    if constexpr (i >= 0)
      return part_of<P, end_of_part<P>(At) + 1>(field_at<i>(x, FieldsOf<X>{}));
    else
      return missing;
  } else if constexpr (requires { std::tuple_size<X>::value; }) {
    constexpr int i = number_at<P>(At);
    if constexpr (i >= 0 && i < int(std::tuple_size_v<X>))
      return part_of<P, end_of_part<P>(At) + 1>(std::get<std::size_t(i)>(x));
    else
      return missing;
  } else
    return missing;
}

/// A path among arguments of types A: which argument it starts at, -1 where there is none, and at which letter it goes on.
template <FieldPath P, class... A>
struct PathStart {
  static constexpr bool numbered = is_digit(P.text[0]);
  static constexpr int argument = [] {
    int first = -1, i = 0;
    ((first = first < 0 && Module<A> ? i : first, ++i), ...);
    int const n = number_at<P>(0);
    return !numbered ? first : n < int(sizeof...(A)) ? n : -1;
  }();
  static constexpr std::size_t letter = numbered ? end_of_part<P>(0) + 1 : 0;

  /// The part of the arguments, or of what stands for them, that the path leads to.
  template <class... X>
  static constexpr auto const& get(std::tuple<X...> const& x) {
    if constexpr (argument >= 0)
      return part_of<P, letter>(std::get<std::size_t(argument)>(x));
    else
      return missing;
  }
  using part = std::remove_cvref_t<decltype(get(std::declval<std::tuple<A...> const&>()))>;
  static constexpr bool exists = !std::is_same_v<part, Missing>;
};

/// What a path may lead to: the form of its gradient, and its nodes in order.
template <class X>
struct DerivativePart {
  static constexpr bool ok = [] {
    if constexpr (Module<X>)
      return Wrt<X>::differentiable && parameter_count<X> > 0;
    else if constexpr (requires { Wrt<X>::differentiable; })
      return Wrt<X>::differentiable;
    else
      return false;
  }();
  static constexpr void nodes(Builder& b, X const& x, List<NodeId>& to) {
    if constexpr (Module<X>)
      for_each_param(x, [&](auto const& p) { to.push_back(lift(b, p).id); });
    else if constexpr (requires { std::tuple_size<X>::value; })
      apply_to([&]<class... Y>(Y const&... y) { (DerivativePart<Y>::nodes(b, y, to), ...); }, x);
    else
      Form<X>::nodes(b, x, to);
  }
};

// ---- The paths that a message names.

template <class... Lists>
struct JoinedPaths : std::type_identity<diagnose::there_is<>> {};
template <FieldPath... P>
struct JoinedPaths<diagnose::there_is<P...>> : std::type_identity<diagnose::there_is<P...>> {};
template <FieldPath... P, FieldPath... Q, class... Rest>
struct JoinedPaths<diagnose::there_is<P...>, diagnose::there_is<Q...>, Rest...>
    : JoinedPaths<diagnose::there_is<P..., Q...>, Rest...> {};

template <std::size_t N, std::size_t M>
constexpr auto path_joined(FieldPath<N> const& a, FixedString<M> const& b) {
  char text[N + M] = {};
  std::size_t n = 0;
  for (; a.text[n] != 0; ++n) text[n] = a.text[n];
  if (n > 0) text[n++] = '.';
  for (std::size_t i = 0; i < M; ++i) text[n + i] = b.text[i];
  return FieldPath<N + M>(text);
}
/// The same without what follows the end of the text.
template <FieldPath P>
constexpr auto path_trimmed() {
  constexpr std::size_t n = [] {
    std::size_t i = 0;
    while (P.text[i] != 0) ++i;
    return i + 1;
  }();
  char text[n] = {};
  for (std::size_t i = 0; i < n; ++i) text[i] = P.text[i];
  return FieldPath<n>(text);
}

/// The paths of the tensors in an X that a derivative can be taken with respect to, all behind `From`.
template <FieldPath From, class X>
struct PathsIn : std::conditional<DerivativePart<X>::ok, diagnose::there_is<path_trimmed<From>()>, diagnose::there_is<>> {};
template <FieldPath From, class M, class List>
struct PathsOfFields;
template <FieldPath From, class M, class... F>
struct PathsOfFields<From, M, Fields<F...>>
    : JoinedPaths<typename PathsIn<path_joined(From, F::text), std::remove_cvref_t<decltype(F{}(std::declval<M&>()))>>::type...> {
};
template <FieldPath From, class M>
  requires Module<M>
struct PathsIn<From, M> : PathsOfFields<From, M, FieldsOf<M>> {};

/// Those of the arguments that a path may have been meant for.
template <FieldPath P, class Seq, class... A>
struct PathsLike;
template <FieldPath P, std::size_t... I, class... A>
struct PathsLike<P, std::index_sequence<I...>, A...> {
  using start = PathStart<P, A...>;
  template <std::size_t J, class X>
  static constexpr auto one() {
    if constexpr (start::numbered || start::argument < 0)
      return typename PathsIn<argument_path(int(J)), X>::type{};
    else if constexpr (start::argument == int(J))
      return typename PathsIn<no_path, X>::type{};
    else
      return diagnose::there_is<>{};
  }
  using type = typename JoinedPaths<decltype(one<I, A>())...>::type;
};

/// A path among arguments of types A, as it is checked.
template <FieldPath P, class... A>
struct CheckedPath {
  using start = PathStart<P, A...>;
  static constexpr bool ok = start::exists && DerivativePart<typename start::part>::ok;
  /// Reports what is wrong with it: it does not exist, or leads to nothing with a derivative.
  static constexpr bool report() {
    if constexpr (!start::exists) {
      using Paths = typename PathsLike<P, std::index_sequence_for<A...>, A...>::type;
      static_assert(diagnose::path_exists<path_trimmed<P>(), Paths, start::exists>, TENON_NO_SUCH_PATH);
    } else
      static_assert(diagnose::path_leads_to_floats<path_trimmed<P>(), typename start::part>, TENON_PATH_NOT_FLOATING);
    return ok;
  }
};
struct RightPath {
  static constexpr bool ok = true;
  static constexpr bool report() { return true; }
};
/// The first wrong one of some paths, of those to whole arguments where there is none.
template <class Seq, class Paths, class... A>
struct FirstWrongPath;
template <std::size_t... I, FieldPath... P, class... A>
struct FirstWrongPath<std::index_sequence<I...>, WithRespectTo<P...>, A...>
    : decltype((Suspect<RightPath>{} | ... | Suspect<CheckedPath<P, A...>>{})) {};
template <std::size_t... I, class... A>
struct FirstWrongPath<std::index_sequence<I...>, WithRespectTo<>, A...>
    : FirstWrongPath<std::index_sequence<I...>, WithRespectTo<argument_path(int(I))...>, A...> {};
template <class Paths, class... A>
using WrongPath = typename FirstWrongPath<std::index_sequence_for<A...>, Paths, A...>::type;

/// Applies F, its derivative to be taken with respect to what the paths name: notes the nodes.
template <class F, FieldPath... P, class... A>
constexpr auto apply_selected(Builder& b, std::tuple<A const&...> const& args, List<NodeId>& wrt) {
  List<NodeId> unused;
  auto const arguments = prepared<PathStart<P, A...>::argument...>(b, args, unused);
  (DerivativePart<typename PathStart<P, A...>::part>::nodes(b, PathStart<P, A...>::get(arguments), wrt), ...);
  return apply_to(F{}, arguments);
}

/// The numbers of those arguments that are no constants of the compiler, as a list of integers.
template <class Seq, class... A>
struct VariableNumbers;
template <std::size_t... I, class... A>
struct VariableNumbers<std::index_sequence<I...>, A...> {
  static constexpr int count = (0 + ... + !is_compile_time<A>);
  static constexpr int nth(int k) {
    int found = -1, i = 0;
    ((found = !is_compile_time<A> && k-- == 0 ? i : found, ++i), ...);
    return found;
  }
  template <class Count>
  struct List;
  template <int... K>
  struct List<std::integer_sequence<int, K...>> : std::type_identity<std::integer_sequence<int, nth(K)...>> {};
  using type = typename List<std::make_integer_sequence<int, count>>::type;
};
template <class Seq, class... A>
using VariableArguments = typename VariableNumbers<Seq, A...>::type;

/// One alone as itself, several as a tuple.
template <class X>
constexpr X alone_or_all(std::tuple<X> x) {
  return std::get<0>(x);
}
template <class... X>
constexpr std::tuple<X...> alone_or_all(std::tuple<X...> x) {
  return x;
}

}  // namespace detail
}  // namespace tenon
