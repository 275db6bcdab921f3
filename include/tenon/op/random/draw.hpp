// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/arithmetic.hpp>
#include <tenon/op/comparison.hpp>
#include <tenon/op/random/draws.hpp>
#include <tenon/op/random/key.hpp>

/// How a distribution is called: `uniform<float, 32, 8>(key, low, high)`, `uniform<float, Shape<32, 8>>(key, low, high)`, and
/// without extents `normal<float>(key, means, deviations)`, a draw for each of the parameters.
namespace tenon {

namespace diagnose {
template <class Distribution, class T, class Parameter>
inline constexpr bool parameter_has_the_dtype = std::is_same_v<T, Parameter>;
template <class Distribution, class Parameter, class S, bool Fits>
inline constexpr bool parameter_stretches_to = Fits;
}  // namespace diagnose

namespace random {

namespace detail {

using tenon::detail::arg_of;

/// The shape that template arguments spell: none, that of the parameters.
struct OfParameters {};
template <std::size_t... D>
struct Extents : std::type_identity<Shape<D...>> {};
template <>
struct Extents<> : std::type_identity<OfParameters> {};

template <class S>
inline constexpr bool is_shape = false;
template <std::size_t... D>
inline constexpr bool is_shape<Shape<D...>> = true;

template <class... P>
constexpr Broadcast broadcast_of() {
  if constexpr (sizeof...(P) == 0)
    return {};
  else
    return tenon::detail::broadcast_all<P...>();
}
constexpr Dims const& dims_at(Value v) { return (*v.builder)[v.id].dims; }

}  // namespace detail

/// A shape given as a type, where a distribution may also take a list of extents.
template <class S>
concept ShapeType = detail::is_shape<S>;

/// The front-end form of a distribution. It is a struct of this form:
///
///   struct Normal {
///     static constexpr bool accepts(DType);                  // what it can draw
///     template <class T> using result = T;                   // the dtype of what is drawn
///     static constexpr Value record(Value key, DType, Dims const&, Value... parameters);
///   };
template <class F, class T, class S>
struct Draw {
  static constexpr bool given = detail::is_shape<S>;

  template <class P>
  static constexpr bool dtype_fits =
      P::weak ? diagnose::scalar_fits_dtype<F, T, typename P::value_type> : std::is_same_v<T, typename P::value_type>;
  template <class P>
  static constexpr bool shape_fits = [] {
    if constexpr (given) {
      Broadcast const r = broadcast(dims_of<typename P::shape_type>, dims_of<S>);
      return r.ok && r.dims == dims_of<S>;
    } else
      return true;
  }();
  template <class K, class... P>
  static constexpr bool ok = tenon::detail::is_key<K> && F::accepts(dtype_of<T>) && (dtype_fits<P> && ...) &&
                             (shape_fits<P> && ...) && detail::broadcast_of<P...>().ok;

  template <class... P>
  static constexpr Dims shape_of() {
    if constexpr (given)
      return dims_of<S>;
    else
      return detail::broadcast_of<P...>().dims;
  }
  template <class K, class... P>
  struct Result {
    using value_type = typename F::template result<T>;
    using shape_type = shape_from<shape_of<P...>()>;
    template <int I>
    using operand_type = std::conditional_t<I == 0, typename K::value_type, T>;
  };

  template <class... V>
  static constexpr Value record(Value key, V... parameters) {
    Dims dims;
    if constexpr (given)
      dims = dims_of<S>;
    else
      ((dims = broadcast(dims, detail::dims_at(parameters)).dims), ...);
    return F::record(key, dtype_of<T>, dims, parameters...);
  }

  template <class K, class... P>
  static constexpr auto call(K&& key, P&&... parameters) {
    if constexpr (tenon::detail::faulty<Draw, K, P...>) {
      using A = detail::arg_of<K>;
      static_assert(diagnose::is_a_random_key<typename A::value_type, typename A::shape_type>, TENON_NOT_A_KEY);
      static_assert(diagnose::operation_accepts_dtype<F, T, F::accepts(dtype_of<T>)>,
                    "random: the distribution is not defined for this dtype");
      constexpr int at = tenon::detail::is_key<A> && F::accepts(dtype_of<T>) ? misfit<detail::arg_of<P>...> : 0;
      using B = tenon::detail::nth<at, A, detail::arg_of<P>...>;
      if constexpr (at > 0) {
        using U = typename B::value_type;
        if constexpr (dtype_fits<B>)
          static_assert(diagnose::parameter_stretches_to<F, typename B::shape_type, S, shape_fits<B>>,
                        "random: a parameter does not stretch to the shape that is drawn (both follow)");
        else if constexpr (B::weak)
          static_assert(diagnose::scalar_fits_dtype<F, T, U>,
                        "random: this C++ number does not fit the dtype that is drawn (dtype, number follow)");
        else
          static_assert(diagnose::parameter_has_the_dtype<F, T, U>,
                        "random: a parameter has another dtype than what is drawn; convert it with tn::cast<T>(x)");
      } else if constexpr (!given && sizeof...(P) == 2) {
        using Shapes = tenon::detail::Unbroadcast<detail::arg_of<P>...>;
        static_assert(diagnose::shapes_broadcast<F, typename Shapes::lhs, typename Shapes::rhs>,
                      "random: the shapes of the parameters do not broadcast (axis, extent, shape of both sides follow)");
      }
    }
    return apply<Draw>(static_cast<K&&>(key), static_cast<P&&>(parameters)...);
  }

 private:
  /// The first parameter that does not fit, counted from 1; 0 if all do.
  template <class... P>
  static constexpr int misfit = [] {
    int i = 0, at = 0;
    ((++i, at = at == 0 && !(dtype_fits<P> && shape_fits<P>) ? i : at), ...);
    return at;
  }();
};

/// What a list of extents draws.
template <class F, class T, std::size_t... D>
using DrawOf = Draw<F, T, typename detail::Extents<D...>::type>;

namespace detail {
/// A parameter as a routine reads it: one number for all elements, or one each.
constexpr Value routine_parameter(Value p, Dims const& dims) {
  Builder& b = *p.builder;
  return {&b, dims_at(p).size() == 1 ? reshape(b, p.id, Dims{}) : broadcast_to(b, p.id, dims)};
}
}  // namespace detail

}  // namespace random
}  // namespace tenon
