// SPDX-License-Identifier: MIT
#pragma once

#include "support/catch.hpp"

#include <tenon/embedded.hpp>
#include <tenon/graph/evaluate.hpp>

#include <cmath>
#include <tuple>

/// The gradient of a function against central differences.
namespace tenon_test {

/// Deterministic numbers without a pattern, in (low, high).
inline double spread(std::size_t i, double low, double high) {
  double const x = static_cast<double>(i + 1) * 0.61803398874989485;
  return low + (high - low) * (x - std::floor(x));
}
template <class T>
T spread_tensor(double low = -1, double high = 1, std::size_t from = 0) {
  T t;
  for (std::size_t i = 0; i < T::size; ++i) t.data()[i] = static_cast<typename T::value_type>(spread(from + i, low, high));
  return t;
}

/// Central differences of `value()` with respect to every element of `x`, which it reads, against `gradient`.
template <class X, class G, class Value>
void check_gradient(X& x, G const& gradient, Value const& value, double step, double tolerance) {
  using T = typename X::value_type;
  for (std::size_t i = 0; i < X::size; ++i) {
    T const old = x.data()[i];
    x.data()[i] = old + static_cast<T>(step);
    double const above = static_cast<double>(value());
    x.data()[i] = old - static_cast<T>(step);
    double const below = static_cast<double>(value());
    x.data()[i] = old;
    double const expected = (above - below) / (2 * step);
    INFO("element " << i);
    CHECK(static_cast<double>(gradient.data()[i]) == Approx(expected).epsilon(tolerance).margin(tolerance));
  }
}

using Leaves = tenon::detail::List<tenon::Evaluator::Values>;

/// A graph whose first output is a scalar and whose others are its gradients with respect to the leaves that
/// `leaf_of(output)` numbers, against central differences. The graph is evaluated in double, without kernels, which
/// have their own tests: dozens of functions compile in seconds so.
template <class LeafOf>
void check_graph_gradients(tenon::GraphView g, Leaves leaves, LeafOf const& leaf_of,
                           double tolerance = 2e-7) {  // constants are rounded to the dtype
  auto const at_x = tenon::evaluate(g, leaves, tenon::Precision::reference);
  for (int o = 1; o < g.output_count; ++o) {
    int const leaf = leaf_of(o);
    REQUIRE(at_x[o].size() == leaves[leaf].size());
    for (int i = 0; i < leaves[leaf].size(); ++i) {
      double const old = leaves[leaf][i].f, step = 1e-5;
      auto value_at = [&](double v) {
        leaves[leaf][i].f = v;
        return tenon::evaluate(g, leaves, tenon::Precision::reference)[0][0].f;
      };
      double const expected = (value_at(old + step) - value_at(old - step)) / (2 * step);
      leaves[leaf][i].f = old;
      INFO("leaf " << leaf << ", element " << i);
      CHECK(at_x[o][i].f == Approx(expected).epsilon(tolerance).margin(tolerance));
    }
  }
}

/// The gradients of a function with respect to all its arguments, tensors.
template <class F, class... X>
void gradient_laws(F, X const&... x) {
  Leaves leaves;
  auto add = [&](auto const& t) {
    tenon::Evaluator::Values v;
    for (auto const e : t) v.push_back({static_cast<double>(e), 0});
    leaves.push_back(v);
  };
  (add(x), ...);
  check_graph_gradients(tenon::Dual<F>::template derived<X...>, leaves, [](int output) { return output - 1; });
}

}  // namespace tenon_test
