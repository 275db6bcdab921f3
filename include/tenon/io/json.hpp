// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/error.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

/// JSON (RFC 8259), as much of it as the headers of files need. Why no library: one that is for everything builds a tree of what
/// it reads, so that a hostile header costs memory before anybody has looked at it; and a unit that parses with
/// nlohmann-json 3.11 takes six times as long to compile (g++ 12 -O2: 5.5 s of CPU against 0.8 s), which is more than all of
/// loading may. Here whoever reads says what comes next; anything else is refused where it stands.
namespace tenon::io::detail {

/// Appends a character as UTF-8.
[[gnu::cold, gnu::noinline]] inline void append_utf8(std::string& to, std::uint32_t code) {
  auto const tail = [&](int shift) { to += static_cast<char>(0x80U | (code >> shift & 0x3fU)); };
  if (code < 0x80) {
    to += static_cast<char>(code);
  } else if (code < 0x800) {
    to += static_cast<char>(0xc0U | code >> 6);
    tail(0);
  } else if (code < 0x10000) {
    to += static_cast<char>(0xe0U | code >> 12);
    tail(6), tail(0);
  } else {
    to += static_cast<char>(0xf0U | code >> 18);
    tail(12), tail(6), tail(0);
  }
}

/// Bytes of the character that begins a text, 0 where that is not UTF-8: overlong forms and surrogates are not.
[[gnu::cold, gnu::noinline]] inline std::size_t utf8_length(std::string_view text) {
  auto const byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  unsigned const first = byte(0);
  if (first < 0x80) return 1;
  std::size_t const length = first >= 0xc2 && first < 0xe0   ? 2
                             : (first & 0xf0U) == 0xe0       ? 3
                             : first >= 0xf0 && first < 0xf5 ? 4
                                                             : 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0U) != 0x80U) return 0;
  if ((first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) >= 0xa0) || (first == 0xf0 && byte(1) < 0x90) ||
      (first == 0xf4 && byte(1) >= 0x90))
    return 0;
  return length;
}

/// Text as a JSON string, in quotes. What is no UTF-8 becomes U+FFFD.
[[gnu::cold, gnu::noinline]] inline std::string json_string(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    auto const length = utf8_length(text);
    char const c = text[0];
    auto const code = static_cast<unsigned char>(c);
    if (length == 0)
      out += "\xef\xbf\xbd";
    else if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (code < 0x20)
      ((out += "\\u00") += "0123456789abcdef"[code >> 4]) += "0123456789abcdef"[code & 15];
    else
      out += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out += '"';
}

/// Reads a JSON text from its begin to its end.
///
///   JsonReader in(file, text, 0);
///   in.object([&](std::string const& key) { values[key] = in.string(); });
///   in.end();
///
/// Strings are read into a `Text`.
template <class Text = std::string>
class JsonReader {
 public:
  /// `where` stands before the place in messages; the text begins at byte `offset` of the file.
  JsonReader(std::string_view where, std::string_view text, std::size_t offset) : where_(where), text_(text), offset_(offset) {}

  /// An object: calls member(key), which must read the value, for each of its members.
  template <class F>
  void object(F&& member) {
    expect('{', "an object");
    if (accept('}')) return;
    do {
      Text const key = string();
      expect(':', "':'");
      member(key);
    } while (accept(','));
    expect('}', "',' or '}'");
  }
  /// An array: calls element(), which must read it, for each of its elements.
  template <class F>
  void array(F&& element) {
    expect('[', "an array");
    if (accept(']')) return;
    do element();
    while (accept(','));
    expect(']', "',' or ']'");
  }
  /// A whole number from 0 to 2^64 - 1, without point and exponent.
  [[gnu::cold, gnu::noinline]] std::uint64_t integer() {
    skip_space();
    std::uint64_t value = 0;
    auto const* const begin = text_.data() + at_;
    auto const [end, code] = std::from_chars(begin, text_.data() + text_.size(), value);
    auto const length = static_cast<std::size_t>(end - begin);
    char const next = at_ + length < text_.size() ? text_[at_ + length] : '\0';
    if (code == std::errc::result_out_of_range) wrong("a number below 2^64");
    if (code != std::errc() || (length > 1 && *begin == '0') || next == '.' || next == 'e' || next == 'E')
      wrong("a whole number, not negative");
    at_ += length;
    return value;
  }
  [[gnu::cold, gnu::noinline]] Text string() {
    expect('"', "a string");
    Text out;
    for (;;) {
      auto const length = utf8_length(text_.substr(at_));
      if (at_ == text_.size() || length == 0) wrong(at_ == text_.size() ? "'\"'" : "UTF-8");
      char const c = text_[at_];
      if (static_cast<unsigned char>(c) < 0x20) wrong("no control character");
      if (c == '"') return ++at_, out;
      if (c == '\\')
        escape(out);
      else {
        out += text_.substr(at_, length);
        at_ += length;
      }
    }
  }
  /// Nothing but space may follow.
  [[gnu::cold, gnu::noinline]] void end() {
    skip_space();
    if (at_ != text_.size()) wrong("the end");
  }
  /// Refuses what was just read, or what is next.
  [[noreturn, gnu::cold, gnu::noinline]] void wrong(std::string_view expected) const {
    refuse({where_, "byte ", std::to_string(offset_ + at_), ": expected ", expected, ", found ",
            at_ < text_.size() ? shown(text_.substr(at_, 24)) : "the end"});
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) ++at_;
  }
  [[gnu::cold, gnu::noinline]] bool accept(char c) {
    skip_space();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  [[gnu::cold, gnu::noinline]] void expect(char c, char const* what) {
    if (!accept(c)) wrong(what);
  }
  [[gnu::cold, gnu::noinline]] std::uint32_t four_digits() {
    std::uint32_t code = 0;
    auto const* const begin = text_.data() + at_;
    auto const* const stop = text_.data() + (text_.size() - at_ < 4 ? text_.size() : at_ + 4);
    auto const [end, problem] = std::from_chars(begin, stop, code, 16);
    if (problem != std::errc() || end != begin + 4) wrong("four hexadecimal digits");
    at_ += 4;
    return code;
  }
  [[gnu::cold, gnu::noinline]] void escape(Text& out) {
    constexpr std::string_view names = "\"\\/bfnrtu", meant = "\"\\/\b\f\n\r\t";
    auto const which = at_ + 1 < text_.size() ? names.find(text_[at_ + 1]) : names.npos;
    if (which == names.npos) wrong("an escape sequence of JSON");
    at_ += 2;
    if (which < meant.size()) {
      out += meant[which];
      return;
    }
    auto code = four_digits();
    if (code >= 0xdc00 && code < 0xe000) wrong("the first half of a surrogate pair before its second");
    if (code >= 0xd800 && code < 0xdc00) {
      if (text_.substr(at_, 2) != "\\u") wrong("the second half of a surrogate pair");
      at_ += 2;
      auto const low = four_digits();
      if (low < 0xdc00 || low >= 0xe000) wrong("the second half of a surrogate pair");
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    append_utf8(out, code);
  }

  std::string_view where_, text_;
  std::size_t offset_, at_ = 0;
};

}  // namespace tenon::io::detail
