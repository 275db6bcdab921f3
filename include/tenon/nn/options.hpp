// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/activation.hpp>
#include <tenon/nn/constraint.hpp>
#include <tenon/nn/initializer.hpp>
#include <tenon/nn/option_kind.hpp>
#include <tenon/nn/regularizer.hpp>

/// How layers are told what they are made of. The options of a layer are types, in any order:
///
///   Dense<30, Relu, Kernel<HeNormal, L2<1e-4>, MaxNorm<2>>, Bias<Ones>>
///   Dense<30, Relu, HeNormal, NoBias>                   // what stands alone is the main parameter's, here the kernel's
///   Dense<1, Kernel<MyInitializer, MyPenalty, MyConstraint, NotTrainable>>
///
/// A group (`Kernel`, `Bias`, ...) holds the options of the parameter of that name, in any order too: an initializer, a
/// regularizer, a constraint, `NotTrainable`. Those of your own stand in a group and are told apart by what they are: an
/// initializer has `value` or `fill` (nn/initializer.hpp); of the others, called with the parameter, a constraint gives a tensor
/// of its shape and a regularizer a scalar. (A regularizer for scalar parameters says `static constexpr bool is_regularizer =
/// true`.) A class that can be called and is none of this is the layer's activation.
///
/// How a layer is written: spec and built layer have the same options, out of which the layer picks its own.
///
///   template <std::size_t In, std::size_t Units, class... Options>
///   struct DenseLayer {
///     using T = dtype_option<float, Options...>;
///     MainParam<Kernel<GlorotUniform>, T, Shape<In, Units>, Options...> kernel;                  // with its defaults
///     OptionalParam<has_bias<Options...>, Bias<Zeros>, T, Shape<Units>, Options...> bias;        // or nothing
///     TENON_MODULE(DenseLayer, kernel, bias);
///     constexpr auto call(auto const& x) const { return activation_option<Linear, Options...>{}(...); }
///   };
///   template <std::size_t Units, class... Options>
///   struct Dense {
///     using option_list = LayerOptions<Dense, ActivationOption, Main<Kernel<>>, Bias<>, NoBias, Dtype<>>;   // those it has
///     using option_check = CheckedOptions<option_list, Options...>;                 // what a Sequential asks first
///     template <class In> static constexpr bool accepts = check_options<option_list, Options...>() && ...;
///     ...
///   };
namespace tenon::nn {

// ---- Groups: the options of the parameters of these names. A layer may define more.

template <class... Option>
struct Kernel : ParamGroup<Option...> {};
template <class... Option>
struct Bias : ParamGroup<Option...> {};
template <class... Option>
struct RecurrentKernel : ParamGroup<Option...> {};
template <class... Option>
struct DepthwiseKernel : ParamGroup<Option...> {};
template <class... Option>
struct PointwiseKernel : ParamGroup<Option...> {};
template <class... Option>
struct Embeddings : ParamGroup<Option...> {};
template <class... Option>
struct Gamma : ParamGroup<Option...> {};
template <class... Option>
struct Beta : ParamGroup<Option...> {};
template <class... Option>
struct Alpha : ParamGroup<Option...> {};
template <class... Option>
struct Scale : ParamGroup<Option...> {};

// ---- Other options of layers.

/// It has no bias; it has nothing trained that scales.
struct NoBias {};
struct NoScale {};
/// The dtype of its parameters.
template <class T = float>
struct Dtype {};

/// In a layer's list: an activation, and the group to which options belong that stand alone.
struct ActivationOption {};
template <class Group>
struct Main {};

// ---- What a layer takes out of its options.

/// A parameter with options, outside of layers that take some: `ParamWith<Kernel<HeNormal, L2<>>, float, 8, 30>`.
template <class Group, class T, std::size_t... D>
using ParamWith = typename decltype(detail::param_with<T, Shape<D...>, typename Group::list>())::type;
/// The parameter of a group, which holds its defaults.
template <class Group, class T, class S, class... Options>
using LayerParam = detail::ParamInGroup<false, Group, T, S, Options...>;
/// The same for the main one, to which options belong that stand alone.
template <class Group, class T, class S, class... Options>
using MainParam = detail::ParamInGroup<true, Group, T, S, Options...>;

/// A parameter that is not there: a module without fields.
template <class Group>
struct Absent {
  TENON_MODULE(Absent);
};
namespace detail {
template <bool Has, class Group, class T, class S, class... Options>
struct OptionalFor : std::type_identity<Absent<Group>> {};
template <class Group, class T, class S, class... Options>
struct OptionalFor<true, Group, T, S, Options...> : std::type_identity<LayerParam<Group, T, S, Options...>> {};
}  // namespace detail
template <bool Has, class Group, class T, class S, class... Options>
using OptionalParam = typename detail::OptionalFor<Has, Group, T, S, Options...>::type;

/// Whether an option is among a layer's.
template <class Option, class... Options>
inline constexpr bool has_option = (std::is_same_v<Options, Option> || ...);
template <class... Options>
inline constexpr bool has_bias = !has_option<NoBias, Options...>;

namespace detail {
/// The first option derived from `Kind`, or the default.
template <class Kind, class Default, class... Options>
using option_of_kind =
    typename decltype((Candidate<std::is_base_of_v<Kind, Options>, Options>{} | ... | Candidate<true, Default>{}))::type;
template <class O>
struct DtypeOption : Candidate<false, O> {};
template <class T>
struct DtypeOption<Dtype<T>> : Candidate<true, T> {};
template <class O>
inline constexpr bool is_activation = named_kind<O>() == OptionKind::custom;
}  // namespace detail

/// The dtype of a layer's parameters.
template <class Default, class... Options>
using dtype_option = typename decltype((detail::DtypeOption<Options>{} | ... | detail::Candidate<true, Default>{}))::type;
/// Its activation, a class that can be called and is nothing else.
template <class Default, class... Options>
using activation_option = typename decltype((detail::Candidate<detail::is_activation<Options>, Options>{} | ... |
                                             detail::Candidate<true, Default>{}))::type;

// ---- What a layer has.

/// The options that a layer has: groups, of which one may be `Main`, single options, and bases of options with arguments.
template <class Layer, class... Listed>
struct LayerOptions {};

namespace detail {

/// Whether an option is the one that a layer lists as L.
template <class L, class O>
inline constexpr bool is_listed_as = std::is_same_v<L, O> || std::is_base_of_v<L, O>;
template <template <class...> class Group, class... L, class... O>
inline constexpr bool is_listed_as<Group<L...>, Group<O...>> = true;
template <class O>
inline constexpr bool is_listed_as<ActivationOption, O> = is_activation<O>;
template <class G, class O>
inline constexpr bool is_listed_as<Main<G>, O> = is_listed_as<G, O>;
/// Whether it stands alone and is the main parameter's.
template <class L, class O>
inline constexpr bool is_of_main = false;
template <class G, class O>
inline constexpr bool is_of_main<Main<G>, O> = is_named<O>;

/// An option as a message names it: one that the layer does not have, or one in a group that is none of a parameter.
template <class Layer, class O, bool Ok>
struct CheckedOption {
  static constexpr bool ok = Ok;
  using layer = Layer;
  using option = O;
};

template <class List>
struct OptionCheck;
template <class Layer, class... L>
struct OptionCheck<LayerOptions<Layer, L...>> {
  template <class O>
  static constexpr bool has = ((is_listed_as<L, O> || is_of_main<L, O>) || ...);
  template <class Listed, class... O>
  static constexpr bool once = (int(is_listed_as<Listed, O>) + ... + 0) <= 1;
  template <class... O>
  static constexpr bool each_once = (once<L, O...> && ...) && once_each({named_kind<O>()...}) && (GroupCheck<O>::once && ...);
  template <class O>
  static constexpr auto suspect() {
    using Inside = typename GroupCheck<O>::wrong;
    return tenon::detail::Suspect<
        CheckedOption<Layer, std::conditional_t<has<O>, Inside, O>, has<O> && std::is_void_v<Inside>>>{};
  }
  template <class... O>
  using first_wrong = typename decltype((tenon::detail::Suspect<CheckedOption<Layer, void, true>>{} | ... | suspect<O>()))::type;
};

}  // namespace detail

/// What a spec says of its options as `option_check`: a Sequential asks before anything else, so that a message is a few lines.
template <class List, class... Options>
struct CheckedOptions {
  using wrong = typename detail::OptionCheck<List>::template first_wrong<Options...>;
  using given = detail::OptionList<Options...>;
  static constexpr bool known = wrong::ok;
  static constexpr bool once = !known || detail::OptionCheck<List>::template each_once<Options...>;
  static constexpr bool ok = known && once;
};

/// Reports an option that the layer does not have, and two of a kind. It is true, so that what follows is silent.
template <class List, class... Options>
constexpr bool check_options() {
  using Check = detail::OptionCheck<List>;
  using Wrong = typename Check::template first_wrong<Options...>;
  static_assert(diagnose::layer_has_option<typename Wrong::layer, typename Wrong::option, Wrong::ok>, TENON_NO_SUCH_OPTION);
  constexpr bool once = !Wrong::ok || Check::template each_once<Options...>;
  static_assert(diagnose::one_option_of_a_kind<detail::OptionList<Options...>, once>, TENON_TWO_OPTIONS);
  return true;
}

}  // namespace tenon::nn
