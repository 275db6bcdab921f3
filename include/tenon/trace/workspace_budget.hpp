// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/rematerialise.hpp>
#include <tenon/trace/function.hpp>

/// Functions within a budget of workspace bytes.
namespace tenon {

namespace detail {

/// F, whose program takes a workspace of at most so many bytes. In a program of somebody else's it is F.
template <class F, std::int64_t Bytes>
struct WithinBytes : F {};

template <class F, std::int64_t Bytes, class... A>
struct FunctionSource<WithinBytes<F, Bytes>, A...> : FunctionSource<F, A...> {
  using within_budget = typename decltype(source_within<FunctionSource<F, A...>, Bytes>())::type;
  static constexpr auto& graph = within_budget::graph;
};
template <class F, std::int64_t Bytes, class... A>
struct PlanLimit<FunctionSource<WithinBytes<F, Bytes>, A...>>
    : PlanLimit<typename FunctionSource<WithinBytes<F, Bytes>, A...>::within_budget> {};

}  // namespace detail

/// The plan was made when values were chosen.
template <class F, std::int64_t Bytes, class... A>
struct Planned<detail::FunctionSource<detail::WithinBytes<F, Bytes>, A...>>
    : Planned<typename detail::FunctionSource<detail::WithinBytes<F, Bytes>, A...>::within_budget> {};

/// An option of traced functions and gradients, and of training steps (`tn::Within`): the workspace, memory for values between
/// operations, is at most so many bytes. Where all values that a program needs later do not fit, the compiler chooses some
/// that are computed again when they are needed, with few operations for each byte: the trade of `checkpoint`, by itself. What
/// a loop or branch computes, and effects, are never doubled. Random numbers are the same again, for their keys are.
/// Fails to compile, with the least bytes it found, where the budget is too small.   Example: examples/36_workspace_budget.cpp
template <std::int64_t Bytes>
struct WorkspaceBudget {
  static constexpr bool is_function_option = true;
  static constexpr std::int64_t bytes = Bytes;
  template <class F>
  using recorded = detail::WithinBytes<F, Bytes>;
  template <class Source>
  using source_of = typename decltype(detail::source_within<Source, Bytes>())::type;
  template <class... A>
  static constexpr bool check() {
    return true;
  }
  template <class Function, class... A>
  static void compiled() {}
};
template <std::int64_t Bytes>
inline constexpr WorkspaceBudget<Bytes> workspace_budget{};

}  // namespace tenon
