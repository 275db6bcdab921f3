// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/tensor/tensor.hpp>

#include <initializer_list>
#include <limits>

/// Comparing expressions with values in `static_assert`.
namespace tenon_test {

/// The expression's elements, computed by the compiler, differ from the values by `tolerance` at most, relative to the larger of
/// the value and 1. NaN is equal to NaN.
template <class E>
constexpr bool near(E const& e, std::initializer_list<double> values, double tolerance) {
  using T = typename E::value_type;
  // As `Tensor t = e` does in constant evaluation, without the kernels that it names for run time.
  auto const elements = tenon::detail::evaluate_constant(e);
  if (values.size() != E::size || static_cast<std::size_t>(elements.size()) != E::size) return false;
  constexpr double most = std::numeric_limits<double>::max();
  auto finite = [](double v) { return v >= -most && v <= most; };
  int i = 0;
  for (double const want : values) {
    auto const got = static_cast<double>(tenon::detail::from_scalar<T>(elements[i++]));
    if (got == want || (got != got && want != want)) continue;
    if (!finite(got) || !finite(want)) return false;  // what is calculated with them may be no constant
    double const size = want < 0 ? -want : want, off = got < want ? want - got : got - want;
    if (!(off <= tolerance * (size < 1 ? 1 : size))) return false;
  }
  return true;
}
template <class E>
constexpr bool is(E const& e, std::initializer_list<double> values) {
  return near(e, values, 0);
}
/// Of a shape too.
template <std::size_t... D, class E>
constexpr bool has_shape(E const&) {
  return std::is_same_v<typename E::shape_type, tenon::Shape<D...>>;
}

}  // namespace tenon_test
