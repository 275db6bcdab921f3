// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/sparse/expand.hpp>

/// What keeps zeros zero goes entry by entry: numbers times a sparse tensor, functions with f(0) = 0, dense tensors times it.
namespace tenon {

namespace sparse {
/// A sparse tensor of any layout and capacity.
template <class X>
concept Any = requires { typename std::remove_cvref_t<X>::sparse_layout; };
/// With operands for its values: of a fixed capacity.
template <class X>
concept Fixed = Any<X> && (std::remove_cvref_t<X>::capacity != dynamic_capacity);

namespace detail {
/// A sparse tensor with the indices of `s` and other values.
template <class X, class Values>
constexpr auto with_values(std::remove_reference_t<X>& s, Values&& values) {
  using P = std::remove_cvref_t<X>;
  using S = typename P::shape_type;
  if constexpr (CompressedOperand<P>) {
    using Pattern = decltype(pattern_of<X>(s));
    return CompressedExpr<S, P::sparse_layout::axis, Pattern, Values>{pattern_of<X>(s), static_cast<Values&&>(values)};
  } else
    return expression<S>(indices_of<X>(s), static_cast<Values&&>(values));
}
}  // namespace detail

/// f of each value. f must keep zero: what is not stored stays 0. Where the capacity is fixed, f gets all values as one operand;
/// else one after the other.
/// Example: auto const r = tn::sparse::map([](auto const& v) { return tn::sqrt(v); }, s);
template <class F, Any X>
constexpr auto map(F const& f, X&& s) {
  if constexpr (Fixed<X>)
    return detail::with_values<X>(s, f(detail::values_of<X>(s)));
  else {
    auto r = static_cast<X&&>(s);
    for (std::size_t e = 0; e < r.values.size(); ++e) r.values.data()[e] = f(r.values.data()[e]);
    return r;
  }
}

}  // namespace sparse

namespace diagnose {
template <class S, class X>
inline constexpr bool result_is_sparse = false;
}  // namespace diagnose

#define TENON_SPARSE_SUM                                                                                                         \
  "sparse + number, + dense, and number / sparse would be dense: write tn::sparse::to_dense(s) + x (shape, other side follow)"

namespace sparse::detail {

/// The other side of a message: a number's type, a tensor's shape.
template <class X>
struct Side : std::type_identity<X> {};
template <tenon::Operand X>
struct Side<X> : std::type_identity<typename X::shape_type> {};

template <class X, class Y>
constexpr Invalid dense_result() {
  static_assert(
      diagnose::result_is_sparse<typename std::remove_cvref_t<X>::shape_type, typename Side<std::remove_cvref_t<Y>>::type>,
      TENON_SPARSE_SUM);
  return {};
}
/// A dense tensor as it broadcasts to shape S.
template <class S, class Y>
constexpr decltype(auto) spread(Y&& y) {
  if constexpr (std::is_same_v<tenon::detail::shape_of_t<Y>, S>)
    return static_cast<Y&&>(y);
  else
    return broadcast_to_shape<S>(static_cast<Y&&>(y));
}
/// Elements of a dense tensor where coordinates have entries.   [C]
template <class X, class Y>
constexpr auto dense_at(std::remove_reference_t<X>& s, Y&& y) {
  using P = std::remove_cvref_t<X>;
  using T = tenon::detail::value_of_t<Y>;
  return call<op::SparseGather, T, Shape<P::capacity>>(spread<typename P::shape_type>(static_cast<Y&&>(y)), indices_of<X>(s));
}

/// join(value, element of y at its place) for each entry of s; on the heap one after the other, else of all at once.
template <class X, class Y, class F>
constexpr auto joined_with_dense(X&& s, Y&& y, F const& join) {
  using P = std::remove_cvref_t<X>;
  using T = typename P::value_type;
  static_assert(diagnose::same_dtype<P, T, tenon::detail::value_of_t<Y>>,
                "sparse * dense, sparse / dense: the dtypes differ; convert one side with tn::cast<T>(x)");
  if constexpr (!std::is_same_v<T, tenon::detail::value_of_t<Y>>)
    return Invalid{};
  else if constexpr (CompressedOperand<P>) {
    constexpr int axis = P::sparse_layout::axis;
    auto entries = expanded(tenon::detail::again<X>(s));
    auto turned = [&]() -> decltype(auto) {
      if constexpr (axis == 0)
        return spread<typename P::shape_type>(static_cast<Y&&>(y));
      else
        return transpose(spread<typename P::shape_type>(static_cast<Y&&>(y)));
    };
    auto joined = joined_with_dense(static_cast<decltype(entries)&&>(entries), turned(), join);
    if constexpr (Fixed<X>)
      return with_values<X>(s, values_of<decltype(joined)>(joined));
    else {
      auto r = static_cast<X&&>(s);
      r.values = static_cast<decltype(joined)&&>(joined).values;
      return r;
    }
  } else if constexpr (Fixed<X>) {
    auto&& indexed = tenon::detail::again<X>(s);  // the indices are used twice
    auto elements = dense_at<X>(indexed, static_cast<Y&&>(y));
    return with_values<X>(s, join(values_of<X>(s), static_cast<decltype(elements)&&>(elements)));
  } else {
    using S = typename P::shape_type;
    BasicTensor<T, S> const dense(spread<S>(static_cast<Y&&>(y)));
    auto r = static_cast<X&&>(s);
    for (std::size_t e = 0; e < r.nnz(); ++e)
      r.values.data()[e] = static_cast<T>(join(r.value_data()[e], dense.data()[entry_offset<S>(r.index_data() + e * S::rank)]));
    return r;
  }
}
}  // namespace sparse::detail

/// -s, and s times or by a number: on the values.
template <sparse::Any X>
constexpr auto operator-(X&& s) {
  return sparse::map([](auto const& v) { return -v; }, static_cast<X&&>(s));
}
template <sparse::Any X, class U>
  requires std::is_arithmetic_v<U>
constexpr auto operator*(X&& s, U number) {
  using T = typename std::remove_cvref_t<X>::value_type;
  static_assert(diagnose::scalar_fits_dtype<op::Mul, T, U>,
                "sparse * number: this C++ number does not fit the dtype (dtype, number follow); use tn::cast");
  return sparse::map([&](auto&& v) { return static_cast<decltype(v)&&>(v) * static_cast<T>(number); }, static_cast<X&&>(s));
}
template <sparse::Any X, class U>
  requires std::is_arithmetic_v<U>
constexpr auto operator*(U number, X&& s) {
  return static_cast<X&&>(s) * number;
}
template <sparse::Any X, class U>
  requires std::is_arithmetic_v<U>
constexpr auto operator/(X&& s, U number) {
  using T = typename std::remove_cvref_t<X>::value_type;
  static_assert(diagnose::scalar_fits_dtype<op::Div, T, U>,
                "sparse / number: this C++ number does not fit the dtype (dtype, number follow); use tn::cast");
  return sparse::map([&](auto&& v) { return static_cast<decltype(v)&&>(v) / static_cast<T>(number); }, static_cast<X&&>(s));
}

/// A sparse tensor times or by a dense one, which broadcasts to its shape: sparse. Gradients go to both.
/// [S...], [B...] -> sparse [S...]
template <sparse::Any X, Operand Y>
constexpr auto operator*(X&& s, Y&& y) {
  return sparse::detail::joined_with_dense(static_cast<X&&>(s), static_cast<Y&&>(y), [](auto&& v, auto&& d) {
    return static_cast<decltype(v)&&>(v) * static_cast<decltype(d)&&>(d);
  });
}
template <sparse::Any X, Operand Y>
constexpr auto operator*(Y&& y, X&& s) {
  return static_cast<X&&>(s) * static_cast<Y&&>(y);
}
template <sparse::Any X, Operand Y>
constexpr auto operator/(X&& s, Y&& y) {
  // Entries that are not there must stay 0: an integer by 0 is, a floating-point number by 0 is not.
  if constexpr (std::is_integral_v<typename std::remove_cvref_t<X>::value_type>)
    return sparse::detail::joined_with_dense(static_cast<X&&>(s), static_cast<Y&&>(y), [](auto&& v, auto&& d) {
      return static_cast<decltype(v)&&>(v) / static_cast<decltype(d)&&>(d);
    });
  else
    return static_cast<X&&>(s) * (1 / static_cast<Y&&>(y));
}

// What would be dense: errors, worded.
template <sparse::Any X, class Y>
  requires(std::is_arithmetic_v<std::remove_cvref_t<Y>> || Operand<Y>)
constexpr auto operator+(X&&, Y&&) {
  return sparse::detail::dense_result<X, Y>();
}
template <sparse::Any X, class Y>
  requires(std::is_arithmetic_v<std::remove_cvref_t<Y>> || Operand<Y>)
constexpr auto operator+(Y&&, X&&) {
  return sparse::detail::dense_result<X, Y>();
}
template <sparse::Any X, class Y>
  requires(std::is_arithmetic_v<std::remove_cvref_t<Y>> || Operand<Y>)
constexpr auto operator-(X&&, Y&&) {
  return sparse::detail::dense_result<X, Y>();
}
template <sparse::Any X, class Y>
  requires(std::is_arithmetic_v<std::remove_cvref_t<Y>> || Operand<Y>)
constexpr auto operator-(Y&&, X&&) {
  return sparse::detail::dense_result<X, Y>();
}
template <sparse::Any X, class Y>
  requires(std::is_arithmetic_v<std::remove_cvref_t<Y>> || Operand<Y>)
constexpr auto operator/(Y&&, X&&) {
  return sparse::detail::dense_result<X, Y>();
}

}  // namespace tenon
