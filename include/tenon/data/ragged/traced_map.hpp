// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/traced.hpp>

/// Functions of all values in traced functions. Only what they are given is traced: the partition stays as it is.
namespace tenon {

namespace diagnose {
template <class Result, std::size_t Values>
inline constexpr bool function_gives_a_value_for_each = std::is_same_v<Result, Invalid>;
template <class Result, std::size_t Values>
  requires(Operand<Result> && !std::is_same_v<Result, Invalid>)
inline constexpr bool
    function_gives_a_value_for_each<Result, Values> = Result::shape_type::rank > 0 &&
                                                      static_cast<std::size_t>(dims_of<typename Result::shape_type>[0]) == Values;
template <std::size_t Left, std::size_t Right>
inline constexpr bool same_ragged_axes = Left == Right;
}  // namespace diagnose

#define TENON_RAGGED_FUNCTION                                                                                                    \
  "ragged::map_flat_values: the function must give a tensor with a value for each that it is given: [n, D...] -> [n, E...] "     \
  "(result, n follow)"
#define TENON_RAGGED_AXES "ragged: the operands have different numbers of ragged axes (both follow)"
#define TENON_RAGGED_CAPACITIES                                                                                                  \
  "ragged: the operands of a traced function have the same capacities; none is the heap (both follow)"

namespace detail {

/// The first of some arguments that is of the trace.
template <class X, class... Rest>
constexpr auto const& first_traced_rows(X const& x, Rest const&... rest) {
  if constexpr (TracedRows<X>)
    return x;
  else
    return first_traced_rows(rest...);
}

template <class X>
struct CapacitiesOf;
template <class T, std::size_t RaggedRank, class S, std::size_t... Capacity>
struct CapacitiesOf<RaggedTensor<T, RaggedRank, S, Capacity...>> : std::type_identity<diagnose::capacities<Capacity...>> {};
template <class T, std::size_t RaggedRank, class S, std::size_t... Capacity>
struct CapacitiesOf<TracedRagged<T, RaggedRank, S, Capacity...>> : std::type_identity<diagnose::capacities<Capacity...>> {};
template <class T, std::size_t RaggedRank, class S>
struct CapacitiesOf<RaggedView<T, RaggedRank, S>> : std::type_identity<diagnose::capacities<>> {};

/// Whether an argument that is ragged can stand beside the first that is of the trace; reports what is wrong.
template <class First, class X>
constexpr bool stands_beside() {
  if constexpr (Ragged<X>) {
    constexpr bool axes = First::ragged_rank == X::ragged_rank;
    static_assert(diagnose::same_ragged_axes<First::ragged_rank, X::ragged_rank>, TENON_RAGGED_AXES);
    if constexpr (axes) {
      using Left = typename CapacitiesOf<First>::type;
      using Right = typename CapacitiesOf<X>::type;
      static_assert(diagnose::same_ragged_capacities<Left, Right>, TENON_RAGGED_CAPACITIES);
      return std::is_same_v<Left, Right>;
    } else
      return false;
  } else
    return true;
}

/// A ragged tensor that is made in a trace as a value of it.
template <class X>
constexpr auto ragged_value(Builder& b, X const& x) {
  if constexpr (Structure<X>) {
    List<NodeId> nodes;
    Form<X>::nodes(b, x, nodes);
    int at = 0;
    return Form<X>::read(b, nodes, at);
  } else
    return x;
}
/// The partition of x, at run time checked to be that of y where they may differ.
template <class X, class Y>
constexpr X with_partition_of_both(X const& x, Y const& y) {
  if constexpr (TracedRows<Y>) {
    auto [count, splits, values] = x.parts();
    Builder& b = *x.builder();
    if (count.id() != y.rows().id()) {
      Value const same =
          routine<op::RaggedSame>(dtype_of<Index>, Dims{}, 0, as_index({&b, count.id()}), as_index({&b, y.rows().id()}));
      count = {&b, cast(b, same.id, dtype_of<std::int64_t>)};
    }
    if (splits.id() != std::get<1>(y.parts()).id()) {
      splits = x.joined_splits([&]<std::size_t Axis>(std::integral_constant<std::size_t, Axis>) {
        Value const own = x.template split_index<Axis>();
        return routine<op::RaggedSame>(dtype_of<Index>, b[own.id].dims, static_cast<std::int32_t>(Axis) + 1, own,
                                       y.template split_index<Axis>());
      });
    }
    return X(count, splits, values);
  } else
    return x;
}
template <class X>
constexpr auto const& values_or_self(X const& x) {
  if constexpr (TracedRows<X>)
    return x.flat_values();
  else
    return x;
}

/// f of all values; all arguments that are ragged are of the trace.
template <class First, class F, class... X>
constexpr auto map_values_of(First const& first, F const& f, X const&... x) {
  constexpr std::size_t n = First::capacity(First::ragged_rank);
  using Given = std::remove_cvref_t<decltype(f(values_or_self(x)...))>;
  constexpr bool fits = diagnose::function_gives_a_value_for_each<Given, n>;
  static_assert(fits, TENON_RAGGED_FUNCTION);
  if constexpr (!fits || std::is_same_v<Given, Invalid>)
    return Invalid{};
  else {
    Builder& b = *first.builder();
    First same = first;
    ((same = with_partition_of_both(same, x)), ...);
    Traced<typename Given::value_type, typename Given::shape_type> const values(&b, lift(b, f(values_or_self(x)...)).id);
    return same.with_values(values);
  }
}
/// The same where at least one of them is.
template <class F, class... X>
constexpr auto map_in_trace(F const& f, X const&... x) {
  using First = std::remove_cvref_t<decltype(first_traced_rows(x...))>;
  if constexpr ((stands_beside<First, X>() && ...)) {
    Builder& b = *first_traced_rows(x...).builder();
    return map_values_of(first_traced_rows(x...), f, ragged_value(b, x)...);
  } else
    return Invalid{};
}

}  // namespace detail
}  // namespace tenon
