// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/tensor/memory.hpp>

#include <version>
#if defined(__cpp_lib_mdspan)
#include <mdspan>
#endif

/// Tensors and `mdspan`, without a copy. A view is made of anything with the interface of the standard's: its own where the
/// standard library has it, and the implementations that preceded it.
namespace tenon {

namespace detail {

template <class M>
concept Mdspan = requires(M const& m) {
  typename M::layout_type;
  typename M::mapping_type;
  typename M::extents_type;
  { M::rank() } -> std::convertible_to<std::size_t>;
  { M::static_extent(0) } -> std::convertible_to<std::size_t>;
  requires std::is_same_v<typename M::data_handle_type, typename M::element_type*>;
  requires std::is_same_v<typename M::reference, typename M::element_type&>;
  { m.mapping().required_span_size() } -> std::convertible_to<std::size_t>;
};

template <class M>
constexpr bool all_extents_static() {
  for (std::size_t i = 0; i < M::rank(); ++i)
    if (M::static_extent(i) == std::dynamic_extent) return false;
  return true;
}
template <class M>
constexpr Dims static_dims() {
  Dims d;
  for (std::size_t i = 0; i < M::rank(); ++i) d.push_back(static_cast<std::int32_t>(M::static_extent(i)));
  return d;
}

/// The strides that a layout gives a shape, where the layout says all: row-major, column-major, padded.
template <class Layout, class Extents, class S>
struct LayoutStrides;
template <class Layout, template <class, std::size_t...> class Extents, class Index, std::size_t... E, std::size_t... D>
struct LayoutStrides<Layout, Extents<Index, E...>, Shape<D...>> {
  using mapping = typename Layout::template mapping<Extents<Index, D...>>;
  static constexpr bool known = mapping::is_always_strided() && mapping::is_always_exhaustive();
  static constexpr Dims value = [] {
    Dims d;
    if constexpr (known && sizeof...(D) > 0)
      for (std::size_t i = 0; i < sizeof...(D); ++i) d.push_back(static_cast<std::int32_t>(mapping{}.stride(i)));
    return d;
  }();
};

}  // namespace detail

namespace diagnose {
template <class Extents>
inline constexpr bool extents_are_compile_time_constants = false;
template <class Layout>
inline constexpr bool strides_are_compile_time_constants = false;
template <class Found, class S>
inline constexpr bool static_extents_are_the_shape = std::is_same_v<Found, S>;
}  // namespace diagnose

/// An mdspan as shape S with strides St. What its type does not say is checked when it is run: another extent or stride stops
/// the program with a message that names both.   -> S
template <class S, class St, detail::Mdspan M>
constexpr StridedView<typename M::element_type, S, St> view(M const& m) {
  if constexpr (detail::all_extents_static<M>())
    static_assert(diagnose::static_extents_are_the_shape<shape_from<detail::static_dims<M>()>, S>,
                  "view: the mdspan has another shape (its shape, the view's follow)");
  if (M::rank() != S::rank) detail::fail("view of an mdspan: number of axes", S::rank, M::rank());
  if constexpr (M::rank() > 0)  // without axes there is no stride to ask for
    for (std::size_t i = 0; i < S::rank; ++i) {
      auto const extent = static_cast<std::size_t>(dims_of<S>[static_cast<int>(i)]);
      auto const stride = static_cast<std::size_t>(strides_of<St>[static_cast<int>(i)]);
      if (static_cast<std::size_t>(m.extent(i)) != extent)
        detail::fail("view of an mdspan: extent", extent, static_cast<std::size_t>(m.extent(i)));
      if (extent > 1 && static_cast<std::size_t>(m.stride(i)) != stride)
        detail::fail("view of an mdspan: stride", stride, static_cast<std::size_t>(m.stride(i)));
    }
  return view<S, St>(m.data_handle());
}
/// By the strides of its layout.   -> S
template <class S, detail::Mdspan M>
constexpr auto view(M const& m) {
  using Found = detail::LayoutStrides<typename M::layout_type, typename M::extents_type, S>;
  if constexpr (Found::known)
    return view<S, strides_from<Found::value>>(m);
  else {
    static_assert(diagnose::strides_are_compile_time_constants<typename M::layout_type>,
                  "view: the layout of this mdspan does not fix its strides; name them: tn::view<Shape, Strides>(m)");
    return Invalid{};
  }
}
/// By its own shape.   -> its extents
template <detail::Mdspan M>
constexpr auto view(M const& m) {
  if constexpr (detail::all_extents_static<M>())
    return view<shape_from<detail::static_dims<M>()>>(m);
  else {
    static_assert(diagnose::extents_are_compile_time_constants<typename M::extents_type>,
                  "view: this mdspan has extents that are known when it is run; name the shape: tn::view<Shape>(m)");
    return Invalid{};
  }
}

#if defined(__cpp_lib_mdspan)

namespace detail {
template <class S>
struct ExtentsOf;
template <std::size_t... D>
struct ExtentsOf<Shape<D...>> : std::type_identity<std::extents<std::size_t, D...>> {};
template <class T, class S>
using MdspanOf = std::mdspan<T, typename ExtentsOf<S>::type>;
}  // namespace detail

/// The elements of a tensor as a row-major mdspan.   [S...] -> mdspan of as many extents
template <class T, class S, class Storage>
constexpr detail::MdspanOf<T, S> to_mdspan(BasicTensor<T, S, Storage>& tensor) {
  return detail::MdspanOf<T, S>(tensor.data());
}
template <class T, class S, class Storage>
constexpr detail::MdspanOf<T const, S> to_mdspan(BasicTensor<T, S, Storage> const& tensor) {
  return detail::MdspanOf<T const, S>(tensor.data());
}
template <class T, class S, class Storage>
void to_mdspan(BasicTensor<T, S, Storage> const&&) = delete;

/// Memory with (positive) strides as an mdspan of `layout_stride`.   [S...] -> mdspan of as many extents
template <class T, class S, std::ptrdiff_t... Step>
  requires((Step > 0) && ...)
constexpr auto to_mdspan(StridedView<T, S, Strides<Step...>> const& view) {
  using Extents = typename detail::ExtentsOf<S>::type;
  using Mapping = std::layout_stride::mapping<Extents>;
  return std::mdspan<T, Extents, std::layout_stride>(
      view.first(), Mapping(Extents{}, std::array<std::size_t, S::rank>{static_cast<std::size_t>(Step)...}));
}

#endif

}  // namespace tenon
