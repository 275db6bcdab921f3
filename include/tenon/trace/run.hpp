// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/tensor/run.hpp>
#include <tenon/trace/function.hpp>

namespace tenon::detail {
inline namespace TENON_ISA {

template <class F, class... A>
auto run_function(A const&... args) {
  using Source = FunctionSource<F, A...>;
  using P = kernel::Program<Source>;
  using R = Result<typename Source::result>;
#if defined(TENON_NO_HEAP)
  static_assert(P::workspace_bytes <= stack_scratch_bytes, TENON_NO_HEAP_SCRATCH);
#endif
  typename R::type result;
  std::byte* memory[P::leaves + P::outputs + 1];
  std::byte** out = memory;
  (Argument<A>::collect(args, out), ...);
  R::collect(result, out);
  while (out != memory + P::leaves + P::outputs) *out++ = nullptr;  // what updates a leaf has no place of its own
  check_updates<Source, UpdatedArguments<Source, A...>>(memory, sizeof...(A));
  with_scratch<P::workspace_bytes>([&](std::byte* scratch) {
    memory[P::leaves + P::outputs] = scratch;
    P::run(memory);
  });
  if constexpr (!std::is_void_v<typename Source::returned>) return result;
}

}  // namespace TENON_ISA
}  // namespace tenon::detail
