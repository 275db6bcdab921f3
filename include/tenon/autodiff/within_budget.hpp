// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/grad.hpp>
#include <tenon/trace/workspace_budget.hpp>

/// Gradients within a budget of workspace bytes.
namespace tenon {

namespace detail {
template <class Derived, std::int64_t Bytes, std::size_t N>
struct BrokenGradient<WithinBytes<Derived, Bytes>, N> : BrokenGradient<Derived, N> {};
}  // namespace detail

/// `grad(f)`, whose program takes a workspace of at most so many bytes: `grad(f, tn::workspace_budget<32 * 1024>)`.
template <int... Argument, class F, std::int64_t Bytes>
constexpr DerivedFunction<detail::WithinBytes<detail::GradOnly<F, Argument...>, Bytes>, F, detail::OfScalar, Argument...>
grad(F, WorkspaceBudget<Bytes>) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::grad: the function captures something: make it an argument or a field of a module");
  return {};
}

/// `value_and_grad(f)`, whose program takes a workspace of at most so many bytes.
template <int... Argument, class F, std::int64_t Bytes>
constexpr DerivedFunction<detail::WithinBytes<detail::ValueAndGrad<F, Argument...>, Bytes>, F, detail::OfScalar, Argument...>
value_and_grad(F, WorkspaceBudget<Bytes>) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::value_and_grad: the function captures something: make it an argument or a field of a module");
  return {};
}

}  // namespace tenon
