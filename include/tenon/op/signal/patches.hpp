// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/signal/sliding.hpp>

/// Windows as tensors: `unfold` shows them, `fold` adds them up again.
namespace tenon {

namespace diagnose {
template <class Patches, class To, class Wanted>
inline constexpr bool patches_are_of_extents = false;
}  // namespace diagnose

/// The front-end form of `unfold`.
template <class Window, class... Option>
struct Unfold;
template <std::size_t... Window, class... Option>
struct Unfold<Shape<Window...>, Option...> {
  static constexpr int spatial = static_cast<int>(sizeof...(Window));
  static constexpr SlidingOptions options = sliding::options_of<Option...>;
  struct Rule {
    bool axes_ok = false;
    sliding::Geometry geometry{};
    Dims dims{};
  };
  static constexpr Rule rule_of(Dims const& x) {
    Rule r;
    r.axes_ok = x.rank == spatial + 2 && options.groups == 1;
    if (!r.axes_ok) return r;
    std::int32_t const window[] = {static_cast<std::int32_t>(Window)...};
    r.geometry = sliding::geometry(options, x.extent + sliding::first_spatial_axis(options, x.rank, spatial), window, spatial);
    r.dims.push_back(x[0]);
    for (int i = 0; i < spatial; ++i) r.dims.push_back(r.geometry.axis[i].windows);
    for (int i = 0; i < spatial; ++i) r.dims.push_back(window[i]);
    r.dims.push_back(x[sliding::channel_axis(options, x.rank, spatial)]);
    return r;
  }
  template <class A>
  static constexpr Rule rule = rule_of(dims_of<typename A::shape_type>);
  template <class A>
  static constexpr bool ok = rule<A>.axes_ok && rule<A>.geometry.fault.kind == sliding::Fault::none;
  template <class A>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<rule<A>.dims>;
    template <int I>
    using operand_type = value_type;
  };
  static constexpr Value record(Value x) {
    Builder& b = *x.builder;
    Rule const r = rule_of(b[x.id].dims);
    NodeId const y = sliding::padded(b, sliding::channels_last(b, x.id, options, spatial), r.geometry);
    return {&b, sliding::windows(b, y, r.geometry)};
  }
  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (detail::faulty<Unfold, X>) {
      using S = typename detail::arg_of<X>::shape_type;
      constexpr Rule r = rule<detail::arg_of<X>>;
      static_assert(r.axes_ok || diagnose::is_batch_spatial_channels<Shape<Window...>, S, spatial>,
                    "unfold: the input is [batch, spatial..., channels] (window, input shape, spatial axes follow)");
      if constexpr (r.axes_ok) sliding::assert_fits<Shape<Window...>, S, r.geometry.fault>();
    }
    return apply<Unfold>(static_cast<X&&>(x));
  }
};

/// The front-end form of `fold`.
template <class To, class... Option>
struct Fold;
template <std::size_t... To, class... Option>
struct Fold<Shape<To...>, Option...> {
  static constexpr int spatial = static_cast<int>(sizeof...(To));
  static constexpr SlidingOptions options = sliding::options_of<Option...>;
  struct Rule {
    bool axes_ok = false, extents_ok = false;
    sliding::Geometry geometry{};
    /// The patches of an input of the extents asked for, and the result.
    Dims wanted{}, dims{};
  };
  static constexpr Rule rule_of(Dims const& x) {
    Rule r;
    r.axes_ok = x.rank == 2 * spatial + 2 && options.groups == 1;
    if (!r.axes_ok) return r;
    std::int32_t const extents[] = {static_cast<std::int32_t>(To)...};
    r.geometry = sliding::geometry(options, extents, x.extent + 1 + spatial, spatial);
    r.wanted = x;
    std::int32_t result[max_spatial] = {};
    for (int i = 0; i < spatial; ++i) {
      r.wanted[1 + i] = r.geometry.axis[i].windows;
      result[i] = extents[i];
    }
    r.extents_ok = r.wanted == x;
    r.dims = sliding::users_dims(options, true, x[0], result, spatial, x[x.rank - 1]);
    return r;
  }
  template <class A>
  static constexpr Rule rule = rule_of(dims_of<typename A::shape_type>);
  template <class A>
  static constexpr bool ok = rule<A>.axes_ok && rule<A>.geometry.fault.kind == sliding::Fault::none && rule<A>.extents_ok &&
                             !std::is_same_v<typename A::value_type, bool>;
  template <class A>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<rule<A>.dims>;
    template <int I>
    using operand_type = value_type;
  };
  template <class V>
  static constexpr V record(V x) {
    Builder& b = *x.builder;
    sliding::Geometry const g = rule_of(b[x.id].dims).geometry;
    adjoint::Windows w[max_spatial];
    for (int i = 0; i < spatial; ++i) {
      sliding::Axis const& a = g.axis[i];
      w[i] = {1 + i, 1 + spatial + i, a.stride, a.dilation, -a.before, a.taps, a.extent};
    }
    NodeId const met = adjoint::seen_from_elements(b, x.id, w, spatial);
    std::uint32_t const taps = ((1u << spatial) - 1u) << (2 + spatial);
    return {&b, sliding::as_users_have_it(b, reduce(b, op::sum, met, taps), options, true)};
  }
  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (detail::faulty<Fold, X>) {
      using S = typename detail::arg_of<X>::shape_type;
      using T = typename detail::arg_of<X>::value_type;
      constexpr Rule r = rule<detail::arg_of<X>>;
      static_assert(diagnose::operation_accepts_dtype<Fold, T, !std::is_same_v<T, bool>>, "fold: not defined for bool");
      static_assert(
          r.axes_ok || diagnose::is_batch_spatial_channels<Shape<To...>, S, spatial>,
          "fold: the patches are [batch, windows..., taps..., channels] (extents asked for, shape, spatial axes follow)");
      if constexpr (r.axes_ok) {
        sliding::assert_fits<Shape<To...>, S, r.geometry.fault>();
        constexpr bool fits = r.geometry.fault.kind != sliding::Fault::none || r.extents_ok;
        static_assert(fits || diagnose::patches_are_of_extents<S, Shape<To...>, shape_from<r.wanted>>,
                      "fold: an input of these extents has other patches (patches, extents, expected patches follow)");
      }
    }
    return apply<Fold>(static_cast<X&&>(x));
  }
};

/// All windows of the given extents, a view where nothing is padded: `unfold<3, 3>(x, stride<2>)`. Options as of convolutions.
/// As many spatial axes as extents.   [batch, spatial..., channels] -> [batch, windows..., taps..., channels]
template <std::size_t... Window, Operand X, sliding::Option... O>
constexpr auto unfold(X&& x, O...) {
  return Unfold<Shape<Window...>, O...>::call(static_cast<X&&>(x));
}
/// The adjoint of `unfold` of an input with the spatial extents To: windows at their places, added where they overlap.
/// [batch, windows..., taps..., channels] -> [batch, To..., channels]
template <std::size_t... To, Operand X, sliding::Option... O>
constexpr auto fold(X&& x, O...) {
  return Fold<Shape<To...>, O...>::call(static_cast<X&&>(x));
}

}  // namespace tenon
