// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/ops.hpp>
#include <tenon/shape/number.hpp>

/// What parameters are held to. A constraint is a struct without fields whose `call(w)` or `operator()(w)` gives the allowed
/// value next to w, of its shape and dtype; it is applied to every new value, in the kernel of the update.
/// `Dense<30, Relu, Kernel<MaxNorm<2>>>`. Norms are taken over axis 0 unless axes are named: the weights into a unit of a dense
/// kernel; of a convolution's they are 0, 1 and 2. Keras' definitions, with its epsilon of 1e-7.
namespace tenon::nn {

namespace detail {
/// Norms over axes (0 if none is named), with extents of 1 there.
template <int... Axis, class W>
constexpr auto norms_over(W const& w) {
  if constexpr (sizeof...(Axis) == 0)
    return sqrt(sum<0>(square(w), keepdims));
  else
    return sqrt(sum<Axis...>(square(w), keepdims));
}
inline constexpr double norm_epsilon = 1e-7;
}  // namespace detail

/// Negative weights become 0.   [S...] -> [S...]
struct NonNeg {
  static constexpr bool is_constraint = true;
  template <class W>
  constexpr auto call(W const& w) const {
    using T = typename W::value_type;
    return where(w < T(0), T(0), w);
  }
};

/// Norms of at most `Max`.   [S...] -> [S...]
template <Number Max = 2, int... Axis>
struct MaxNorm {
  static constexpr bool is_constraint = true;
  template <class W>
  constexpr auto call(W const& w) const {
    using T = typename W::value_type;
    auto const norms = detail::norms_over<Axis...>(w);
    return w * (minimum(norms, Max.template as<T>()) / (norms + T(detail::norm_epsilon)));
  }
};

/// Norms of 1.   [S...] -> [S...]
template <int... Axis>
struct UnitNorm {
  static constexpr bool is_constraint = true;
  template <class W>
  constexpr auto call(W const& w) const {
    return w / (detail::norms_over<Axis...>(w) + typename W::value_type(detail::norm_epsilon));
  }
};

/// Norms from `Min` to `Max`; a step goes the part `Rate` of the way there.   [S...] -> [S...]
template <Number Min = 0, Number Max = 1, Number Rate = 1, int... Axis>
struct MinMaxNorm {
  static constexpr bool is_constraint = true;
  template <class W>
  constexpr auto call(W const& w) const {
    using T = typename W::value_type;
    auto const norms = detail::norms_over<Axis...>(w);
    auto const wanted = minimum(maximum(norms, Min.template as<T>()), Max.template as<T>());
    auto const next = wanted * Rate.template as<T>() + norms * T(1 - Rate.value());
    return w * (next / (norms + T(detail::norm_epsilon)));
  }
};

}  // namespace tenon::nn
