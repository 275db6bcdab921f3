// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/sets/rows.hpp>
#include <tenon/op/sort.hpp>
#include <tenon/trace/structure.hpp>

/// Sets in traced functions: rows are sorted by the routine that sorts tensors, then both are walked once.
namespace tenon {

namespace op {

namespace detail {
inline constexpr char const* set_names[] = {"set_union", "set_intersection", "set_difference"};
inline constexpr char const* set_size_names[] = {"set_union_size", "set_intersection_size", "set_difference_size"};
constexpr std::int32_t last_extent(Dims const& d) { return d[d.rank - 1]; }
}  // namespace detail

/// Sorted rows of both operands, of which the first so many count: [rows, n, m, width of the result].
template <sets::detail::Join How>
struct JoinedSets {
  static constexpr char const* name = detail::set_names[static_cast<int>(How)];
  static constexpr int arity = 3, flops = 1;
  static constexpr bool integers_only = true;
  static constexpr Typed operands[3] = {Typed::data, Typed::data, Typed::index}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) {
    return Dims{4,
                {static_cast<std::int32_t>(in[2].size() / 2), detail::last_extent(in[0]), detail::last_extent(in[1]),
                 detail::last_extent(n.dims)}};
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* a, T const* b, Index const* counts, T* y) {
    auto const width = static_cast<std::size_t>(form[3]);
    for (std::ptrdiff_t row = 0; row < form[0]; ++row, a += form[1], b += form[2], counts += 2, y += width) {
      std::size_t count = 0;
      sets::detail::join_rows<How>(a, static_cast<std::size_t>(counts[0]), b, static_cast<std::size_t>(counts[1]),
                                   [&](T x) TENON_INLINE_LAMBDA {
                                     if (count < width) y[count] = x;
                                     ++count;
                                   });
      if constexpr (TENON_CHECKS != 0)
        if (count > width) [[unlikely]]
          sets::detail::row_too_long(static_cast<std::size_t>(row), count, width).or_stop(name);
      for (std::size_t i = count; i < width; ++i) y[i] = T(0);
    }
  }
};
/// How many elements they have: [rows, n, m].
template <sets::detail::Join How>
struct JoinedSizes {
  static constexpr char const* name = detail::set_size_names[static_cast<int>(How)];
  static constexpr int arity = 3, flops = 1;
  static constexpr bool integers_only = true;
  static constexpr Typed operands[3] = {Typed::data, Typed::data, Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const&, Dims const* in) {
    return Dims{3, {static_cast<std::int32_t>(in[2].size() / 2), detail::last_extent(in[0]), detail::last_extent(in[1])}};
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* a, T const* b, Index const* counts, Index* y) {
    for (std::ptrdiff_t row = 0; row < form[0]; ++row, a += form[1], b += form[2], counts += 2) {
      Index count = 0;
      sets::detail::join_rows<How>(a, static_cast<std::size_t>(counts[0]), b, static_cast<std::size_t>(counts[1]),
                                   [&](T) TENON_INLINE_LAMBDA { ++count; });
      *y++ = count;
    }
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("set_union")> : std::type_identity<op::JoinedSets<sets::detail::Join::unite>> {};
template <> struct OpOf<hash_name("set_intersection")> : std::type_identity<op::JoinedSets<sets::detail::Join::intersect>> {};
template <> struct OpOf<hash_name("set_difference")> : std::type_identity<op::JoinedSets<sets::detail::Join::subtract>> {};
template <> struct OpOf<hash_name("set_union_size")> : std::type_identity<op::JoinedSizes<sets::detail::Join::unite>> {};
template <> struct OpOf<hash_name("set_intersection_size")> : std::type_identity<op::JoinedSizes<sets::detail::Join::intersect>> {};
template <> struct OpOf<hash_name("set_difference_size")> : std::type_identity<op::JoinedSizes<sets::detail::Join::subtract>> {};
// clang-format on

/// Sets as a value of the function being traced: what BasicSets is there as an argument, a carry or a result.
template <class T, class S>
struct TracedSets {
  using value_type = T;
  using shape_type = S;
  using rows_type = sets::detail::rows_of<S>;
  static constexpr std::size_t width = sets::detail::width_of<S>, rows = rows_type::size;
  using structure_type = BasicSets<BasicTensor<T, S>>;
  using parts_type = std::tuple<Traced<T, S>, Traced<Index, rows_type>>;
  Traced<T, S> values;
  Traced<Index, rows_type> sizes;

  constexpr Builder* builder() const { return values.builder(); }
  constexpr parts_type parts() const { return {values, sizes}; }
};

namespace sets::detail {

template <class T, class S>
inline constexpr bool is_sets<TracedSets<T, S>> = true;

/// Rows of an operand in a trace, sorted, and how many elements of each count.
struct SortedRows {
  Value values, counts;
};
template <class X>
constexpr SortedRows sorted_rows(Builder& b, X const& x) {
  if constexpr (is_sets<X>)
    return {tenon::detail::lift(b, x.values), tenon::detail::lift(b, x.sizes)};
  else {
    Value const values = tenon::detail::lift(b, x);
    Dims const dims = b[values.id].dims;
    NodeId const counts = b.constant(dtype_of<Index>, without_last(dims), Scalar{0, dims[dims.rank - 1]});
    return {tenon::detail::along_axis<op::Sort>(values, dims.rank - 1, false), {&b, counts}};
  }
}
template <Join How, class Result>
constexpr auto record_join(Builder& b, SortedRows const& x, SortedRows const& y) {
  using T = typename Result::value_type;
  using S = typename Result::shape_type;
  Dims column = b[x.counts.id].dims;
  column.push_back(1);
  Value const counts{&b, concat(b, reshape(b, x.counts.id, column), reshape(b, y.counts.id, column), column.rank - 1)};
  return TracedSets<T, S>{
      {&b, routine<op::JoinedSets<How>>(dtype_of<T>, dims_of<S>, 0, x.values, y.values, counts).id},
      {&b, routine<op::JoinedSizes<How>>(dtype_of<Index>, without_last(dims_of<S>), 0, x.values, y.values, counts).id}};
}

}  // namespace sets::detail

namespace detail {
template <class T, class S, class Storage>
struct StructureInTrace<BasicSets<BasicTensor<T, S, Storage>>> : std::type_identity<TracedSets<T, S>> {};
}  // namespace detail

}  // namespace tenon
