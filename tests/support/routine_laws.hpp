// SPDX-License-Identifier: MIT
#pragma once

#include "support/reference.hpp"

#include <tenon/autodiff/grad.hpp>
#include <tenon/graph/evaluate.hpp>
#include <tenon/trace/run.hpp>

#include <cmath>
#include <utility>

/// Laws of an operation on whole tensors: one meaning in every front end, and gradients that central differences confirm.
/// The operation is a captureless lambda.
namespace tenon_test {

template <class E>
using tensor_of = tn::BasicTensor<typename E::value_type, typename E::shape_type>;

inline void check_same(bool sizes, bool same, char const* what) {
  INFO(what);
  REQUIRE(sizes);
  CHECK(same);
}
template <class A, class B>
void check_same_bits(A const& a, B const& b, char const* what) {
  bool same = true;
  for (std::size_t i = 0; i < a.size && i < b.size; ++i)
    same = same && (a.data()[i] == b.data()[i] || (a.data()[i] != a.data()[i] && b.data()[i] != b.data()[i]));
  check_same(a.size == b.size, same, what);
}

template <class T>
tn::Evaluator::Values scalars_of(T const& tensor) {
  tn::Evaluator::Values r;
  for (auto const x : tensor) r.push_back(tn::detail::to_scalar(x));
  return r;
}

/// Eager, traced, and the evaluator of constant expressions give the same bits (within `tolerance`, for functions that
/// add in another order there).
template <class F, class... X>
void same_everywhere(F f, X const&... x) {
  using E = decltype(f(x...));
  tensor_of<E> const eager = f(x...);
  constexpr auto traced = tn::function(F{});
  tensor_of<E> const by_trace = traced(x...);
  check_same_bits(eager, by_trace, "traced");

  tn::detail::List<tn::Evaluator::Values> leaves;
  (leaves.push_back(scalars_of(x)), ...);
  auto const values = tn::evaluate(traced.template graph<X...>, leaves)[0];
  tensor_of<E> constant;
  for (std::size_t i = 0; i < constant.size; ++i)
    constant.data()[i] = tn::detail::from_scalar<typename E::value_type>(values[static_cast<int>(i)]);
  check_same_bits(eager, constant, "evaluated");
}

inline void check_derivatives(std::vector<double> const& got, std::vector<double> const& differences) {
  Worst worst{"gradient", 0, {}};
  for (std::size_t i = 0; i < got.size(); ++i)
    worst.add(std::abs(got[i] - differences[i]) / (1 + std::abs(differences[i])),
              std::to_string(i) + ": " + std::to_string(got[i]) + ", not " + std::to_string(differences[i]));
  worst.check(1e-6);
}

/// The derivative of sum(f(x, rest...) * w) with respect to x, in double, for random weights w.
template <class F, class X, class... Rest>
void gradient_is_right(F f, X x, Rest const&... rest) {
  using E = decltype(f(x, rest...));
  tensor_of<E> w;
  Random random{77};
  for (auto& v : w) v = random.sample<double>(-1, 1);
  constexpr auto objective = [](auto const& weights, auto const& first, auto const&... others) {
    return tn::sum(F{}(first, others...) * weights);
  };
  X const gradient = tn::grad<1>(objective)(w, x, rest...);
  std::vector<double> differences;
  for (std::size_t i = 0; i < x.size; ++i) {
    double const at = x.data()[i], h = 1e-5;
    auto value = [&](double v) {
      x.data()[i] = v;
      tensor_of<E> const y = f(std::as_const(x), rest...);
      double sum = 0;
      for (std::size_t k = 0; k < y.size; ++k) sum += y.data()[k] * w.data()[k];
      return sum;
    };
    differences.push_back((value(at + h) - value(at - h)) / (2 * h));
    x.data()[i] = at;
  }
  check_derivatives(array(gradient).values, differences);
}

}  // namespace tenon_test
