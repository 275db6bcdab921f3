// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/cost.hpp>
#include <tenon/trace/function.hpp>

/// The cost of what is traced: functions, derivatives, calls of modules.
namespace tenon {

namespace diagnose {
template <class F>
inline constexpr bool is_function_or_module_with_call = Module<F> ? detail::HasCall<F> : function_has_no_captures<F>;
template <class Fault>
inline constexpr bool function_can_be_recorded = Fault::ok;
}  // namespace diagnose

namespace detail {

/// The source of the program that a call runs.
template <class F, class... A>
struct CalledSource {
  using type = FunctionSource<F, A...>;
};
template <Module M, class... A>
struct CalledSource<M, A...> {
  using type = FunctionSource<CallModule, M, A...>;
};
template <class F, class... A>
  requires requires { typename F::template source<A...>; }
struct CalledSource<F, A...> {
  using type = typename F::template source<A...>;
};

template <class Called, class... Given>
  requires(!requires { typename Called::source; })
struct Costed<Called, Given...> {
  using F = std::remove_cvref_t<Called>;

  static constexpr Cost cost() {
    static_assert(diagnose::is_function_or_module_with_call<F>,
                  "tn::cost: this is neither a program, nor a function without captures, nor a module with call(x)");
    static_assert((diagnose::is_tensor_number_module_or_tuple<plain<Given>> && ...),
                  "tn::cost: a traced function takes tensors, numbers, modules and std::tuples of them");
    if constexpr (diagnose::is_function_or_module_with_call<F> && (valid_argument<plain<Given>> && ...)) {
      using Source = typename CalledSource<F, plain<Given>...>::type;
      using Fault = FaultOf<Source>;
      static_assert(diagnose::function_can_be_recorded<Fault>,
                    "tn::cost: the function cannot be traced for these arguments (kind of the fault, and a shape, follow); a "
                    "call of it says more");
      if constexpr (Fault::ok) return cost_of<Source>();
    }
    return {};
  }
};

}  // namespace detail
}  // namespace tenon
