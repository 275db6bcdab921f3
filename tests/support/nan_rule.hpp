// SPDX-License-Identifier: MIT
#pragma once

#include "support/catch.hpp"

#include <tenon/core.hpp>

#include <cmath>
#include <limits>
#include <string>

/// NaN through comparisons, as docs/numerics.md has it: in any lane, first or second, and of zeros the first. Included by a unit
/// for the registers of this machine and by one for scalar lanes.
namespace tenon_test {

namespace tn = tenon;

template <class T>
void check_nan_rule() {
  constexpr std::size_t n = 37;
  T const nan = std::numeric_limits<T>::quiet_NaN(), inf = std::numeric_limits<T>::infinity();
  for (std::size_t at = 0; at < n; ++at) {
    tn::Tensor<T, n> x, one;
    x.fill(T(-2)), one.fill(T(1));
    x(at) = nan;
    INFO("NaN at " << at);
    auto check = [at](tn::Tensor<T, n> const& y, T elsewhere) {
      bool right = true;
      for (std::size_t i = 0; i < n; ++i) right = right && (i == at ? std::isnan(y(i)) : y(i) == elsewhere);
      CHECK(right);
    };
    check(tn::minimum(x, one), T(-2));
    check(tn::minimum(one, x), T(-2));
    check(tn::maximum(x, one), T(1));
    check(tn::maximum(one, x), T(1));
    check(tn::minimum(x, T(1)), T(-2));
    check(tn::maximum(T(1), x), T(1));
    check(tn::relu(x), T(0));
    check(tn::clip(x, T(-1), T(1)), T(-1));
    check(tn::relu6(x), T(0));
    check(tn::hard_tanh(x), T(-1));
    CHECK(std::isnan(tn::Tensor<T>(tn::max(x)).item()));
    CHECK(std::isnan(tn::Tensor<T>(tn::min(x)).item()));
    CHECK(std::isnan(tn::Tensor<T>(tn::sum(x)).item()));
  }
  tn::Tensor<T, 4> const zeros{T(0), -T(0), inf, -inf}, others{-T(0), T(0), T(1), T(1)};
  tn::Tensor<T, 4> const least = tn::minimum(zeros, others), most = tn::maximum(zeros, others),
                         both = tn::clip(zeros, T(-1), T(1));
  CHECK((!std::signbit(least(0)) && std::signbit(least(1)) && !std::signbit(most(0)) && std::signbit(most(1))));
  CHECK((least(2) == 1 && least(3) == -inf && most(2) == inf && most(3) == 1));
  CHECK((std::signbit(both(1)) && both(2) == 1 && both(3) == -1));
}

}  // namespace tenon_test
