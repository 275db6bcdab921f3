// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/like.hpp>

/// Between ragged tensors and dense ones: padding, masks, lengths.
namespace tenon {

namespace diagnose {
template <std::size_t Given, std::size_t RaggedRank>
inline constexpr bool one_width_a_ragged_axis = Given == RaggedRank;
template <class X>
inline constexpr bool dense_tensor_has_two_axes = false;
}  // namespace diagnose

#define TENON_RAGGED_WIDTHS(function)                                                                                            \
  "ragged::" function ": one width for each ragged axis: to_tensor<5>(r), of two ragged axes to_tensor<3, 5>(r) (given, needed " \
  "follow)"

namespace ragged {

/// Asks `to_tensor` to cut rows that are longer than its width.
struct Truncate {};
inline constexpr Truncate truncate{};
/// What filled rows up: `from_tensor(x, Padding{0})` takes it off their ends.
template <class T>
struct Padding {
  T value;
};
template <class T>
Padding(T) -> Padding<T>;

}  // namespace ragged

namespace detail {

/// Writes a part of a ragged tensor below `Axis` into its place among rows of the widths given: values, or true for each.
template <class Part, class To, class Write>
constexpr data::Outcome write_padded(Part const& part, To* to, std::size_t row, std::size_t axis, std::size_t const* widths,
                                     std::size_t inner, bool cut, Write const& write) {
  std::size_t const width = widths[0];
  std::size_t n = 0;
  if constexpr (Ragged<Part>)
    n = part.rows();
  else
    n = values_in(part);
  if (n > width) {
    if (!cut) return data::Outcome::failure("row ", row, " of axis ", axis, " has ", n, " values, more than the width ", width);
    n = width;
  }
  if constexpr (Ragged<Part>) {
    std::size_t size = inner;  // of what one row of this axis takes
    for (std::size_t k = 1; k <= Part::ragged_rank; ++k) size *= widths[k];
    for (std::size_t i = 0; i < n; ++i)
      if (auto const outcome =
              write_padded(part[static_cast<std::ptrdiff_t>(i)], to + i * size, i, axis + 1, widths + 1, inner, cut, write);
          !outcome)
        return outcome;
  } else
    write(part, n, to);
  return {};
}

/// A dense tensor as long as x has rows, of rows [Width..., inner...].
template <class X, class T, class S, std::size_t... Width, class Write>
constexpr auto padded(X const& x, T fill, bool cut, Write const& write) {
  using Rows = DenseLike<X, T, typename JoinedShape<Shape<Width...>, S>::type>;
  constexpr std::size_t widths[] = {Width...}, size = (S::size * ... * Width);
  auto const view = x.view();
  Rows result = dense_rows<Rows>(view.rows());
  std::size_t const all = [&] {
    if constexpr (is_fixed_ragged<X>)
      return Rows::size;
    else
      return view.rows() * size;
  }();
  for (std::size_t i = 0; i < all; ++i) result.data()[i] = fill;
  for (std::size_t i = 0; i < view.rows(); ++i)
    if (auto const outcome =
            write_padded(view[static_cast<std::ptrdiff_t>(i)], result.data() + i * size, i, 1, widths, S::size, cut, write);
        !outcome)
      return data::Result<Rows>(outcome);
  return data::Result<Rows>(std::move(result));
}

template <class X, std::size_t... Width>
constexpr auto padded_values(X const& x, typename X::value_type fill, bool cut) {
  using T = typename X::value_type;
  using S = typename X::inner_shape;
  return padded<X, T, S, Width...>(x, fill, cut, [](auto const& part, std::size_t n, T* to) {
    for (std::size_t i = 0; i < n * S::size; ++i) to[i] = part.data()[i];
  });
}

}  // namespace detail

namespace ragged {

/// Rows filled up to one width with `fill`: `to_tensor<5>(r)`, of two ragged axes `to_tensor<3, 5>(r)`. A row that is longer is
/// an error that names it, or is cut: `to_tensor<5>(r, 0, tn::ragged::truncate)`. The result is `data::Rows`; of a ragged tensor
/// with capacities a tensor with all rows that there may be.   [rows, (n), D...] -> [rows, Width, D...]
template <std::size_t... Width, Ragged X>
constexpr auto try_to_tensor(X const& x, typename X::value_type fill = {}) {
  static_assert(diagnose::one_width_a_ragged_axis<sizeof...(Width), X::ragged_rank>, TENON_RAGGED_WIDTHS("to_tensor"));
  if constexpr (sizeof...(Width) == X::ragged_rank)
    return detail::padded_values<X, Width...>(x, fill, false);
  else
    return data::Result<Invalid>(Invalid{});
}
template <std::size_t... Width, Ragged X>
constexpr auto to_tensor(X const& x, typename X::value_type fill = {}) {
  return try_to_tensor<Width...>(x, fill).or_stop("ragged::to_tensor");
}
template <std::size_t... Width, Ragged X>
constexpr auto to_tensor(X const& x, typename X::value_type fill, Truncate) {
  static_assert(diagnose::one_width_a_ragged_axis<sizeof...(Width), X::ragged_rank>, TENON_RAGGED_WIDTHS("to_tensor"));
  if constexpr (sizeof...(Width) == X::ragged_rank)
    return detail::padded_values<X, Width...>(x, fill, true).or_stop("ragged::to_tensor");
  else
    return Invalid{};
}

/// Where `to_tensor` of these widths has values and no padding: the mask that layers take, and that reaches losses and metrics by
/// `context.set_mask`.
/// [rows, (n), D...] -> bool [rows, Width]
template <std::size_t... Width, Ragged X>
constexpr auto mask(X const& x) {
  static_assert(diagnose::one_width_a_ragged_axis<sizeof...(Width), X::ragged_rank>, TENON_RAGGED_WIDTHS("mask"));
  if constexpr (sizeof...(Width) == X::ragged_rank)
    return detail::padded<X, bool, Shape<>, Width...>(x, false, true,
                                                      [](auto const&, std::size_t n, bool* to) {
                                                        for (std::size_t i = 0; i < n; ++i) to[i] = true;
                                                      })
        .or_stop("ragged::mask");
  else
    return Invalid{};
}

/// The length of each row; of several ragged axes that of each row of axis `Axis`.   -> [rows]
template <std::size_t Axis = 0, Ragged X>
constexpr auto row_lengths(X const& x) {
  static_assert(Axis < X::ragged_rank, "ragged::row_lengths: there is no such ragged axis");
  auto const splits = x.view().splits(Axis);
  auto lengths = detail::dense_rows<detail::DenseLike<X, std::int64_t, Shape<>, Axis>>(splits.size() - 1);
  for (std::size_t i = 0; i + 1 < splits.size(); ++i) lengths.data()[i] = splits[i + 1] - splits[i];
  return lengths;
}
/// The row of each value; of several ragged axes that on the last one.   -> [values]
template <Ragged X>
constexpr auto value_rowids(X const& x) {
  constexpr std::size_t last = X::ragged_rank;
  auto const splits = x.view().splits(last - 1);
  auto ids = detail::dense_rows<detail::DenseLike<X, std::int64_t, Shape<>, last>>(x.view().count(last));
  for (std::size_t i = 0, at = 0; i + 1 < splits.size(); ++i)
    for (std::int64_t k = splits[i]; k < splits[i + 1]; ++k) ids.data()[at++] = static_cast<std::int64_t>(i);
  return ids;
}
/// The extents of the smallest dense tensor that all of it fits into.
template <Ragged X>
constexpr std::array<std::size_t, X::rank> bounding_shape(X const& x) {
  std::array<std::size_t, X::rank> shape{x.view().rows()};
  for (std::size_t k = 0; k < X::ragged_rank; ++k) {
    auto const splits = x.view().splits(k);
    for (std::size_t i = 0; i + 1 < splits.size(); ++i) {
      auto const n = static_cast<std::size_t>(splits[i + 1] - splits[i]);
      if (n > shape[k + 1]) shape[k + 1] = n;
    }
  }
  constexpr Dims inner = dims_of<typename X::inner_shape>;
  for (int i = 0; i < inner.rank; ++i)
    shape[X::ragged_rank + 1 + static_cast<std::size_t>(i)] = static_cast<std::size_t>(inner[i]);
  return shape;
}

/// Rows that are filled up to a width that is known when running only.
template <class T, std::size_t... D>
struct Padded {
  std::size_t rows = 0, width = 0;
  data::Rows<T, D...> values;  ///< rows * width of them: value k of row i is row i * width + k
  data::Rows<bool> mask;       ///< for each of them, whether it is no padding
};
}  // namespace ragged

namespace detail {
template <class T, class S>
struct PaddedOf;
template <class T, std::size_t... D>
struct PaddedOf<T, Shape<D...>> : std::type_identity<ragged::Padded<T, D...>> {};
}  // namespace detail

namespace ragged {
/// The rows of one ragged axis filled up to a width, or to the longest of them.
template <Ragged X>
  requires(X::ragged_rank == 1)
auto pad(X const& x, typename X::value_type fill, std::size_t width) {
  using T = typename X::value_type;
  using S = typename X::inner_shape;
  auto const view = x.view();
  typename detail::PaddedOf<T, S>::type result;
  result.rows = view.rows(), result.width = width;
  result.values = decltype(result.values)(view.rows() * width);
  result.mask = data::Rows<bool>(view.rows() * width);
  for (auto& value : result.values.values()) value = fill;
  std::size_t const inner = S::size;
  for (std::size_t i = 0; i < view.rows(); ++i) {
    auto const row = view[static_cast<std::ptrdiff_t>(i)];
    std::size_t const n = detail::values_in(row), first = i * width;
    if (n > width) data::Outcome::failure("row ", i, " has ", n, " values, more than the width ", width).or_stop("ragged::pad");
    for (std::size_t k = 0; k < n * inner; ++k) result.values.data()[first * inner + k] = row.data()[k];
    for (std::size_t k = 0; k < n; ++k) result.mask.data()[first + k] = true;
  }
  return result;
}
template <Ragged X>
  requires(X::ragged_rank == 1)
auto pad(X const& x, typename X::value_type fill = {}) {
  return pad(x, fill, bounding_shape(x)[1]);
}

}  // namespace ragged
}  // namespace tenon
