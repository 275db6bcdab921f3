// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/options.hpp>

namespace tenon::nn {

/// Axes (from 1, the batch being 0) along which one slope is for all elements.
struct SharedAxesOption {};
template <int... Axis>
struct SharedAxes : SharedAxesOption {
  static constexpr Dims of(Dims d) {
    ((d[Axis - 1] = 1), ...);
    return d;
  }
  static constexpr bool exist(int rank) { return ((Axis >= 1 && Axis <= rank) && ...); }
};

/// Built: x above 0, alpha x below, with slopes of the shape S.   [batch, S...] -> [batch, S...]
template <class S, class... Options>
struct PReLULayer {
  using T = dtype_option<float, Options...>;
  MainParam<Alpha<Zeros>, T, S, Options...> alpha;
  TENON_MODULE(PReLULayer, alpha);
  static constexpr char name[] = "PReLU";
  static constexpr bool supports_masking = true;
  constexpr auto call(auto const& x) const { return where(x > 0, x, alpha * x); }
};

/// He et al., Delving Deep into Rectifiers (2015): a trained slope for each element, or one along `SharedAxes<1, 2>`. Options of
/// the slopes, `Alpha<...>`, start at zeros.   [batch, S...] -> [batch, S...]
template <class... Options>
struct PReLU {
  static constexpr char name[] = "PReLU";
  using option_list = LayerOptions<PReLU, SharedAxesOption, Main<Alpha<>>, Dtype<>>;
  using option_check = CheckedOptions<option_list, Options...>;
  using shared = detail::option_of_kind<SharedAxesOption, SharedAxes<>, Options...>;
  template <class In>
  static constexpr bool accepts = check_options<option_list, Options...>() && shared::exist(int(In::rank));
  template <class In>
  using build = PReLULayer<shape_from<shared::of(dims_of<In>)>, Options...>;
};

}  // namespace tenon::nn
