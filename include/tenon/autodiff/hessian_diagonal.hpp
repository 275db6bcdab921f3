// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/jacobian.hpp>
#include <tenon/graph/separable.hpp>

/// Second derivatives of sums of functions of one element each.
namespace tenon {

namespace detail {

/// The type that stands for a value at run time.
template <class X>
struct RunType : std::type_identity<X> {};
template <class T, class S>
struct RunType<Traced<T, S>> : std::type_identity<BasicTensor<T, S>> {};
template <class... X>
struct RunType<std::tuple<X...>> : std::type_identity<std::tuple<typename RunType<X>::type...>> {};

/// Whether the graph of F has no second derivatives between different elements of argument I.
template <class F, int I, class... X>
struct Separable {
  using Source = FunctionSource<F, typename RunType<X>::type...>;
  static constexpr int number = I;
  using argument = std::tuple_element_t<std::size_t(I), std::tuple<X...>>;
  static constexpr bool ok = [] {
    if constexpr (!FaultOf<Source>::ok)
      return true;  // which is reported where the function is called
    else {
      int first = 0, at = 0, leaves = 0;
      ((first += at < I ? Argument<typename RunType<X>::type>::leaves : 0,
        leaves = at++ == I ? Argument<typename RunType<X>::type>::leaves : leaves),
       ...);
      GraphView const g = Source::graph.view();
      return Dependences(g, first, first + leaves)[g.outputs[0].node].kind != Dependence::coupled;
    }
  }();
};
template <class F, class Seq, class Chosen, class... X>
struct FirstCoupled;
template <class F, std::size_t... I, int... Chosen, class... X>
struct FirstCoupled<F, std::index_sequence<I...>, std::integer_sequence<int, Chosen...>, X...>
    : decltype((
          Suspect<NoFaultyField>{} | ... |
          Suspect<std::conditional_t<is_chosen<sizeof...(X), Chosen...>(I), Separable<F, int(I), X...>, NoFaultyField>>{})) {};

/// The Hessian's product with a vector of ones, for each argument on its own.
template <class F, int... Chosen>
struct DiagonalHessian {
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    return run(std::index_sequence_for<A...>{}, args...);
  }

 private:
  template <std::size_t... I, class... A>
  static constexpr auto run(std::index_sequence<I...>, A const&... args) {
    auto one = [&]<int J, class X>(std::integral_constant<int, J>, std::type_identity<X>) {
      if constexpr (is_chosen<sizeof...(A), Chosen...>(std::size_t(J))) {
        using T = typename Form<X>::traced;
        Builder& b = *builder_of(args...);
        T const ones(&b, b.constant(dtype_of<typename T::value_type>, dims_of<typename T::shape_type>, 1.0));
        return std::tuple{JvpOnly<GradOnly<F, J>, J>{}(args..., ones)};
      } else
        return std::tuple<>{};
    };
    auto const all = std::tuple_cat(one(std::integral_constant<int, int(I)>{}, std::type_identity<A>{})...);
    if constexpr (std::tuple_size_v<std::remove_const_t<decltype(all)>> == 1)
      return std::get<0>(all);
    else
      return all;
  }
};

/// What the diagonal demands beside: that no elements are coupled.
struct SumOfElements : ScalarOfTensors {
  template <class F, class Seq, class Chosen, class... X>
  using coupled = FirstCoupled<F, Seq, Chosen, X...>;
};

}  // namespace detail

/// The second derivatives of a function that returns a scalar and is a sum of functions of one element each: the diagonal of
/// its Hessian, `[S...]` of an argument `[S...]`, all else being zero. It costs as much as one `hvp`. Whether the function is
/// such a sum is seen in its graph, and does not compile where it is not. Several arguments give a tuple, each with the others
/// held constant.
template <int... Argument, class F>
constexpr DerivedFunction<detail::DiagonalHessian<F, Argument...>, F, detail::SumOfElements, Argument...> hessian_diagonal(F) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::hessian_diagonal: the function captures something: make it an argument or a field of a module");
  return {};
}

}  // namespace tenon
