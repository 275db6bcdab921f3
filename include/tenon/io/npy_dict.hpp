// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/error.hpp>
#include <tenon/shape/dtype.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::io {

/// What the header of a .npy file says of its array.
struct NpyHeader {
  DType dtype = DType::f32;
  std::vector<std::uint64_t> shape;
  bool fortran_order = false;  ///< the first index runs fastest
  bool big_endian = false;
};

namespace detail {

/// Bytes of a file as a message shows them: in quotes, on one line, what is not plain ASCII as \xNN.
[[gnu::cold, gnu::noinline]] inline std::string shown_bytes(std::string_view bytes) {
  constexpr std::size_t most = 40;
  std::string out = "\"";
  for (char const c : bytes.substr(0, most)) {
    auto const code = static_cast<unsigned char>(c);
    if (c == '\n')
      out += "\\n";
    else if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (code < 0x20 || code > 0x7e)
      ((out += "\\x") += "0123456789abcdef"[code >> 4]) += "0123456789abcdef"[code & 15];
    else
      out += c;
  }
  return out += bytes.size() > most ? "...\"" : "\"";
}

/// A shape as Python writes it: (), (3,), (3, 4).
template <class Extents>
std::string shape_text(Extents const& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) (text += i == 0 ? "" : ", ") += std::to_string(shape[i]);
  return text += shape.size() == 1 ? ",)" : ")";
}

inline constexpr std::uint64_t too_many_bytes = std::numeric_limits<std::uint64_t>::max();

/// Bytes of all elements, or too_many_bytes where 63 bits do not hold that number.
template <class Extents>
std::uint64_t data_bytes(DType dtype, Extents const& shape) {
  for (auto const extent : shape)
    if (extent == 0) return 0;
  std::uint64_t bytes = size_of(dtype);
  for (std::uint64_t const extent : shape) {
    if (extent > std::numeric_limits<std::int64_t>::max() / bytes) return too_many_bytes;
    bytes *= extent;
  }
  return bytes;
}

/// Reads the dictionary in the header of a .npy file: the three keys in any order, values as NumPy writes them. What
/// else Python would take for a dict is refused; so nothing nests, and the time is linear in the length.
template <class Header = NpyHeader>
class NpyDict {
 public:
  NpyDict(std::string_view name, std::string_view text) : name_(name), text_(text) {}

  Header read() {
    bool seen[3] = {};
    expect('{', "a dict");
    while (!accept('}')) {
      read_item(seen);
      if (!accept(',')) {
        expect('}', "\",\" or \"}\"");
        break;
      }
    }
    for (int i = 0; i < 3; ++i)
      if (!seen[i]) refuse({name_, ": header: expected the keys ", all_keys, ", found no '", keys[i], "'"});
    skip_blanks();
    if (at_ != text_.size()) fail("header", "nothing but blanks after the dict");
    if (text_.empty() || text_.back() != '\n') refuse({name_, ": header: expected a newline at its end, found none"});
    if (data_bytes(header_.dtype, header_.shape) == too_many_bytes)
      refuse({name_, ": shape: expected less than 2^63 bytes of elements, found ", shape_text(header_.shape), " of ",
              name_of(header_.dtype)});
    return header_;
  }

 private:
  static constexpr std::string_view keys[] = {"descr", "fortran_order", "shape"};
  static constexpr char const* all_keys = "'descr', 'fortran_order' and 'shape'";
  static constexpr std::size_t most_axes = 64;  // NumPy's limit

  void read_item(bool (&seen)[3]) {
    auto const key = read_string("header", "a key in quotes");
    int which = 0;
    while (which < 3 && keys[which] != key) ++which;
    if (which == 3) refuse({name_, ": header: expected the keys ", all_keys, ", found ", shown_bytes(key)});
    if (seen[which]) refuse({name_, ": header: expected each key once, found '", key, "' twice"});
    seen[which] = true;
    expect(':', "\":\" after a key");
    skip_blanks();
    if (which == 0)
      read_descr();
    else if (which == 1)
      read_order();
    else
      read_shape();
  }

  void read_descr() {
    if (peek() == '[' || peek() == '(') fail("descr", "a dtype of one number such as '<f4' (structured dtypes are not read)");
    auto const descr = read_string("descr", "a dtype in quotes, such as '<f4'");
    if (descr.size() == 3 && std::string_view("<>|").find(descr[0]) != std::string_view::npos) {
      int const width = descr[2] - '0';
      for (int d = 0; d <= int(DType::f64); ++d) {
        auto const dtype = static_cast<DType>(d);
        bool const order_fits = width == 1 || descr[0] != '|';
        if (!order_fits || kind_of(dtype) != descr[1] || size_of(dtype) != static_cast<std::size_t>(width)) continue;
        header_.dtype = dtype;
        header_.big_endian = descr[0] == '>';
        return;
      }
    }
    auto const objects = descr.find('O') != std::string_view::npos ? " (Python objects)" : "";
    refuse({name_, ": descr: expected '<' or '>' and one of f4 f8 i2 i4 i8 u2 u4 u8, or '|' and one of b1 i1 u1, found ",
            shown_bytes(descr), objects});
  }

  static char kind_of(DType d) { return is_floating(d) ? 'f' : is_boolean(d) ? 'b' : is_signed_integer(d) ? 'i' : 'u'; }

  void read_order() {
    auto const rest = text_.substr(at_);
    header_.fortran_order = rest.starts_with("True");
    if (!header_.fortran_order && !rest.starts_with("False")) fail("fortran_order", "True or False");
    at_ += header_.fortran_order ? 4 : 5;
  }

  void read_shape() {
    constexpr char const* wanted = "a tuple of extents such as (), (3,) or (3, 4)";
    skip_blanks();
    if (peek() != '(') fail("shape", wanted);
    ++at_;
    while (!accept(')')) {
      if (header_.shape.size() == most_axes) fail("shape", "at most 64 axes");
      header_.shape.push_back(read_extent());
      if (accept(',')) continue;
      if (!accept(')') || header_.shape.size() == 1) fail("shape", wanted);
      break;
    }
  }

  std::uint64_t read_extent() {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    constexpr char const* wanted = "extents from 0 to 9223372036854775807";
    skip_blanks();
    auto const start = at_;
    std::uint64_t value = 0;
    for (; peek() >= '0' && peek() <= '9'; ++at_) {
      auto const digit = static_cast<std::uint64_t>(peek() - '0');
      if (value > (most - digit) / 10) {
        at_ = start;
        fail("shape", wanted);
      }
      value = 10 * value + digit;
    }
    if (at_ == start) fail("shape", wanted);
    if (peek() == 'L') ++at_;  // a long of Python 2
    return value;
  }

  std::string_view read_string(char const* place, char const* wanted) {
    skip_blanks();
    char const quote = peek();
    if (quote != '\'' && quote != '"') fail(place, wanted);
    auto const end = text_.find_first_of(quote == '"' ? "\"\\\n" : "'\\\n", at_ + 1);
    if (end == std::string_view::npos || text_[end] != quote) fail(place, wanted);
    auto const inner = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return inner;
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_blanks() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\t') ++at_;
  }
  bool accept(char c) {
    skip_blanks();
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c, char const* wanted) {
    if (!accept(c)) fail("header", wanted);
  }
  [[noreturn, gnu::cold]] void fail(std::string_view place, std::string_view wanted) const {
    auto const found = at_ < text_.size() ? shown_bytes(text_.substr(at_)) : std::string("the end of the header");
    refuse({name_, ": ", place, ": expected ", wanted, ", found ", found});
  }

  std::string_view name_;
  std::string_view text_;
  std::size_t at_ = 0;
  Header header_;
};

}  // namespace detail
}  // namespace tenon::io
