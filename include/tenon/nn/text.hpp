// SPDX-License-Identifier: MIT
#pragma once

#include <cstdarg>
#include <cstdio>
#include <string>

namespace tenon::nn::detail {

/// Appends what printf would print, up to 255 characters of it.
[[gnu::format(printf, 2, 3), gnu::cold, gnu::noinline]] inline void append(std::string& out, char const* format, ...) {
  char text[256];
  std::va_list values;
  va_start(values, format);
  std::vsnprintf(text, sizeof text, format, values);
  va_end(values);
  out += text;
}

}  // namespace tenon::nn::detail
