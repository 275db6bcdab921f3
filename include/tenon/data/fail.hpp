// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#if defined(__unix__) || defined(__APPLE__) || defined(_WIN32)
#include <cstdio>
#include <cstdlib>
#endif

namespace tenon::data::detail {

/// A number that belongs in a message, with its name.
struct Fact {
  char const* name = nullptr;
  std::size_t value = 0;
};

/// Reports a broken precondition and ends the program: "tenon: Rows::row: no such row: index 7, rows 5".
/// Without an operating system there is nowhere to print to: it traps.
[[noreturn]] inline void fail(char const* problem, Fact first = {}, Fact second = {}) noexcept {
#if defined(__unix__) || defined(__APPLE__) || defined(_WIN32)
  std::fprintf(stderr, "tenon: %s", problem);
  if (first.name != nullptr) std::fprintf(stderr, ": %s %zu", first.name, first.value);
  if (second.name != nullptr) std::fprintf(stderr, ", %s %zu", second.name, second.value);
  std::fputc('\n', stderr);
  std::abort();
#else
  static_cast<void>(problem), static_cast<void>(first), static_cast<void>(second);
  __builtin_trap();
#endif
}

}  // namespace tenon::data::detail
