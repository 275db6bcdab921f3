// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/tensor/print.hpp>

#include <version>
#if !defined(__cpp_lib_format)
#define TENON_HAS_FORMAT 0
#else
#define TENON_HAS_FORMAT 1
#include <format>

/// `std::format` of tensors and expressions, where the standard library has it. Not a part of tenon.hpp: <format> is large.
///
///     {}       what `to_string(x)` gives
///     {:.3}    at most 3 digits after the point
///     {:.3f}   3 digits after the point, and no scientific form for small numbers
template <tenon::detail::Printable X>
struct std::formatter<X, char> {
  constexpr auto parse(std::format_parse_context& context) {
    auto at = context.begin();
    auto const end = context.end();
    if (at != end && *at == '.') {
      int digits = 0, count = 0;
      for (++at; at != end && '0' <= *at && *at <= '9' && count < 4; ++at, ++count) digits = 10 * digits + (*at - '0');
      if (count == 0) throw std::format_error("tenon: a number of digits must follow the point of a tensor's format");
      options.precision = digits;
      plain = false;
    }
    if (at != end && *at == 'f') {
      options.float_mode = tenon::FloatMode::fixed;
      options.suppress_small = true;
      plain = false;
      ++at;
    }
    if (at != end && *at != '}') throw std::format_error("tenon: the format of a tensor is {}, {:.3} or {:.3f}");
    return at;
  }
  template <class Context>
  auto format(X const& x, Context& context) const {
    std::string const text = plain ? tenon::to_string(x) : tenon::to_string(x, options);
    auto out = context.out();
    for (char const c : text) *out++ = c;
    return out;
  }

 private:
  tenon::PrintOptions options;
  bool plain = true;
};

#if defined(__cpp_lib_format_ranges)
// A tensor is a range too; its own formatter is meant.
template <class T, class S, class Storage>
inline constexpr std::range_format std::format_kind<tenon::BasicTensor<T, S, Storage>> = std::range_format::disabled;
#endif

#endif
