// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/per_sample.hpp>

namespace tenon::nn {

/// mean(log(cosh(p - y))) over the last axis: quadratic for small errors, linear for large ones.
/// [.., n], [.., n] -> [..]
constexpr auto log_cosh(auto const& y_true, auto const& y_pred) {
  return detail::mean_of_pairs(y_true, y_pred, [](auto const& y, auto const& p) {
    auto const e = abs(p - y);
    return e + log1p(expm1(e * -2) * 0.5);  // cosh itself would overflow
  });
}

/// `log_cosh` of each sample.   [batch, S...], [batch, S...] -> [batch]
struct LogCosh {
  TENON_MODULE(LogCosh);
  static constexpr char name[] = "log_cosh";
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    return log_cosh(detail::rows(y_true), detail::rows(y_pred));
  }
};

}  // namespace tenon::nn
