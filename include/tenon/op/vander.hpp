// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/arrange.hpp>
#include <tenon/op/scan.hpp>

/// Matrices of powers.
namespace tenon {

/// Asks for powers that grow along a row.
struct Increasing {};
inline constexpr Increasing increasing{};

namespace diagnose {
template <class T, class S, bool Is>
inline constexpr bool is_a_vector_of_numbers = Is;
}  // namespace diagnose

namespace layout {

/// Products along the rows of [x, x, ...], from the end, beside ones.
template <std::size_t N, bool Grows>
struct Powers : detail::LayoutOp<Powers<N, Grows>> {
  template <class A>
  static constexpr bool ok = A::shape_type::rank == 1 && !std::is_same_v<typename A::value_type, bool>;
  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (detail::faulty<Powers, X>) {
      using A = detail::arg_of<X>;
      static_assert(diagnose::is_a_vector_of_numbers<typename A::value_type, typename A::shape_type, ok<A>>,
                    "vander: the operand must be a vector of numbers (dtype, shape follow)");
    }
    return apply<Powers>(static_cast<X&&>(x));
  }
  static constexpr std::int32_t columns(Dims const& d) { return N == 0 ? d[0] : static_cast<std::int32_t>(N); }
  static constexpr Dims dims(Dims d) {
    d.push_back(columns(d));
    return d;
  }
  template <class V>
  static constexpr V record(V x) {
    Builder& b = *x.builder;
    DType const dtype = b[x.id].dtype;
    std::int32_t const rows = b[x.id].dims[0], last = columns(b[x.id].dims) - 1;
    Dims const column{2, {rows, 1}}, others{2, {rows, last}};
    if (last <= 0) return {&b, b.constant(dtype, dims(b[x.id].dims), 1.0)};
    NodeId const ones = b.constant(dtype, column, 1.0);
    V const factors{&b, broadcast_to(b, reshape(b, x.id, column), others)};
    NodeId const powers = routine<op::Cumprod>(dtype, others, op::axis_and_flag(1, !Grows), factors).id;
    return {&b, Grows ? concat(b, ones, powers, 1) : concat(b, powers, ones, 1)};
  }
};

}  // namespace layout

/// The powers of each number from N - 1 down to 0 (with `increasing` from 0 up): Vandermonde's matrix, square without N.
/// [m] -> [m, N]
/// Fails to compile unless the operand is a vector of numbers.
template <std::size_t N = 0, Operand X>
constexpr auto vander(X&& x) {
  return layout::Powers<N, false>::call(static_cast<X&&>(x));
}
template <std::size_t N = 0, Operand X>
constexpr auto vander(X&& x, Increasing) {
  return layout::Powers<N, true>::call(static_cast<X&&>(x));
}

}  // namespace tenon
