// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/signal.hpp>

/// Options of layers that slide windows, as template arguments in any order, spelled as those of the functions:
/// `conv2d(x, kernel, stride<2>, same)` is `Conv2D<32, Kernel<3>, Stride<2>, Same>`.
namespace tenon::nn {

/// Taps of a convolution's kernel, elements of a pool's window, and a number of elements to make: one number for each spatial
/// axis, or one for all.
template <std::size_t... N>
struct Kernel {};
template <std::size_t... N>
struct Window {};
template <std::size_t... N>
struct Size {};

/// How far windows are apart; how far the taps of a window are.
template <int... N>
using Stride = sliding::Stride<N...>;
template <int... N>
using Dilation = sliding::Dilation<N...>;
template <int N>
using Groups = sliding::Groups<N>;
/// Padding: none (the default), as many windows as elements / stride, before the first axis only, or that much.
using Valid = sliding::Named<tenon::Padding::valid>;
using Same = sliding::Named<tenon::Padding::same>;
using Causal = sliding::Named<tenon::Padding::causal>;
template <int... N>
using Padding = sliding::Amounts<N...>;
template <int... N>
using OutputPadding = sliding::Extra<N...>;
/// [batch, channels, spatial...] instead of [batch, spatial..., channels].
using ChannelsFirst = sliding::ChannelsFirst;

namespace detail {

/// All sliding options of a list as one.
template <class... Option>
struct SlidingPart {
  template <class O>
  static constexpr void apply_one(SlidingOptions& o) {
    if constexpr (sliding::Option<O>) O::apply(o);
  }
  static constexpr void apply(SlidingOptions& o) { (apply_one<Option>(o), ...); }
};
template <class... Option>
inline constexpr bool is_channels_first = (std::is_same_v<Option, ChannelsFirst> || ...);

/// The numbers of one axis each.
template <class List>
struct Extents;
template <template <std::size_t...> class List, std::size_t... N>
struct Extents<List<N...>> {
  static constexpr int count = static_cast<int>(sizeof...(N));
  /// `Spatial` numbers as a shape; one is for all axes.
  template <std::size_t... I>
  static auto of(std::index_sequence<I...>) {
    constexpr std::size_t given[] = {N...};
    return Shape<given[sizeof...(N) == 1 ? 0 : I]...>{};
  }
  template <int Spatial>
  using shape = decltype(of(std::make_index_sequence<std::size_t(Spatial)>{}));
};

template <template <std::size_t...> class List, class Option>
inline constexpr bool is_list = false;
template <template <std::size_t...> class List, std::size_t... N>
inline constexpr bool is_list<List, List<N...>> = true;

/// The first option of the kind `List`, or `Default`.
template <template <std::size_t...> class List, class Default, class... Option>
struct FindList : std::type_identity<Default> {};
template <template <std::size_t...> class List, class Default, class Option, class... Rest>
struct FindList<List, Default, Option, Rest...>
    : std::conditional_t<is_list<List, Option>, std::type_identity<Option>, FindList<List, Default, Rest...>> {};

/// The numbers that options of the kind `List` give for the spatial axes, as a shape.
template <template <std::size_t...> class List, class Default, int Spatial, class... Option>
struct ExtentsOf {
  using given = Extents<typename FindList<List, Default, Option...>::type>;
  static_assert(given::count == 1 || given::count == Spatial, "name one extent for all spatial axes, or one for each");
  using type = typename given::template shape<Spatial>;
};
template <template <std::size_t...> class List, class Default, int Spatial, class... Option>
using extents_of = typename ExtentsOf<List, Default, Spatial, Option...>::type;

}  // namespace detail

}  // namespace tenon::nn
