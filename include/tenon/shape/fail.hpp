// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/config.hpp>

#include <cstddef>

#if !defined(TENON_NO_HEAP)
#include <cstdio>
#endif

namespace tenon::detail {

/// A run-time precondition that does not hold: says what was expected and found, and stops. Without a heap there is
/// no stream to write to either: the processor traps.
[[noreturn, gnu::cold, gnu::noinline]] inline void fail([[maybe_unused]] char const* what, [[maybe_unused]] std::size_t expected,
                                                        [[maybe_unused]] std::size_t found) {
#if defined(TENON_NO_HEAP)
  __builtin_trap();
#else
  std::fprintf(stderr, "tenon: %s: expected %zu, found %zu\n", what, expected, found);
  __builtin_abort();
#endif
}
[[noreturn, gnu::cold, gnu::noinline]] inline void fail([[maybe_unused]] char const* what) {
#if defined(TENON_NO_HEAP)
  __builtin_trap();
#else
  std::fprintf(stderr, "tenon: %s\n", what);
  __builtin_abort();
#endif
}

/// A run-time index that an axis does not have.
[[noreturn, gnu::cold, gnu::noinline]] inline void fail_index([[maybe_unused]] std::ptrdiff_t index,
                                                              [[maybe_unused]] std::ptrdiff_t extent) {
#if defined(TENON_NO_HEAP)
  __builtin_trap();
#else
  std::fprintf(stderr, "tenon: index out of range: %td, of an axis of extent %td\n", index, extent);
  __builtin_abort();
#endif
}

}  // namespace tenon::detail
