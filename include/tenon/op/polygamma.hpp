// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/exponential.hpp>
#include <tenon/op/math/polygamma.hpp>

/// The derivatives of the digamma function: each is the derivative of the one before, so lgamma can be derived again and
/// again.
namespace tenon {

namespace diagnose {
template <class Got, class Range>
inline constexpr bool order_in_range = Range::contains(Got::value);
}

namespace op {

/// Past it a gradient does not compile: code that uses `lgamma` compiles every order, at about 15 ms each.
inline constexpr int most_polygamma = 4;

template <int N>
struct Polygamma : detail::Function {
  static constexpr char name[] = {'p', 'o', 'l', 'y', 'g', 'a', 'm', 'm', 'a', static_cast<char>('0' + N), '\0'};
  static constexpr int flops = 100 + 20 * N;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::polygamma<N>(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    if constexpr (N < most_polygamma)
      d.add(0, d.g() * elementwise<Polygamma<N + 1>>(d.in(0)));
    else if (Node const x = d.builder()[d.node().in[0]]; d.wants(0))
      d.builder().fail(RecordError::no_derivative, x.dtype, x.dims);
  }
};

}  // namespace op

template <> struct OpOf<hash_name("polygamma1")> : std::type_identity<op::Polygamma<1>> {};
template <> struct OpOf<hash_name("polygamma2")> : std::type_identity<op::Polygamma<2>> {};
template <> struct OpOf<hash_name("polygamma3")> : std::type_identity<op::Polygamma<3>> {};
template <> struct OpOf<hash_name("polygamma4")> : std::type_identity<op::Polygamma<4>> {};

}  // namespace tenon
