// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/along_axis.hpp>
#include <tenon/op/signal/sliding.hpp>

/// Resampling of spatial axes to another extent.
namespace tenon {

/// How `resize` finds a value between elements: the nearest element, or a straight line between the two nearest.
enum class ResizeMode { nearest, linear };

namespace op {
namespace detail {

/// Where element i of m lies among n, with the centres of the first and last half an element from the ends, as TensorFlow 2
/// and PyTorch (align_corners=False): at `low` + `part` / (2 m), before `high`. In whole numbers, so the same everywhere.
struct Between {
  std::ptrdiff_t low, high, part;
};
TENON_INLINE constexpr Between between(std::ptrdiff_t i, std::ptrdiff_t n, std::ptrdiff_t m) {
  std::ptrdiff_t const at = (2 * i + 1) * n - m;
  if (at < 0) return {0, 0, 0};
  std::ptrdiff_t const low = at / (2 * m);
  return {low, low + 1 < n ? low + 1 : low, at % (2 * m)};
}
TENON_INLINE constexpr std::ptrdiff_t nearest(std::ptrdiff_t i, std::ptrdiff_t n, std::ptrdiff_t m) {
  return (2 * i + 1) * n / (2 * m);
}

/// [outer, n of the operand, inner, n of the result].
struct Resampling {
  static constexpr int arity = 1, flops = 3;
  static constexpr bool along_axis = true;
  static constexpr Typed operands[1] = {Typed::data}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) {
    Dims r = around(in[0], axis_of(n));
    r.push_back(n.dims[axis_of(n)]);
    return r;
  }
};
}  // namespace detail

template <ResizeMode Mode>
struct ResizeAdjoint;

template <ResizeMode Mode>
struct Resize : detail::Resampling {
  static constexpr char name[] = {'r', 'e', 's', 'i', 'z', 'e', '_', Mode == ResizeMode::linear ? 'l' : 'n', 0};
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, T* y) {
    std::ptrdiff_t const n = form[1], inner = form[2], m = form[3];
    for (std::ptrdiff_t o = 0; o < form[0]; ++o)
      for (std::ptrdiff_t i = 0; i < m; ++i) {
        T const* const from = x + o * n * inner;
        T* const to = y + (o * m + i) * inner;
        if constexpr (Mode == ResizeMode::nearest || !std::is_floating_point_v<T>) {
          T const* const source = from + detail::nearest(i, n, m) * inner;
          for (std::ptrdiff_t j = 0; j < inner; ++j) to[j] = source[j];
        } else {
          detail::Between const at = detail::between(i, n, m);
          T const *const low = from + at.low * inner, *const high = from + at.high * inner;
          T const weight = static_cast<T>(at.part) / static_cast<T>(2 * m);
          for (std::ptrdiff_t j = 0; j < inner; ++j) to[j] = low[j] + (high[j] - low[j]) * weight;
        }
      }
  }
  template <class D>
  static constexpr void derive(D& d) {
    Node const n = d.node();
    if (is_floating(n.dtype)) d.add(0, routine<ResizeAdjoint<Mode>>(n.dtype, d.builder()[n.in[0]].dims, n.attr, d.g()));
  }
};

template <ResizeMode Mode>
struct ResizeAdjoint : detail::Resampling {
  static constexpr char name[] = {'r', 'e', 's', 'i', 'z', 'e', '_', Mode == ResizeMode::linear ? 'l' : 'n', '_', 'a', 0};
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* g, T* y) {
    std::ptrdiff_t const m = form[1], inner = form[2], n = form[3];
    for (std::ptrdiff_t i = 0; i < form[0] * n * inner; ++i) y[i] = T(0);
    for (std::ptrdiff_t o = 0; o < form[0]; ++o)
      for (std::ptrdiff_t i = 0; i < m; ++i) {
        T* const to = y + o * n * inner;
        T const* const from = g + (o * m + i) * inner;
        if constexpr (Mode == ResizeMode::nearest || !std::is_floating_point_v<T>) {
          T* const target = to + detail::nearest(i, n, m) * inner;
          for (std::ptrdiff_t j = 0; j < inner; ++j) target[j] = static_cast<T>(target[j] + from[j]);
        } else {
          detail::Between const at = detail::between(i, n, m);
          T *const low = to + at.low * inner, *const high = to + at.high * inner;
          T const weight = static_cast<T>(at.part) / static_cast<T>(2 * m);
          for (std::ptrdiff_t j = 0; j < inner; ++j) {
            T const upper = from[j] * weight;
            low[j] += from[j] - upper;
            high[j] += upper;
          }
        }
      }
  }
  template <class D>
  static constexpr void derive(D& d) {
    Node const n = d.node();
    if (is_floating(n.dtype)) d.add(0, routine<Resize<Mode>>(n.dtype, d.builder()[n.in[0]].dims, n.attr, d.g()));
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("resize_n")> : std::type_identity<op::Resize<ResizeMode::nearest>> {};
template <> struct OpOf<hash_name("resize_l")> : std::type_identity<op::Resize<ResizeMode::linear>> {};
template <> struct OpOf<hash_name("resize_n_a")> : std::type_identity<op::ResizeAdjoint<ResizeMode::nearest>> {};
template <> struct OpOf<hash_name("resize_l_a")> : std::type_identity<op::ResizeAdjoint<ResizeMode::linear>> {};
// clang-format on

/// The front-end form of `resize`.
template <ResizeMode Mode, bool ChannelsFirst, std::size_t... To>
struct ResizeTo {
  static constexpr int spatial = static_cast<int>(sizeof...(To));
  static constexpr std::int32_t to[sizeof...(To)] = {static_cast<std::int32_t>(To)...};
  template <class S>
  static constexpr bool axes_ok = S::rank == spatial + 2;
  static constexpr int first = ChannelsFirst ? 2 : 1;
  template <class S>
  static constexpr bool extents_ok = [] {
    for (int i = 0; i < spatial; ++i)
      if (to[i] < 1 || (axes_ok<S> && dims_of<S>[first + i] < 1)) return false;
    return true;
  }();
  template <class T>
  static constexpr bool dtype_ok = Mode == ResizeMode::nearest ? !std::is_same_v<T, bool> : std::is_floating_point_v<T>;
  template <class A>
  static constexpr bool ok =
      axes_ok<typename A::shape_type> && extents_ok<typename A::shape_type> && dtype_ok<typename A::value_type>;
  static constexpr Dims dims(Dims d) {
    for (int i = 0; i < spatial; ++i) d[first + i] = to[i];
    return d;
  }
  template <class A>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<dims(dims_of<typename A::shape_type>)>;
    template <int I>
    using operand_type = value_type;
  };
  template <class V>
  static constexpr V record(V x) {
    for (int i = 0; i < spatial; ++i) {
      Node const n = (*x.builder)[x.id];
      Dims d = n.dims;
      if (d[first + i] == to[i]) continue;
      d[first + i] = to[i];
      x = routine<op::Resize<Mode>>(n.dtype, d, op::axis_and_flag(first + i, false), x);
    }
    return x;
  }
  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (detail::faulty<ResizeTo, X>) {
      using S = typename detail::arg_of<X>::shape_type;
      using T = typename detail::arg_of<X>::value_type;
      static_assert(diagnose::operation_accepts_dtype<ResizeTo, T, dtype_ok<T>>, "resize: not defined for this dtype");
      static_assert(axes_ok<S> || diagnose::is_batch_spatial_channels<Shape<To...>, S, spatial>,
                    "resize: the input is [batch, spatial..., channels] (extents asked for, input shape, spatial axes follow)");
      static_assert(diagnose::axes_have_elements<S, extents_ok<S>, static_cast<int>(To)...>,
                    "resize: from or to no elements (input shape, extents asked for follow)");
    }
    return apply<ResizeTo>(static_cast<X&&>(x));
  }
};

/// The spatial axes resampled to the extents To, linearly or with the nearest element; half-pixel centres, no smoothing.
/// `resize<8, 8>(x)`, `resize<ResizeMode::nearest, 8, 8>(x)`. As many spatial axes as extents.
/// [batch, spatial..., channels] -> [batch, To..., channels]
template <std::size_t... To, Operand X>
constexpr auto resize(X&& x) {
  return ResizeTo<ResizeMode::linear, false, To...>::call(static_cast<X&&>(x));
}
template <std::size_t... To, Operand X>
constexpr auto resize(X&& x, sliding::ChannelsFirst) {
  return ResizeTo<ResizeMode::linear, true, To...>::call(static_cast<X&&>(x));
}
template <ResizeMode Mode, std::size_t... To, Operand X>
constexpr auto resize(X&& x) {
  return ResizeTo<Mode, false, To...>::call(static_cast<X&&>(x));
}
template <ResizeMode Mode, std::size_t... To, Operand X>
constexpr auto resize(X&& x, sliding::ChannelsFirst) {
  return ResizeTo<Mode, true, To...>::call(static_cast<X&&>(x));
}

}  // namespace tenon
