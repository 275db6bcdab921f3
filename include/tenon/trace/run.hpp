// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/tensor/run.hpp>
#include <tenon/trace/function.hpp>

namespace tenon::detail {

template <class Source>
struct RunsFunction {};

inline namespace TENON_ISA {

/// A result whose tensors have no values yet, made where it is to be.
template <class T>
T without_values() {
  return T{};
}
template <class T>
  requires std::is_constructible_v<T, Uninitialised>
T without_values() {
  return T(Uninitialised{});
}
template <class T>
using FillOrDefault = std::conditional_t<std::is_constructible_v<T, Uninitialised>, Uninitialised, T>;
template <class T>
  requires requires { std::tuple_size<T>::value; }
T without_values() {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return T(FillOrDefault<std::tuple_element_t<I, T>>{}...);
  }(std::make_index_sequence<std::tuple_size_v<T>>{});
}

/// Runs the program of F; `collect` writes where its results are to go.
template <class F, class... A, class Collect>
void run_into_memory(Collect const& collect, A const&... args) {
  using Source = FunctionSource<F, A...>;
  using P = kernel::Program<Source>;
#if defined(TENON_NO_HEAP)
  static_assert(diagnose::scratch_fits_the_stack<P::workspace_bytes, stack_scratch_bytes>, TENON_NO_HEAP_SCRATCH);
#endif
  std::byte* memory[P::leaves + P::outputs + 1];
  std::byte** out = memory;
  (Argument<A>::collect(args, out), ...);
  collect(out);
  while (out != memory + P::leaves + P::outputs) *out++ = nullptr;  // what updates a leaf has no place of its own
  check_updates<Source, UpdatedArguments<Source, A...>>(memory, sizeof...(A));
  with_scratch<P::workspace_bytes>([&](std::byte* scratch) {
    memory[P::leaves + P::outputs] = scratch;
    P::run(memory);
  });
}
template <class F, class... A>
auto run_function(A const&... args) {
  using Source = FunctionSource<F, A...>;
  using R = Result<typename Source::result>;
  [[maybe_unused]] auto result = without_values<typename R::type>();
  run_into_memory<F, A...>([&result](std::byte**& out) { collect_places(result, out); }, args...);
  if constexpr (!std::is_void_v<typename Source::returned>) return result;
}

}  // namespace TENON_ISA
}  // namespace tenon::detail
