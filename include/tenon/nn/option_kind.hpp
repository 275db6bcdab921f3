// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/module.hpp>
#include <tenon/trace/traced.hpp>

#include <initializer_list>

/// What the options of a parameter are, and the parameter that they make; the rules are in nn/options.hpp.
namespace tenon {

namespace diagnose {
template <class Option, class Gives, bool Is>
inline constexpr bool is_parameter_option = Is;
template <class Options, bool Once>
inline constexpr bool one_option_of_a_kind = Once;
template <class Layer, class Option, bool Has>
inline constexpr bool layer_has_option = Has;
}  // namespace diagnose

#define TENON_NO_PARAMETER_OPTION                                                                                                \
  "parameter: this option is no initializer, regularizer or constraint: called with the parameter it gives neither a scalar "    \
  "nor a tensor of its shape (option, the shape that it gives follow)"
#define TENON_TWO_OPTIONS                                                                                                        \
  "options: two of one kind (the options follow); a parameter has one initializer, one regularizer and one constraint, a layer " \
  "one activation and one group of each name"
#define TENON_NO_SUCH_OPTION                                                                                                     \
  "layer: it has no such option (layer, option follow); those of a parameter of your own stand in its group, as in Kernel<...>"

namespace nn {

/// Of a parameter: it keeps its value, and has neither gradient nor optimizer state.
struct NotTrainable {};

namespace detail {

template <class... O>
struct OptionList {};
template <class... A, class... B>
constexpr OptionList<A..., B...> operator+(OptionList<A...>, OptionList<B...>) {
  return {};
}

}  // namespace detail

/// The base of a group of options.
template <class... Option>
struct ParamGroup {
  using list = detail::OptionList<Option...>;
};

namespace detail {

struct NamedCallOperator {
  void operator()() const;
};
template <class M>
struct CallOperatorProbe : M, NamedCallOperator {};
/// A class that can be called, as far as names tell.
template <class O>
concept Callable =
    std::is_class_v<O> && (std::is_final_v<O> || !requires { &CallOperatorProbe<O>::operator(); } || tenon::detail::HasCall<O>);
/// A class with `fill`, as far as names tell: it is a template, so it has no address.
struct NamedFill {
  void fill() const;
};
template <class O>
struct FillProbe : O, NamedFill {};
template <class O>
concept HasFill = std::is_class_v<O> && !std::is_final_v<O> && !requires { &FillProbe<O>::fill; };
/// A number that an option holds, such as `Epsilon<1e-5>`.
template <class O>
concept HoldsValue = std::is_object_v<decltype(O::value)>;
/// An initializer has one of two functions.
template <class O>
concept InitializerOption = (requires { &O::value; } && !HoldsValue<O>) || HasFill<O> || requires { O::is_initializer; };

/// A custom one is a regularizer or a constraint of a parameter, an activation of a layer.
enum class OptionKind { none, initializer, regularizer, constraint, not_trainable, custom };

/// What an option is as far as names tell.
template <class O>
constexpr OptionKind named_kind() {
  if constexpr (std::is_same_v<O, NotTrainable>)
    return OptionKind::not_trainable;
  else if constexpr (InitializerOption<O>)
    return OptionKind::initializer;
  else if constexpr (requires { O::is_regularizer; })
    return OptionKind::regularizer;
  else if constexpr (requires { O::is_constraint; })
    return OptionKind::constraint;
  else
    return Callable<O> ? OptionKind::custom : OptionKind::none;
}
template <class O>
inline constexpr bool is_named = named_kind<O>() != OptionKind::custom && named_kind<O>() != OptionKind::none;

/// Whether there is at most one initializer, one regularizer and one constraint.
constexpr bool once_each(std::initializer_list<OptionKind> kinds) {
  int count[6] = {};
  for (OptionKind const k : kinds) ++count[int(k)];
  return count[1] < 2 && count[2] < 2 && count[3] < 2;
}

/// The first candidate that is meant, or the last one.
template <bool Is, class O>
struct Candidate {
  using type = O;
};
template <class O, class Next>
constexpr Candidate<true, O> operator|(Candidate<true, O>, Next) {
  return {};
}
template <class O, class Next>
constexpr Next operator|(Candidate<false, O>, Next) {
  return {};
}

/// What names tell of a group: the first of its options that is none of a parameter, and whether there are two of a kind.
/// What is no group has neither.
template <class O>
struct GroupCheck {
  using wrong = void;
  static constexpr bool once = true;
};
template <class... O>
struct GroupCheck<OptionList<O...>> {
  using wrong =
      typename decltype((Candidate < named_kind<O>() == OptionKind::none, O > {} | ... | Candidate<true, void>{}))::type;
  static constexpr bool once = once_each({named_kind<O>()...});
};
template <class G>
  requires requires { typename G::list; }
struct GroupCheck<G> : GroupCheck<typename G::list> {};

/// The shape of what an option makes of a parameter; void if it cannot take one.
template <class O, class X>
struct OptionShape : std::type_identity<void> {};
template <class O, class X>
  requires requires(O const& o, X const& x) { o.call(x); }
struct OptionShape<O, X>
    : std::type_identity<typename decltype(std::declval<O const&>().call(std::declval<X const&>()))::shape_type> {};
template <class O, class X>
  requires(
      !requires(O const& o, X const& x) { o.call(x); } && requires(O const& o, X const& x) { o(x); })
struct OptionShape<O, X> : std::type_identity<typename decltype(std::declval<O const&>()(std::declval<X const&>()))::shape_type> {
};

/// What an option of a parameter of dtype T and shape S is; none if it is nothing.
template <class O, class T, class S>
constexpr OptionKind option_kind() {
  if constexpr (named_kind<O>() != OptionKind::custom)
    return named_kind<O>();
  else {
    using R = typename OptionShape<O, Traced<T, S>>::type;
    return std::is_same_v<R, S>         ? OptionKind::constraint
           : std::is_same_v<R, Shape<>> ? OptionKind::regularizer
                                        : OptionKind::none;
  }
}

/// A parameter one of whose options is nothing. It is a parameter all the same: a class whose own assertion fails is none any
/// more, and the report would tell of everything that names it. Who looks at its module says what is wrong.
template <class Param, class Option, class Gives>
struct WrongParam : Param {
  using Param::Param;
  using Param::operator=;
  static constexpr bool ok = false;
  using param_type = Param;
  using wrong_option = Option;
  using option_gives = Gives;
  static constexpr bool tenon_check() {
    static_assert(diagnose::is_parameter_option<Option, Gives, ok>, TENON_NO_PARAMETER_OPTION);
    return true;
  }
};
template <class Param, class T, class S, class O>
struct ParamOf : std::type_identity<WrongParam<Param, O, typename OptionShape<O, Traced<T, S>>::type>> {};
template <class Param, class T, class S>
struct ParamOf<Param, T, S, void> : std::type_identity<Param> {};

/// The first such parameter of a module, or of the modules in it; `ok` if there is none.
struct NoWrongOption {
  static constexpr bool ok = true;
};
template <class M>
struct WrongOptionIn : std::type_identity<NoWrongOption> {};
template <class M>
  requires requires { typename M::wrong_option; }
struct WrongOptionIn<M> : std::type_identity<M> {};
template <class M, class List>
struct WrongOptionAmong;
template <class M, class... F>
struct WrongOptionAmong<M, tenon::detail::Fields<F...>> {
  template <class G>
  using found = typename WrongOptionIn<std::remove_cvref_t<decltype(G{}(std::declval<M&>()))>>::type;
  using type = typename decltype((tenon::detail::Suspect<NoWrongOption>{} | ... | tenon::detail::Suspect<found<F>>{}))::type;
};
template <Module M>
struct WrongOptionIn<M> : WrongOptionAmong<M, tenon::detail::FieldsOf<M>> {};
/// Whether a parameter of these options is trained. Two of a kind that names tell have been reported with the layer's options.
template <class T, class S, class... O>
constexpr bool is_trainable() {
  static_assert(!GroupCheck<OptionList<O...>>::once ||
                    diagnose::one_option_of_a_kind<OptionList<O...>, once_each({option_kind<O, T, S>()...})>,
                TENON_TWO_OPTIONS);
  return !(std::is_same_v<O, NotTrainable> || ...);
}

template <OptionKind Kind, class Default, class T, class S, class... O>
using OptionOf = typename decltype((Candidate<option_kind<O, T, S>() == Kind, O>{} | ... | Candidate<true, Default>{}))::type;

/// The parameter of a user's options and the layer's defaults.
template <class T, class S, class Mine, class Default>
struct ParamFor;
template <class T, class S, class... O, class... D>
struct ParamFor<T, S, OptionList<O...>, OptionList<D...>> {
  template <OptionKind Kind, class None>
  using option = OptionOf<Kind, OptionOf<Kind, None, T, S, D...>, T, S, O...>;
  using param = BasicParam<T, S, option<OptionKind::initializer, DefaultInit>, typename tenon::detail::DefaultStorage<T, S>::type,
                           option<OptionKind::constraint, Unconstrained>, option<OptionKind::regularizer, Unregularized>,
                           is_trainable<T, S, O...>()>;
  using type = typename ParamOf<param, T, S, OptionOf<OptionKind::none, void, T, S, O...>>::type;
};

/// The parameter that a user names: the report stands where it is named.
template <class T, class S, class Options>
constexpr auto param_with() {
  using P = typename ParamFor<T, S, Options, OptionList<>>::type;
  if constexpr (requires { typename P::wrong_option; }) {
    static_assert(diagnose::is_parameter_option<typename P::wrong_option, typename P::option_gives, P::ok>,
                  TENON_NO_PARAMETER_OPTION);
    return std::type_identity<typename P::param_type>{};
  } else
    return std::type_identity<P>{};
}

/// The options that an option of a layer has for the parameter of group G.
template <class G, bool Main, class O>
struct OptionsFor : std::type_identity<OptionList<>> {};
template <template <class...> class Group, class... Default, bool Main, class... Mine>
struct OptionsFor<Group<Default...>, Main, Group<Mine...>> : std::type_identity<OptionList<Mine...>> {};
template <class G, class O>
  requires is_named<O>
struct OptionsFor<G, true, O> : std::type_identity<OptionList<O>> {};

template <bool Main, class G, class T, class S, class... Options>
using ParamInGroup = typename ParamFor<T, S, decltype((OptionList<>{} + ... + typename OptionsFor<G, Main, Options>::type{})),
                                       typename G::list>::type;

}  // namespace detail
}  // namespace nn
}  // namespace tenon
