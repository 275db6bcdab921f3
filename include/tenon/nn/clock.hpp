// SPDX-License-Identifier: MIT
#pragma once

#include <ctime>

namespace tenon::nn::detail {

/// Of a clock that nobody sets, where there is one. Not <chrono>, which brings streams and locales.
inline double seconds_now() {
  std::timespec t{};
#if defined(CLOCK_MONOTONIC)
  clock_gettime(CLOCK_MONOTONIC, &t);
#else
  std::timespec_get(&t, TIME_UTC);
#endif
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

}  // namespace tenon::nn::detail
