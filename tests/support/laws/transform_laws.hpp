// SPDX-License-Identifier: MIT
#pragma once

#include "support/laws/gradient_laws.hpp"

#include <tenon/autodiff/jacobian.hpp>

/// Transforms of functions, on their graphs in double without kernels: dozens of functions compile in seconds so.
namespace tenon_test {

inline tenon::Evaluator::Values scalars(auto const& t) {
  tenon::Evaluator::Values v;
  for (auto const e : t) {
    if constexpr (std::is_floating_point_v<std::remove_const_t<decltype(e)>>)
      v.push_back({static_cast<double>(e), 0});
    else
      v.push_back({0, static_cast<std::int64_t>(e)});
  }
  return v;
}
template <class... X>
Leaves leaves_of(X const&... x) {
  Leaves r;
  (r.push_back(scalars(x)), ...);
  return r;
}

/// The tangent of f, a function of floating tensors, along directions of some numbers: against central differences.
template <class F, class... X>
void jvp_laws(F f, X const&... x) {
  constexpr tenon::GraphView g = decltype(tenon::jvp(f))::template graph<X..., X...>;
  constexpr int n = static_cast<int>(sizeof...(X));
  Leaves at = leaves_of(x..., x...);
  for (int i = 0; i < n; ++i)
    for (int e = 0; e < at[n + i].size(); ++e) at[n + i][e].f = spread(static_cast<std::size_t>(17 * i + e), -1, 1);
  int const results = g.output_count / 2;
  auto moved = [&](double by) {
    Leaves there = at;
    for (int i = 0; i < n; ++i)
      for (int e = 0; e < there[i].size(); ++e) there[i][e].f += by * at[n + i][e].f;
    return tenon::evaluate(g, there, tenon::Precision::reference);
  };
  constexpr double h = 1e-5;
  auto const r = moved(0), above = moved(h), below = moved(-h);
  for (int o = 0; o < results; ++o)
    for (int e = 0; e < r[o].size(); ++e) {
      INFO("result " << o << ", element " << e);
      CHECK(r[results + o][e].f == Approx((above[o][e].f - below[o][e].f) / (2 * h)).epsilon(1e-6).margin(1e-6));
    }
}

/// vmap of f along the first axis of every argument: against f of one slice after the other.
template <class F, class... X>
void vmap_laws(F f, X const&... x) {
  constexpr tenon::GraphView many = decltype(tenon::vmap(f))::template graph<X...>;
  constexpr int extent = tenon::dims_of<typename tenon::detail::nth<0, X...>::shape_type>[0];
  constexpr tenon::GraphView one =
      decltype(tenon::function(f))::template graph<tenon::detail::plain<decltype(x(tenon::at<0>))>...>;
  Leaves const at = leaves_of(x...);
  auto const all = tenon::evaluate(many, at, tenon::Precision::reference);
  for (int k = 0; k < extent; ++k) {
    Leaves slice;
    for (auto const& leaf : at) {
      tenon::Evaluator::Values v;
      int const n = leaf.size() / extent;
      for (int e = 0; e < n; ++e) v.push_back(leaf[k * n + e]);
      slice.push_back(v);
    }
    auto const alone = tenon::evaluate(one, slice, tenon::Precision::reference);
    for (int o = 0; o < one.output_count; ++o)
      for (int e = 0; e < alone[o].size(); ++e) {
        INFO("input " << k << ", result " << o << ", element " << e);
        tenon::Scalar const got = all[o][k * alone[o].size() + e];
        CHECK(got.f == Approx(alone[o][e].f).epsilon(1e-12).margin(1e-12));
        CHECK(got.i == alone[o][e].i);
      }
  }
}

}  // namespace tenon_test
