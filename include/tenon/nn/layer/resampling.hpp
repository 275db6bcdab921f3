// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/options.hpp>
#include <tenon/trace/module.hpp>

/// Layers that make spatial axes longer or shorter by resampling.
namespace tenon::nn {

/// How elements between others are found: a straight line between the two nearest, or the nearest one.
struct InterpolationOption {};
struct Bilinear : InterpolationOption {};
struct Nearest : InterpolationOption {};

namespace detail {

template <class To, bool First, ResizeMode Mode>
struct ResizeOf;
template <std::size_t... N, bool First, ResizeMode Mode>
struct ResizeOf<Shape<N...>, First, Mode> : std::type_identity<ResizeTo<Mode, First, N...>> {};

/// Spatial extents of a batch times factors.
template <class In, bool First, class Factors>
struct Scaled;
template <class In, bool First, std::size_t... F>
struct Scaled<In, First, Shape<F...>> {
  template <std::size_t... I>
  static auto of(std::index_sequence<I...>) {
    constexpr Dims d = dims_of<In>;
    return Shape<std::size_t(d[(First ? 2 : 1) + int(I)]) * F...>{};
  }
  using type = decltype(of(std::make_index_sequence<sizeof...(F)>{}));
};

/// An extent of at least 1 and at most `most`.
constexpr std::int64_t within(std::int64_t extent, std::int64_t most) { return extent < 1 ? 1 : extent > most ? most : extent; }

template <int Spatial, class... Option>
struct UpSamplingLayer {
  TENON_MODULE(UpSamplingLayer);
  using option_list = LayerOptions<UpSamplingLayer, SizeOption, InterpolationOption, ChannelsFirst>;
  using option_check = CheckedOptions<option_list, Option...>;
  /// Inputs [spatial..., channels].
  template <class S>
  static constexpr bool accepts = check_options<option_list, Option...>() && S::rank == Spatial + 1;
  template <Operand X>
  constexpr auto call(X const& x) const {
    constexpr bool first = has_option<ChannelsFirst, Option...>;
    constexpr ResizeMode mode = has_option<Bilinear, Option...> ? ResizeMode::linear : ResizeMode::nearest;
    using To = typename Scaled<typename X::shape_type, first, extents_option<Spatial, Size<2>, Option...>>::type;
    return ResizeOf<To, first, mode>::type::call(x);
  }
};

}  // namespace detail

/// Each element of the spatial axes `Size<N...>` times (2), or, with `Bilinear`, lines between them.
/// [batch, spatial..., channels] -> [batch, N spatial..., channels]
template <class... Option>
struct UpSampling1D : detail::UpSamplingLayer<1, Option...> {
  static constexpr char name[] = "UpSampling1D";
};
template <class... Option>
struct UpSampling2D : detail::UpSamplingLayer<2, Option...> {
  static constexpr char name[] = "UpSampling2D";
};
template <class... Option>
struct UpSampling3D : detail::UpSamplingLayer<3, Option...> {
  static constexpr char name[] = "UpSampling3D";
};

/// Images in another size, bilinear or `Nearest`, with half-pixel centres and no smoothing.
/// [batch, rows, columns, channels] -> [batch, Rows, Columns, channels]
template <std::size_t Rows, std::size_t Columns, class... Option>
struct Resizing {
  TENON_MODULE(Resizing);
  static constexpr char name[] = "Resizing";
  using option_list = LayerOptions<Resizing, InterpolationOption, ChannelsFirst>;
  using option_check = CheckedOptions<option_list, Option...>;
  template <class S>
  static constexpr bool accepts = check_options<option_list, Option...>() && S::rank == 3;
  constexpr auto call(Operand auto const& x) const {
    constexpr ResizeMode mode = has_option<Nearest, Option...> ? ResizeMode::nearest : ResizeMode::linear;
    return ResizeTo<mode, has_option<ChannelsFirst, Option...>, Rows, Columns>::call(x);
  }
};

/// The middle of images; of smaller ones, what `Resizing` makes of the largest part of that shape.
/// [batch, rows, columns, channels] -> [batch, Rows, Columns, channels]
template <std::size_t Rows, std::size_t Columns>
struct CenterCrop {
  static_assert(Rows > 0 && Columns > 0, "CenterCrop: one element at least");
  TENON_MODULE(CenterCrop);
  static constexpr char name[] = "CenterCrop";
  template <class S>
  static constexpr bool accepts = S::rank == 3;
  template <Operand X>
  constexpr auto call(X const& x) const {
    constexpr Dims d = dims_of<typename X::shape_type>;
    constexpr std::int64_t rows = d[1], columns = d[2], to_rows = Rows, to_columns = Columns;
    if constexpr (rows >= to_rows && columns >= to_columns) {
      constexpr std::int64_t top = (rows - to_rows) / 2, left = (columns - to_columns) / 2;
      return slice(x, all, range<top, top + to_rows>, range<left, left + to_columns>);
    } else {
      // The largest part with the proportions asked for.
      constexpr std::int64_t part_rows = detail::within(columns * to_rows / to_columns, rows);
      constexpr std::int64_t part_columns = detail::within(rows * to_columns / to_rows, columns);
      constexpr std::int64_t top = (rows - part_rows) / 2, left = (columns - part_columns) / 2;
      return resize<Rows, Columns>(slice(x, all, range<top, top + part_rows>, range<left, left + part_columns>));
    }
  }
};

}  // namespace tenon::nn
