// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/like.hpp>

#include <concepts>

/// Parts of ragged tensors in another order: gather, masks, slices, sorting and reversing of rows, functions of rows.
namespace tenon {

namespace diagnose {
template <class T, class InnerShape>
inline constexpr bool rows_of_numbers_are_sorted = InnerShape::rank == 0;
template <class Mask>
inline constexpr bool mask_is_of_bools = false;
}  // namespace diagnose

namespace detail {

/// A range of Python, from and to, of which negative ones count from the end, among n.
constexpr std::size_t clipped(std::ptrdiff_t at, std::size_t n) {
  auto const size = static_cast<std::ptrdiff_t>(n);
  std::ptrdiff_t const i = at < 0 ? at + size : at;
  return static_cast<std::size_t>(i < 0 ? 0 : i > size ? size : i);
}

template <class Part>
constexpr std::size_t parts_in(Part const& part) {
  if constexpr (Ragged<Part>)
    return part.rows();
  else
    return values_in(part);
}
/// Appends part i of a part at a level: a row of its own, or a value.
template <std::size_t Level, class Builder, class Part>
constexpr void append_one(Builder& b, Part const& part, std::size_t i) {
  if constexpr (Level == Builder::rank)
    b.append(part.data() + i * Builder::inner, 1);
  else {
    b.template append_part<Level + 1>(part[static_cast<std::ptrdiff_t>(i)]);
    b.end_row(Level);
  }
}
/// Calls choose(n, append) at each part of axis `Axis`, which has n parts: append(i) appends one of them.
template <std::size_t Axis, std::size_t Level, class Builder, class Part, class Choose>
constexpr void append_chosen(Builder& b, Part const& part, Choose const& choose) {
  if constexpr (Level == Axis)
    choose(parts_in(part), [&](std::size_t i) { append_one<Level>(b, part, i); });
  else
    for (auto const row : part) {
      append_chosen<Axis, Level + 1>(b, row, choose);
      b.end_row(Level);
    }
}
template <std::size_t Axis, class X, class Choose>
constexpr auto chosen_parts(X const& x, Choose const& choose) {
  return RaggedLike<X>::build([&](auto& b) { append_chosen<Axis, 0>(b, x.view(), choose); });
}

}  // namespace detail

namespace ragged {

/// Rows by their numbers, in this order; a row may come more than once, -1 is the last. With capacities the result has the same.
template <Ragged X, detail::WholeNumbers Rows>
constexpr auto try_gather(X const& x, Rows const& rows) -> data::Result<detail::RaggedLike<X>> {
  auto const indices = detail::flat_span(rows);
  std::size_t const n = x.view().rows();
  for (std::size_t i = 0; i < indices.size(); ++i)
    if (auto const row = static_cast<std::int64_t>(indices[i]);
        row >= static_cast<std::int64_t>(n) || row < -static_cast<std::int64_t>(n))
      return data::Outcome::failure("rows[", i, "] = ", row, " is out of range: there are ", n, " rows");
  return detail::chosen_parts<0>(x, [&](std::size_t, auto const& append) {
    for (auto const row : indices) append(detail::ragged_index("row", static_cast<std::ptrdiff_t>(row), n));
  });
}
template <Ragged X, detail::WholeNumbers Rows>
  requires(!requires { typename X::structure_type; })
constexpr auto gather(X const& x, Rows const& rows) {
  return try_gather(x, rows).or_stop("ragged::gather");
}
template <Ragged X>
constexpr auto gather(X const& x, std::initializer_list<std::ptrdiff_t> rows) {
  return try_gather(x, rows).or_stop("ragged::gather");
}

/// What a mask keeps: of bools with the partition of x, values; of one bool a row, rows.
template <Ragged X, class Mask>
constexpr auto try_boolean_mask(X const& x, Mask const& mask) -> data::Result<detail::RaggedLike<X>> {
  if constexpr (Ragged<Mask>) {
    static_assert((std::is_same_v<typename Mask::value_type, bool> && Mask::inner_shape::rank == 0) ||
                      diagnose::mask_is_of_bools<Mask>,
                  "ragged::boolean_mask: the mask must have one bool for each value");
    if (auto const outcome = detail::same_partition(x.view(), mask.view()); !outcome) return outcome;
    auto const keep = mask.view().flat_values();
    std::size_t at = 0;
    return detail::chosen_parts<X::ragged_rank>(x, [&](std::size_t n, auto const& append) {
      for (std::size_t i = 0; i < n; ++i)
        if (keep[at++]) append(i);
    });
  } else {
    std::size_t size = 0;
    for (bool const keep : mask) static_cast<void>(keep), ++size;
    if (size != x.view().rows())
      return data::Outcome::failure("the mask has ", size, " bools, but there are ", x.view().rows(), " rows");
    return detail::chosen_parts<0>(x, [&](std::size_t, auto const& append) {
      std::size_t row = 0;
      for (bool const keep : mask) {
        if (keep) append(row);
        ++row;
      }
    });
  }
}
template <Ragged X, class Mask>
constexpr auto boolean_mask(X const& x, Mask const& mask) {
  return try_boolean_mask(x, mask).or_stop("ragged::boolean_mask");
}
template <Ragged X>
constexpr auto boolean_mask(X const& x, std::initializer_list<bool> mask) {
  return try_boolean_mask(x, mask).or_stop("ragged::boolean_mask");
}

/// Of each part of an axis those from `first` to before `last`, as Python slices: negative ones count from the end, and what is
/// not there is left out. slice<0> are rows, slice<1>(r, 0, 2) the first two values of each row.
template <std::size_t Axis, Ragged X>
constexpr auto slice(X const& x, std::ptrdiff_t first, std::ptrdiff_t last) {
  static_assert(Axis <= X::ragged_rank, "ragged::slice: axis out of range");
  return detail::chosen_parts<Axis>(x,
                                    [&](std::size_t n, auto const& append) {
                                      for (std::size_t i = detail::clipped(first, n); i < detail::clipped(last, n); ++i)
                                        append(i);
                                    })
      .or_stop("ragged::slice");
}

/// Each part of an axis in reverse order: of the last one, without a number, the values of each row.
template <std::size_t Axis, Ragged X>
constexpr auto reverse(X const& x) {
  static_assert(Axis <= X::ragged_rank, "ragged::reverse: axis out of range");
  return detail::chosen_parts<Axis>(x,
                                    [](std::size_t n, auto const& append) {
                                      while (n > 0) append(--n);
                                    })
      .or_stop("ragged::reverse");
}
template <Ragged X>
constexpr auto reverse(X const& x) {
  return reverse<X::ragged_rank>(x);
}

}  // namespace ragged
}  // namespace tenon
