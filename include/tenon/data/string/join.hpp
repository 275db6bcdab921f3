// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/string/broadcast.hpp>
#include <tenon/op/reduce.hpp>

namespace tenon::strings {

namespace detail {
struct Join {};

/// The first operand that is no lone text.
template <class A, class... Rest>
constexpr auto first_strings() {
  if constexpr (std::is_same_v<A, LoneText> && sizeof...(Rest) > 0)
    return first_strings<Rest...>();
  else
    return std::type_identity<A>{};
}
/// As the capacity of a result: that of the operand.
inline constexpr std::size_t same_capacity = 0;
/// Strings of shape S, in the form of X.
template <class S, std::size_t Given, class X>
struct Reshaped;
template <class S, std::size_t Given, class R, std::size_t Capacity>
struct Reshaped<S, Given, BasicStringTensor<R, Capacity>>
    : std::type_identity<BasicStringTensor<S, Given == same_capacity ? Capacity : Given>> {};
template <class S, std::size_t Given, class R, std::size_t Most, std::size_t Capacity>
struct Reshaped<S, Given, data::BasicStringRows<R, Most, Capacity>>
    : std::type_identity<data::BasicStringRows<S, Most, Given == same_capacity ? Capacity : Given>> {};
}  // namespace detail

/// Strings put together, element by element, with the separator between them. Operands are strings or texts; shapes broadcast.
/// The result has the capacity of the first operand that is no lone text, or the one given.   [S...], [R...], ... -> [broadcast]
/// Example: join("-", tensor, "x", other), join<64>("-", small, other)
template <std::size_t Capacity = detail::same_capacity, detail::StringsOrText... X>
  requires(sizeof...(X) > 0 && (Strings<X> || ...))
constexpr auto try_join(std::string_view separator, X const&... x) {
  using First = typename decltype(detail::first_strings<detail::OperandOf<X>...>())::type;
  using All = detail::Together<detail::OperandOf<X>...>;
  using Shapes = detail::ShapesOf<detail::OperandOf<X>...>;
  static_assert(diagnose::shapes_broadcast<detail::Join, typename Shapes::lhs, typename Shapes::rhs>, TENON_SHAPES_CLASH);
  if constexpr (Shapes::ok) {
    static_assert(First::has_rows || !All::has_rows,
                  "strings::join: of operands with and without rows, those with rows come first");
    using Out = typename detail::Reshaped<typename All::shape_type, Capacity, typename First::strings_type>::type;
    All const all(detail::operand(x)...);
    if (auto const outcome = all.check(); !outcome) return data::Result<Out>(outcome);
    typename Out::buffer_type out;
    for (std::size_t i = 0; i < all.elements(); ++i) {
      bool first = true;
      auto const add = [&](std::string_view text) {
        bool const fits = (first || out.extend(separator)) && out.extend(text);
        first = false;
        return fits;
      };
      if (!(add(All::at(detail::operand(x), i)) && ...) || !out.finish()) return data::Result<Out>(out.fault());
    }
    return data::Result<Out>(Out(std::move(out)));
  } else
    return data::Result<typename First::strings_type>(data::Outcome::failure("shapes"));
}
template <std::size_t Capacity = detail::same_capacity, detail::StringsOrText... X>
  requires(sizeof...(X) > 0 && (Strings<X> || ...))
constexpr auto join(std::string_view separator, X const&... x) {
  return try_join<Capacity>(separator, x...).or_stop("strings::join");
}

namespace detail {
template <bool Keep, int... Axis>
struct ReduceJoin {
  template <Strings X>
  static constexpr auto call(X const& x, std::string_view separator) {
    using S = typename X::shape_type;
    static_assert(!X::has_rows, "strings::reduce_join: axes are those of a string tensor");
    static_assert(diagnose::axis_in_range<axes::Asked<S, Axis...>, axes::Allowed<S>, S>,
                  "reduction: axis out of range (axis, allowed range, shape follow)");
    static_assert(diagnose::axes_differ<S, Axis...>, "reduction: an axis is named twice (shape, axes follow)");
    if constexpr (axes::valid<S, Axis...>) {
      constexpr std::uint32_t mask = axes::mask_of<Axis...>(int(S::rank));
      constexpr Dims full = dims_of<S>, kept = without_axes(full, mask), strides = row_major(full);
      using Out =
          typename Reshaped<shape_from<Keep ? with_unit_axes(full, mask) : kept>, same_capacity, typename X::strings_type>::type;
      typename Out::buffer_type out;
      for (std::size_t i = 0; i < Out::size; ++i) {
        bool first = true;
        for (std::size_t k = 0; k * Out::size < S::size; ++k) {
          // i counts the axes that stay, k those that are folded, both in row-major order.
          std::size_t at = 0, stays = i, folded = k;
          for (int axis = full.rank - 1; axis >= 0; --axis) {
            std::size_t& rest = (mask >> axis & 1u) != 0 ? folded : stays;
            auto const extent = static_cast<std::size_t>(full[axis]);
            at += rest % extent * static_cast<std::size_t>(strides[axis]);
            rest /= extent;
          }
          if (!((first || out.extend(separator)) && out.extend(x.element(at)))) return data::Result<Out>(out.fault());
          first = false;
        }
        if (!out.finish()) return data::Result<Out>(out.fault());
      }
      return data::Result<Out>(Out(std::move(out)));
    } else
      return data::Result<typename X::strings_type>(data::Outcome::failure("axes"));
  }
};
}  // namespace detail

/// The strings along axes (all without any; negative ones count from the end) put together, in row-major order.
/// `reduce_join<-1>(x, " ")`; with `keepdims` the axes stay with extent 1.   [S...] -> [S... less axes]
template <int... Axis, Strings X>
constexpr auto try_reduce_join(X const& x, std::string_view separator = {}) {
  return detail::ReduceJoin<false, Axis...>::call(x, separator);
}
template <int... Axis, Strings X>
constexpr auto reduce_join(X const& x, std::string_view separator = {}) {
  return detail::ReduceJoin<false, Axis...>::call(x, separator).or_stop("strings::reduce_join");
}
template <int... Axis, Strings X>
constexpr auto reduce_join(X const& x, std::string_view separator, KeepDims) {
  return detail::ReduceJoin<true, Axis...>::call(x, separator).or_stop("strings::reduce_join");
}

}  // namespace tenon::strings
