// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/leaves.hpp>

/// Gradients against central differences: what a rule of one's own should pass.
namespace tenon {

/// What `grad_check` found: whether all elements agree, and the one that agrees worst.
struct GradCheck {
  bool ok = true;
  double error = 0;             ///< |gradient - difference| / max(1, |difference|) of the worst element
  int argument = -1;            ///< its argument
  std::ptrdiff_t element = -1;  ///< its place in the argument; parameters of a module, parts of a tuple one after the other
  double gradient = 0, difference = 0;
  constexpr explicit operator bool() const { return ok; }
};

namespace detail {

/// Calls f(element of an argument, element of its gradient) for every one that has a derivative, in order.
template <class A, class G, class F>
void for_each_pair(A& a, G const& g, F const& f) {
  if constexpr (std::is_arithmetic_v<A>)
    f(a, g.item());
  else if constexpr (Module<A>) {
    int parameter = 0;
    for_each_param(a, [&](auto& p) {
      using P = std::remove_cvref_t<decltype(p)>;
      int const wanted = parameter++;
      int seen = 0;
      for_each_tensor(g, [&](Path const&, auto const& t) {
        if constexpr (std::is_same_v<typename P::shape_type, typename std::remove_cvref_t<decltype(t)>::shape_type>)
          for (std::size_t e = 0; seen == wanted && e < P::size; ++e) f(p.data()[e], t.data()[e]);
        ++seen;
      });
    });
  } else if constexpr (requires { std::tuple_size<A>::value; })
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (for_each_pair(std::get<I>(a), std::get<I>(g), f), ...);
    }(std::make_index_sequence<std::tuple_size_v<A>>{});
  else
    for (std::size_t e = 0; e < A::size; ++e) f(a.data()[e], g.data()[e]);
}

}  // namespace detail

/// Compares `grad<Argument...>(f)(args...)` with central differences of f in every element; `tolerance` bounds the error,
/// relative to differences larger than 1: `grad_check(f, 1e-6, x, y)`. Differences of floats have few digits: prefer double.
/// Kinks within a step of an element show as errors. Costs two calls of f an element.
template <int... Argument, class F, class... A>
GradCheck grad_check(F f, double tolerance, A const&... args) {
  std::tuple<detail::plain<A>...> at{args...};
  auto const value = function(f);
  auto const gradients = grad<Argument...>(f)(args...);
  GradCheck worst;
  auto check = [&]<std::size_t I>(std::integral_constant<std::size_t, I>, auto const& gradient) {
    std::ptrdiff_t place = 0;
    detail::for_each_pair(std::get<I>(at), gradient, [&](auto& x, auto g) {
      using T = std::remove_cvref_t<decltype(x)>;
      T const old = x, scale = old < 0 ? (old < -1 ? -old : T(1)) : (old > 1 ? old : T(1));
      T const step = scale * (sizeof(T) == 4 ? T(4e-3) : T(6e-6));
      auto value_at = [&](T there) {
        x = there;
        return static_cast<double>(detail::apply_to(value, at).item());
      };
      T const above = old + step, below = old - step;
      double const difference = (value_at(above) - value_at(below)) / (static_cast<double>(above) - static_cast<double>(below));
      x = old;
      double const size = difference < 0 ? -difference : difference, off = static_cast<double>(g) - difference;
      double const error = (off < 0 ? -off : off) / (size > 1 ? size : 1);
      if (!(error <= worst.error)) worst = {true, error, int(I), place, static_cast<double>(g), difference};
      ++place;
    });
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    constexpr std::size_t chosen = sizeof...(Argument) == 0 ? sizeof...(A) : sizeof...(Argument);
    auto one = [&]<std::size_t J>(std::integral_constant<std::size_t, J> i) {
      if constexpr (detail::is_chosen<sizeof...(A), Argument...>(J)) {
        if constexpr (chosen == 1)
          check(i, gradients);
        else
          check(i, std::get<detail::nth_chosen<sizeof...(A), Argument...>(J)>(gradients));
      }
    };
    (one(std::integral_constant<std::size_t, I>{}), ...);
  }(std::index_sequence_for<A...>{});
  worst.ok = worst.error <= tolerance;
  return worst;
}

}  // namespace tenon
