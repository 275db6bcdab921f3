// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/string/length.hpp>

#include <cstdlib>
#include <utf8proc.h>

/// Letters of all scripts, by the tables of utf8proc: in CMake link tenon::utf8proc, which is there where the library is
/// installed. Nothing else of Tenon needs it.
namespace tenon::strings::unicode {

/// The normalisation forms of the Unicode standard, annex 15.
enum class Form : std::uint8_t {
  nfc,   ///< composed: é is one code point
  nfd,   ///< decomposed: é is e and an accent
  nfkc,  ///< what only looks different is made equal too (ligatures, widths), composed
  nfkd   ///< the same, decomposed
};

namespace detail {

/// Each code point by itself.
template <Strings X, class F>
data::Result<typename X::strings_type> each_letter(X const& x, Invalid invalid, F const& f) {
  if (invalid == Invalid::error)
    if (auto const outcome = validate(x); !outcome) return outcome;
  return strings::detail::try_map(x, [&](std::string_view text, std::size_t, auto& out) {
    for (std::size_t at = 0; at < text.size();) {
      auto const here = utf8::step(text, at);
      at += here.size;
      if (here.code_point < 0 && invalid == Invalid::ignore) continue;
      if (!out.extend(utf8::encoded(here.code_point < 0 ? replacement_character : f(here.code_point)))) return false;
    }
    return true;
  });
}

/// The memory that utf8proc_map hands out.
struct Mapped {
  utf8proc_uint8_t* bytes = nullptr;
  ~Mapped() { std::free(bytes); }
};
template <Strings X>
data::Result<typename X::strings_type> mapped(X const& x, Invalid invalid, int options) {
  auto const valid = try_to_utf8(x, invalid);
  if (!valid) return valid.outcome();
  utf8proc_ssize_t failed = 0;
  auto result = strings::detail::try_map(*valid, [&](std::string_view text, std::size_t, auto& out) {
    Mapped to;
    auto const size =
        utf8proc_map(reinterpret_cast<utf8proc_uint8_t const*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                     &to.bytes, static_cast<utf8proc_option_t>(options));
    if (size < 0) failed = size;
    return size < 0 || out.extend({reinterpret_cast<char const*>(to.bytes), static_cast<std::size_t>(size)});
  });
  if (failed < 0) return data::Outcome::failure("utf8proc: ", utf8proc_errmsg(failed));
  return result;
}

}  // namespace detail

/// Small (capital) letters, code point by code point: ß stays ß or becomes ẞ, never SS, and Σ is always σ. What is no UTF-8 is
/// replaced, ignored, or an error that names string and byte.   [S...] -> [S...]
template <Strings X>
auto try_lower(X const& x, Invalid invalid = Invalid::replace) {
  return detail::each_letter(x, invalid, utf8proc_tolower);
}
template <Strings X>
auto lower(X const& x, Invalid invalid = Invalid::replace) {
  return try_lower(x, invalid).or_stop("strings::unicode::lower");
}
template <Strings X>
auto try_upper(X const& x, Invalid invalid = Invalid::replace) {
  return detail::each_letter(x, invalid, utf8proc_toupper);
}
template <Strings X>
auto upper(X const& x, Invalid invalid = Invalid::replace) {
  return try_upper(x, invalid).or_stop("strings::unicode::upper");
}

/// For comparisons without regard to case, by the full rules: ß becomes ss.   [S...] -> [S...]
template <Strings X>
auto try_casefold(X const& x, Invalid invalid = Invalid::replace) {
  return detail::mapped(x, invalid, UTF8PROC_CASEFOLD);
}
template <Strings X>
auto casefold(X const& x, Invalid invalid = Invalid::replace) {
  return try_casefold(x, invalid).or_stop("strings::unicode::casefold");
}

/// A normalisation form.   [S...] -> [S...]
template <Strings X>
auto try_normalize(X const& x, Form form = Form::nfc, Invalid invalid = Invalid::replace) {
  int const compatible = form == Form::nfkc || form == Form::nfkd ? UTF8PROC_COMPAT : 0;
  int const direction = form == Form::nfc || form == Form::nfkc ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE;
  return detail::mapped(x, invalid, UTF8PROC_STABLE | compatible | direction);
}
template <Strings X>
auto normalize(X const& x, Form form = Form::nfc, Invalid invalid = Invalid::replace) {
  return try_normalize(x, form, invalid).or_stop("strings::unicode::normalize");
}

}  // namespace tenon::strings::unicode
