// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tenon::io {

/// The name of a file, whatever holds it. That functions are templates for its sake is deliberate: what they do is compiled
/// where they are called, and not by every unit that includes their header (docs/compile_time.md).
template <class X>
concept FileName = std::convertible_to<X const&, std::string>;

/// A file that cannot be used. what() names the file, the place in it, what was found and what was
/// expected. Whoever throws it has handed out nothing: no partial data set is ever returned.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace detail {

// Messages are put together out of line, once: code that can fail stays small and compiles fast.
[[gnu::cold, gnu::noinline]] inline std::string joined(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (auto const part : parts) all += part;
  return all;
}
[[noreturn, gnu::cold, gnu::noinline]] inline void refuse(std::initializer_list<std::string_view> parts) {
  throw Error(joined(parts));
}

/// Text from a file as a message shows it: in quotes, on one line, at most about 40 bytes long.
[[gnu::cold, gnu::noinline]] inline std::string shown(std::string_view text) {
  constexpr std::size_t most = 40;
  auto kept = text.substr(0, most);
  if (kept.size() < text.size())  // UTF-8 is cut between characters, not inside one
    while (!kept.empty() && (static_cast<unsigned char>(text[kept.size()]) & 0xc0U) == 0x80U) kept.remove_suffix(1);
  std::string out = "\"";
  for (char const c : kept) {
    auto const code = static_cast<unsigned char>(c);
    if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (code < 0x20 || code == 0x7f)
      ((out += "\\x") += "0123456789abcdef"[code >> 4]) += "0123456789abcdef"[code & 15];
    else
      out += c;
  }
  return out += kept.size() < text.size() ? "...\"" : "\"";
}

}  // namespace detail
}  // namespace tenon::io
