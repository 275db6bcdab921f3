// SPDX-License-Identifier: MIT
#pragma once

// Catch2 v2 (Debian 12) and v3 under one name.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <cmath>
#include <string>

// Leaves a test case that cannot run here, with a word. Catch2 v2 has no such thing: there the test passes, warning.
#ifdef SKIP
#define TENON_SKIP(reason) SKIP(reason)
#else
#define TENON_SKIP(reason)                                                                                                       \
  do {                                                                                                                           \
    WARN("SKIPPED: " << (reason));                                                                                               \
    return;                                                                                                                      \
  } while (false)
#endif

namespace tenon_test {

#if __has_include(<catch2/catch_all.hpp>)
using Approx = Catch::Approx;
/// For REQUIRE_THROWS_WITH(..., contains("text")).
inline auto contains(std::string const& text) { return Catch::Matchers::ContainsSubstring(text); }
#else
using Approx = Catch::Detail::Approx;
inline auto contains(std::string const& text) { return Catch::Matchers::Contains(text); }
#endif

}  // namespace tenon_test
