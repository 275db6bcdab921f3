// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/like.hpp>
#include <tenon/data/ragged/places.hpp>
#include <tenon/op/concat.hpp>
#include <tenon/op/identity.hpp>
#include <tenon/op/indexing.hpp>
#include <tenon/trace/structure.hpp>

/// Ragged tensors with capacities in traced functions: a RaggedTensor outside is a TracedRagged inside.
namespace tenon {

namespace diagnose {
template <class Ragged>
inline constexpr bool function_of_ragged_is_traced = false;
template <class First, class Second>
inline constexpr bool same_ragged_capacities = std::is_same_v<First, Second>;
template <std::size_t... Capacity>
struct capacities {};
}  // namespace diagnose

#define TENON_RAGGED_UNTRACED                                                                                                    \
  "ragged: this function, or a part of a ragged tensor, is not there in a traced function (the traced tensor follows): there "   \
  "are elementwise functions, folds of rows, gather, to_tensor, mask, from_tensor, row_lengths and value_rowids"
/// A ragged tensor as a value of the function being traced: how many rows there are, the splits of all ragged axes, and room for
/// values. Behind the last value there are copies of the first (ones where there is none): a function of all values meets nothing
/// there that is no value, such as a zero under a division. No result sees them, and no derivative.
template <class T, std::size_t RaggedRank, class InnerShape, std::size_t... Capacity>
class TracedRagged {
 public:
  using structure_type = RaggedTensor<T, RaggedRank, InnerShape, Capacity...>;
  using value_type = T;
  using inner_shape = InnerShape;
  using values_shape = typename structure_type::values_shape;
  static constexpr std::size_t ragged_rank = RaggedRank, rank = structure_type::rank;
  static constexpr std::size_t capacity(std::size_t axis) { return structure_type::capacity(axis); }
  using capacities = diagnose::capacities<Capacity...>;

  using Count = Traced<std::int64_t, Shape<>>;
  using Splits = Traced<std::int64_t, Shape<detail::Capacities<Capacity...>::splits_before(RaggedRank)>>;
  using Values = Traced<T, values_shape>;
  using parts_type = std::tuple<Count, Splits, Values>;

  constexpr TracedRagged(Count const& count, Splits const& splits, Values const& values)
      : count_(count), splits_(splits), values_(values) {}

  constexpr Builder* builder() const { return values_.builder(); }
  constexpr parts_type parts() const { return {count_, splits_, values_}; }
  /// How many rows there are.   []
  constexpr Count const& rows() const { return count_; }
  /// Room for all values, one behind the other.   [capacity, D...]
  constexpr Values const& flat_values() const { return values_; }
  /// The splits of a ragged axis, as many as there is room for: rows that do not exist have no values.   [capacity + 1]
  template <std::size_t Axis = 0>
  constexpr Traced<std::int64_t, Shape<structure_type::capacity(Axis) + 1>> row_splits() const {
    static_assert(Axis < RaggedRank, "row_splits: there is no such ragged axis");
    constexpr int first = int(detail::Capacities<Capacity...>::splits_before(Axis));
    if constexpr (RaggedRank == 1)
      return splits_;
    else
      return splits_(range<first, first + int(capacity(Axis)) + 1>);
  }

  /// The same rows with other values for all there is room for.   [capacity, E...]
  template <class U, std::size_t First, std::size_t... E>
  constexpr auto with_values(Traced<U, Shape<First, E...>> const& values) const {
    static_assert(First == capacity(RaggedRank), "with_values: the first axis has not the capacity of the values");
    return TracedRagged<U, RaggedRank, Shape<E...>, Capacity...>(count_, splits_, values);
  }

  /// For the concept Ragged: what asks for memory is refused.
  constexpr RaggedView<T, RaggedRank, InnerShape> view() const {
    static_assert(diagnose::function_of_ragged_is_traced<TracedRagged>, TENON_RAGGED_UNTRACED);
    return {};
  }

  // For what is done with it.

  /// The splits of an axis as routines take them; of the last one, the row of each value.
  template <std::size_t Axis>
  constexpr Value split_index() const {
    return detail::as_index({builder(), row_splits<Axis>().id()});
  }
  /// Splits that make(axis) gives, those of all axes in one.
  template <class Make>
  constexpr Splits joined_splits(Make const& make) const {
    Builder& b = *builder();
    NodeId all = make(std::integral_constant<std::size_t, 0>{}).id;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      ((all = concat(b, all, make(std::integral_constant<std::size_t, I + 1>{}).id, 0)), ...);
    }(std::make_index_sequence<RaggedRank - 1>{});
    return {&b, cast(b, all, dtype_of<std::int64_t>)};
  }
  constexpr Traced<Index, Shape<structure_type::capacity(RaggedRank)>> row_of_values() const {
    Dims const dims{1, {static_cast<std::int32_t>(capacity(RaggedRank))}};
    return {builder(), routine<op::RaggedRows>(dtype_of<Index>, dims, 0, split_index<RaggedRank - 1>()).id};
  }
  constexpr TracedRagged entered() const {
    auto const size = row_splits<RaggedRank - 1>()(at<int(structure_type::capacity(RaggedRank - 1))>);
    auto const one = values_(at<0>);
    auto const filling = where(size > 0, stop_gradient(one), static_cast<T>(1));
    return TracedRagged(count_, splits_, where(real_values(), values_, filling));
  }
  constexpr TracedRagged left() const { return TracedRagged(count_, splits_, where(real_values(), values_, T{})); }

 private:
  /// Whether a value is one, with unit axes behind.
  constexpr auto real_values() const {
    constexpr Dims units = detail::with_units_behind(Dims{1, {static_cast<std::int32_t>(structure_type::capacity(RaggedRank))}},
                                                     int(values_shape::rank));
    return reshape_to_shape<shape_from<units>>(row_of_values() < static_cast<Index>(capacity(RaggedRank - 1)));
  }

  Count count_;
  Splits splits_;
  Values values_;
};

namespace detail {
template <class T, std::size_t RaggedRank, class InnerShape, std::size_t... Capacity>
  requires(sizeof...(Capacity) > 0)
struct StructureInTrace<RaggedTensor<T, RaggedRank, InnerShape, Capacity...>>
    : std::type_identity<TracedRagged<T, RaggedRank, InnerShape, Capacity...>> {};

/// What was refused has a result all the same, so that nothing more is said.
template <class T, std::size_t RaggedRank, class InnerShape, std::size_t... Capacity>
struct RaggedFacts<TracedRagged<T, RaggedRank, InnerShape, Capacity...>> {
  static constexpr bool is_fixed = true;
};

/// A ragged tensor of the function being traced.
template <class X>
concept TracedRows = Ragged<X> && TracedStructure<std::remove_cvref_t<X>>;
}  // namespace detail

}  // namespace tenon
