// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/jvp.hpp>
#include <tenon/autodiff/wrt.hpp>

/// Gradients with respect to what a path names, and of functions that return more than their loss.
namespace tenon {

/// Says that a function returns a tuple: the loss, of which the gradient is taken, and what else it is good for.
struct HasAux {};
inline constexpr HasAux has_aux{};

namespace diagnose {
template <class V, bool Does>
inline constexpr bool returns_loss_and_more = Does;
}  // namespace diagnose

#define TENON_LOSS_AND_MORE                                                                                                      \
  "grad, value_and_grad with has_aux: the function must return std::tuple(loss, ...), the loss a floating-point scalar (what "   \
  "it "                                                                                                                          \
  "returned follows)"

namespace detail {

/// (value, gradients of the parts that the paths name) of F; of all arguments where there is no path. The loss is the value,
/// or the first of a tuple.
template <class F, FieldPath... P>
struct SelectedValueAndGrad {
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    if constexpr (sizeof...(P) == 0)
      return all(std::index_sequence_for<A...>{}, args...);
    else {
      Builder& b = *builder_of(args...);
      List<NodeId> wrt;
      auto const value = apply_selected<F, P...>(b, std::tuple<A const&...>(args...), wrt);
      using V = std::remove_cvref_t<decltype(value)>;
      List<NodeId> const roots = nodes_of(b, value);
      List<NodeId> const g = cotangents(b, roots[0], wrt);
      int at = 0;
      std::tuple<typename Wrt<typename PathStart<P, A...>::part>::result...> const gradients{
          Wrt<typename PathStart<P, A...>::part>::read(b, g, at)...};
      return std::tuple{read_as<V>(b, roots), alone_or_all(gradients)};
    }
  }

 private:
  template <std::size_t... I, class... A>
  static constexpr auto all(std::index_sequence<I...>, A const&... args) {
    return SelectedValueAndGrad<F, argument_path(int(I))...>{}(args...);
  }
};
template <class F, FieldPath... P>
struct SelectedGrad {
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    return std::get<1>(SelectedValueAndGrad<F, P...>{}(args...));
  }
};

/// The same as (gradients, what stands beside the loss).
template <class F, FieldPath... P>
struct SelectedGradAndAux {
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    auto const both = SelectedValueAndGrad<F, P...>{}(args...);
    auto const rest =
        apply_to([](auto const&, auto const&... more) { return std::tuple<std::remove_cvref_t<decltype(more)>...>{more...}; },
                 std::get<0>(both));
    return std::tuple{std::get<1>(both), alone_or_all(rest)};
  }
};

/// dtype and shape of what a function returned, or of the first of it, and whether they are those of a loss.
template <class V, bool Aux>
struct LossOf : ValueFacts<V> {
  static constexpr bool ok = !Aux && diagnose::function_returns_scalar<typename LossOf::value_type, typename LossOf::shape_type>;
};
template <class L, class... More>
struct LossOf<std::tuple<L, More...>, true> : LossOf<L, false> {};

/// So many gradients of a call that was reported: they can still be taken apart.
template <class Derived, std::size_t Arguments>
struct BrokenSelection;
template <class F, FieldPath... P, std::size_t N>
struct BrokenSelection<SelectedGrad<F, P...>, N> : InvalidsOf<std::make_index_sequence<sizeof...(P)>> {};
template <class F, FieldPath... P, std::size_t N>
struct BrokenSelection<SelectedGradAndAux<F, P...>, N>
    : std::type_identity<
          std::tuple<typename InvalidsOf<std::make_index_sequence<(sizeof...(P) == 0 ? N : sizeof...(P))>>::type, Invalid>> {};
template <class F, FieldPath... P, std::size_t N>
struct BrokenSelection<SelectedValueAndGrad<F, P...>, N>
    : std::type_identity<
          std::tuple<Invalid, typename InvalidsOf<std::make_index_sequence<(sizeof...(P) == 0 ? N : sizeof...(P))>>::type>> {};

}  // namespace detail

/// `grad` and `value_and_grad` with `wrt` or `has_aux`: `Derived` records them; calls are checked here, in front of it.
template <class Derived, class F, bool Aux, FieldPath... P>
class SelectedFunction : public Function<Derived> {
 public:
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    using Broken = typename detail::BrokenSelection<Derived, sizeof...(A)>::type;
    if constexpr (detail::is_reported<F, A...>)
      return Broken{};
    else if constexpr (!detail::can_be_arguments<A...>)
      return Function<Derived>{}(args...);  // which says why
    else if constexpr (!detail::WrongPath<WithRespectTo<P...>, typename detail::TracedAs<A>::type...>::report())
      return Broken{};
    else {
      using V = detail::ResultOf<F, typename detail::TracedAs<A>::type...>;
      using Loss = detail::LossOf<V, Aux>;
      if constexpr (detail::is_broken<V>)
        return Broken{};
      else if constexpr (Loss::ok)
        return Function<Derived>::operator()(args...);
      else {
        if constexpr (Aux)
          static_assert(diagnose::returns_loss_and_more<V, Loss::ok>, TENON_LOSS_AND_MORE);
        else
          static_assert(diagnose::function_returns_scalar<typename Loss::value_type, typename Loss::shape_type>,
                        TENON_GRAD_OF_TENSOR);
        return Broken{};
      }
    }
  }
};

/// The gradient with respect to arguments, or fields of modules, by name: `grad(f, wrt<"encoder.kernel", 1>)`.
template <class F, FieldPath... P>
constexpr SelectedFunction<detail::SelectedGrad<F, P...>, F, false, P...> grad(F, WithRespectTo<P...>) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::grad: the function captures something: make it an argument or a field of a module");
  return {};
}
/// The same with the function's value: (value, gradient) or (value, (gradients...)).
template <class F, FieldPath... P>
constexpr SelectedFunction<detail::SelectedValueAndGrad<F, P...>, F, false, P...> value_and_grad(F, WithRespectTo<P...>) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::value_and_grad: the function captures something: make it an argument or a field of a module");
  return {};
}
/// For a function that returns a tuple (loss, ...): ((loss, ...), gradient of the loss). What stands beside the loss, tensors,
/// numbers and tuples of any dtype, is handed through and has no part in the derivative.
template <int... Argument, class F>
constexpr SelectedFunction<detail::SelectedValueAndGrad<F, detail::argument_path(Argument)...>, F, true,
                           detail::argument_path(Argument)...>
value_and_grad(F, HasAux) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::value_and_grad: the function captures something: make it an argument or a field of a module");
  return {};
}
/// For such a function (gradient of the loss, what stands beside it): one as itself, several as a tuple.
template <int... Argument, class F>
constexpr SelectedFunction<detail::SelectedGradAndAux<F, detail::argument_path(Argument)...>, F, true,
                           detail::argument_path(Argument)...>
grad(F, HasAux) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::grad: the function captures something: make it an argument or a field of a module");
  return {};
}
template <class F, FieldPath... P>
constexpr SelectedFunction<detail::SelectedGradAndAux<F, P...>, F, true, P...> grad(F, HasAux, WithRespectTo<P...>) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::grad: the function captures something: make it an argument or a field of a module");
  return {};
}
template <class F, FieldPath... P>
constexpr SelectedFunction<detail::SelectedValueAndGrad<F, P...>, F, true, P...> value_and_grad(F, HasAux, WithRespectTo<P...>) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::value_and_grad: the function captures something: make it an argument or a field of a module");
  return {};
}

}  // namespace tenon
