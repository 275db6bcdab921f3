// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/gradient.hpp>

/// What stands in front of gradients, Jacobians and Hessians: the checks of a call, in one place.
namespace tenon {

namespace detail {

/// Whether argument I, of type A, is differentiated: without numbers, all are that are no constants.
template <class Seq, std::size_t I, class A>
inline constexpr bool chosen = false;
template <int... Chosen, std::size_t I, class A>
inline constexpr bool chosen<std::integer_sequence<int, Chosen...>, I, A> =
    sizeof...(Chosen) == 0 ? !is_compile_time<A> : ((std::size_t(Chosen) == I) || ...);

/// dtype and shape of what a function returned; a number is a scalar.
template <class V>
struct ValueFacts {
  using value_type = void;
  using shape_type = void;
};
template <Operand V>
struct ValueFacts<V> : Arg<typename V::value_type, typename V::shape_type> {};
template <class V>
  requires std::is_arithmetic_v<V>
struct ValueFacts<V> : Arg<V, Shape<>> {};

constexpr int largest(int a, auto... rest) {
  ((a = rest > a ? rest : a), ...);
  return a;
}

/// The first chosen argument that does not meet a demand, `Demand<number, type>::ok`.
template <template <int, class> class Demand, class Seq, class Indices, class... A>
struct FirstUnmet;
template <template <int, class> class Demand, class Seq, std::size_t... I, class... A>
struct FirstUnmet<Demand, Seq, std::index_sequence<I...>, A...>
    : decltype((Suspect<NoFaultyField>{} | ... |
                Suspect<std::conditional_t<chosen<Seq, I, A>, Demand<int(I), A>, NoFaultyField>>{})) {};
template <template <int, class> class Demand, class Seq, std::size_t... I, class... A>
  requires((!chosen<Seq, I, A> || Demand<int(I), A>::ok) && ...)
struct FirstUnmet<Demand, Seq, std::index_sequence<I...>, A...> : std::type_identity<NoFaultyField> {};

/// What a call that was reported gives: it can still be taken apart. `N` is the number of arguments that were differentiated.
template <class Derived, std::size_t N>
struct BrokenGradient : std::type_identity<Invalid> {};

}  // namespace detail

namespace diagnose {
template <class Argument>
inline constexpr bool argument_is_floating = Argument::ok;
template <class Argument>
inline constexpr bool argument_is_a_floating_tensor = Argument::ok;
template <class T, class S>
inline constexpr bool function_returns_scalar = std::is_floating_point_v<T> && std::is_same_v<S, Shape<>>;
template <class V, bool Ok>
inline constexpr bool result_is_a_floating_tensor = Ok;
template <class Got, class Range>
inline constexpr bool argument_exists = Range::contains(Got::value);
template <int Argument, class X, bool Is>
inline constexpr bool elements_are_independent = Is;
}  // namespace diagnose

#define TENON_GRAD_OF_INTEGER                                                                                                    \
  "grad: an argument is not floating point (number, type follow); name the ones to differentiate: tn::grad<0, 2>(f)"
#define TENON_GRAD_OF_TENSOR "grad: the function must return a floating-point scalar; use sum or mean (dtype, shape follow)"
#define TENON_JACOBIAN_ARGUMENT                                                                                                  \
  "jacfwd, jacrev, hessian: an argument is no floating-point tensor (number, type follow); name the ones to differentiate, as "  \
  "tn::jacfwd<0, 2>(f)"
#define TENON_JACOBIAN_RESULT                                                                                                    \
  "jacfwd, jacrev: the result is no floating-point tensor, for jacfwd no tuple of them either (its type follows)"
#define TENON_NOT_SEPARABLE                                                                                                      \
  "hessian_diagonal: the function is not a sum of functions of one element each: something in it couples elements of this "      \
  "argument, or cannot be looked into (number, argument follow); use tn::hessian or tn::hvp"

/// A derived function: `Derived` records it; calls are checked here, in front of it, against what `Demands` says:
///   tensors        whether arguments must be tensors, no modules or tuples
///   argument<I, A> whether argument I of type A can be differentiated
///   scalar         whether f must return a scalar; else result<V> says what it may return
///   coupled<...>   the first argument whose elements are coupled where they must not be
/// The assertions stand in one function: each between them and the user's line costs a reader three lines.
template <class Derived, class F, class Demands, int... Chosen>
class DerivedFunction : public Function<Derived> {
  using Seq = std::integer_sequence<int, Chosen...>;

 public:
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    using Broken = typename detail::BrokenGradient<
        Derived, (sizeof...(Chosen) == 0 ? (std::size_t{0} + ... + !detail::is_compile_time<A>) : sizeof...(Chosen))>::type;
    if constexpr (detail::is_reported<F, A...>)
      return Broken{};
    else if constexpr (!detail::can_be_arguments<A...>)
      return Function<F>{}(args...);  // which says why
    else {
      using Range = diagnose::expected_from_to<0, int(sizeof...(A)) - 1>;
      using Last = diagnose::got<detail::largest(0, Chosen...)>;
      static_assert(diagnose::argument_exists<Last, Range>,
                    "grad: there is no argument of this number (number, allowed range follow)");
      using Argument = typename detail::FirstUnmet<Demands::template argument, Seq, std::index_sequence_for<A...>,
                                                   typename detail::TracedAs<A>::type...>::type;
      if constexpr (Demands::tensors)
        static_assert(diagnose::argument_is_a_floating_tensor<Argument>, TENON_JACOBIAN_ARGUMENT);
      else
        static_assert(diagnose::argument_is_floating<Argument>, TENON_GRAD_OF_INTEGER);
      if constexpr (Range::contains(Last::value) && Argument::ok) {
        using V = std::remove_cvref_t<decltype(F{}(std::declval<typename detail::TracedAs<A>::type const&>()...))>;
        if constexpr (!requires { F{}(std::declval<typename detail::TracedAs<A>::type const&>()...); } || detail::is_broken<V>)
          return Broken{};
        else if constexpr (Demands::scalar) {
          using T = typename detail::ValueFacts<V>::value_type;
          using S = typename detail::ValueFacts<V>::shape_type;
          static_assert(diagnose::function_returns_scalar<T, S>, TENON_GRAD_OF_TENSOR);
          if constexpr (diagnose::function_returns_scalar<T, S>) {
            using Coupled = typename Demands::template coupled<F, std::index_sequence_for<A...>, Seq,
                                                               typename detail::TracedAs<A>::type...>::type;
            if constexpr (Coupled::ok)
              return Function<Derived>::operator()(args...);
            else {
              static_assert(diagnose::elements_are_independent<Coupled::number, typename Coupled::argument, Coupled::ok>,
                            TENON_NOT_SEPARABLE);
              return Broken{};
            }
          } else
            return Broken{};
        } else {
          constexpr bool fits = Demands::template result<V>;
          static_assert(diagnose::result_is_a_floating_tensor<V, fits>, TENON_JACOBIAN_RESULT);
          if constexpr (fits)
            return Function<Derived>::operator()(args...);
          else
            return Broken{};
        }
      } else
        return Broken{};
    }
  }
};

}  // namespace tenon
