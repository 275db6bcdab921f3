// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/tensor/run.hpp>
#include <tenon/tensor/tensor.hpp>

#include <charconv>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

/// Tensors as text, laid out as NumPy does: brackets, columns aligned, the fewest digits that tell the values apart but
/// no more than 8 after the point, only the edges of more than 1000 elements, lines of at most 75 characters.
namespace tenon {

/// How many digits follow the point of a floating number.
enum class FloatMode : std::uint8_t {
  maxprec,        ///< as many as tell it from its neighbours, `precision` at most
  maxprec_equal,  ///< the same, and as many for each number as for the longest
  fixed,          ///< `precision`
  unique          ///< as many as tell it from its neighbours, however many that are
};

/// How a tensor is written. The names and values are those of NumPy's print options.
struct PrintOptions {
  int precision = 8;             ///< digits after the point
  std::size_t threshold = 1000;  ///< of more elements, only the edges are shown ...
  int edge_items = 3;            ///< ... so many at both ends of each axis
  int line_width = 75;           ///< characters a line
  bool suppress_small = false;   ///< no scientific form because of small numbers or of very different ones
  FloatMode float_mode = FloatMode::maxprec;
  char const* separator = " ";  ///< between the elements of a row; ", " gives a list of Python
};

namespace detail {

/// A finite number in its parts: "-12", "5" and, in scientific form, "+07".
struct Digits {
  std::string whole, fraction, exponent;
};

template <class T>
std::string to_chars(T x, std::chars_format format, int precision) {
  std::string s(static_cast<std::size_t>(precision < 0 ? 0 : precision) + 400, ' ');
  char* const first = s.data();
  char* const last = first + s.size();
  auto const r = precision < 0 ? std::to_chars(first, last, x, format) : std::to_chars(first, last, x, format, precision);
  s.resize(static_cast<std::size_t>(r.ptr - first));
  return s;
}
template <class Text>
Digits split(Text const& s) {
  auto before = [&s](char c, std::size_t end) { return s.find(c) < end ? s.find(c) : end; };
  std::size_t const e = before('e', s.size()), point = before('.', e);
  return {s.substr(0, point), point < e ? s.substr(point + 1, e - point - 1) : "", e < s.size() ? s.substr(e + 1) : ""};
}
/// x with so many digits after the point.
template <class T>
Digits digits_of(T x, std::chars_format format, int fraction) {
  return split(to_chars(x, format, fraction));
}
template <class T>
Digits digits_of(T x, std::chars_format format, PrintOptions const& options) {
  int const most = options.precision < 0 ? 0 : options.precision;
  if (options.float_mode == FloatMode::fixed) return digits_of(x, format, most);
  Digits d = split(to_chars(x, format, -1));
  if (options.float_mode == FloatMode::unique || d.fraction.size() <= static_cast<std::size_t>(most)) return d;
  d = digits_of(x, format, most);
  d.fraction.erase(d.fraction.find_last_not_of('0') + 1);
  return d;
}

/// The elements of one tensor as words of equal width.
class Words {
 public:
  template <class T>
  static std::vector<std::string> of(std::vector<T> const& values, PrintOptions const& options) {
    std::vector<std::string> words;
    if constexpr (std::is_floating_point_v<T>)
      words = floating(values, options);
    else
      for (T const& x : values) words.push_back(std::is_same_v<T, bool> ? (x ? "True" : "False") : std::to_string(x));
    std::size_t width = std::is_same_v<T, bool> ? 5 : 0;
    for (std::string const& w : words) width = w.size() > width ? w.size() : width;
    for (std::string& w : words) w.insert(0, width - w.size(), ' ');
    return words;
  }
  /// A value without neighbours, as Python prints it.
  template <class T>
  static std::string scalar(T x) {
    if constexpr (std::is_same_v<T, bool>)
      return x ? "True" : "False";
    else if constexpr (std::is_integral_v<T>)
      return std::to_string(x);
    else {
      T const size = x < 0 ? -x : x;
      if (!(size <= largest<T>)) return not_finite(x);
      if (size >= T(1e16) || (size != 0 && is_small(size))) return to_chars(x, std::chars_format::scientific, -1);
      Digits const exact = split(to_chars(x, std::chars_format::fixed, -1));
      if (!exact.fraction.empty()) return exact.whole + '.' + exact.fraction;
      // Of a whole number, zeros follow the digits that tell it from its neighbours.
      Digits const fewest = split(to_chars(x, std::chars_format::scientific, -1));
      std::string digits = fewest.whole + fewest.fraction;
      digits.resize(fewest.whole.size() + static_cast<std::size_t>(std::stoi(fewest.exponent)), '0');
      return digits + ".0";
    }
  }

 private:
  template <class T>
  static constexpr T largest = sizeof(T) == 4 ? T(3.40282346638528859812e38) : T(1.79769313486231570815e308);
  template <class T>
  static bool is_small(T x) {
    return static_cast<double>(x) < 1e-4;
  }
  template <class T>
  static std::string not_finite(T x) {
    return x != x ? "nan" : x < 0 ? "-inf" : "inf";
  }

  template <class T>
  static std::vector<std::string> floating(std::vector<T> const& values, PrintOptions const& options) {
    T most = 0, least = largest<T>;
    for (T const x : values) {
      T const size = x < 0 ? -x : x;
      if (!(size <= largest<T>) || size == 0) continue;
      most = size > most ? size : most;
      least = size < least ? size : least;
    }
    bool const far_apart = !options.suppress_small && (is_small(least) || most / least > 1000);
    bool const scientific = most > 0 && (most >= T(1e8) || far_apart);
    auto const format = scientific ? std::chars_format::scientific : std::chars_format::fixed;
    std::vector<Digits> digits;
    std::size_t fraction = 0, exponent = 0;
    for (T const x : values) {
      bool const finite = (x < 0 ? -x : x) <= largest<T>;
      Digits const d = finite ? digits_of(x, format, options) : Digits{};
      fraction = d.fraction.size() > fraction ? d.fraction.size() : fraction;
      exponent = d.exponent.size() > exponent ? d.exponent.size() : exponent;
      digits.push_back(d);
    }
    // Fractions are filled up with further digits in scientific form, with blanks else; exponents with leading zeros.
    bool const fill = scientific || options.float_mode == FloatMode::fixed || options.float_mode == FloatMode::maxprec_equal;
    std::vector<std::string> words;
    for (std::size_t i = 0; i < values.size(); ++i) {
      Digits& d = digits[i];
      if (d.whole.empty()) {
        words.push_back(not_finite(values[i]));
        continue;
      }
      if (fill && d.fraction.size() < fraction) d = digits_of(values[i], format, static_cast<int>(fraction));
      d.fraction.append(fraction - d.fraction.size(), ' ');
      if (scientific) d.exponent.insert(1, exponent - d.exponent.size(), '0');
      words.push_back(d.whole + '.' + d.fraction + (scientific ? "e" + d.exponent : ""));
    }
    return words;
  }
};

/// Brackets, blanks and line breaks around the words of a tensor. Of a type that depends on the words', so that units which print
/// nothing do not compile it.
template <class Word = std::string>
class Layout {
 public:
  Layout(Dims const& dims, PrintOptions const& options)
      : dims_(dims), edge_(options.edge_items < 0 ? 0 : options.edge_items), line_width_(options.line_width),
        separator_(options.separator), summary_(static_cast<std::size_t>(dims.size()) > options.threshold) {
    next_line_ = separator_.substr(0, separator_.find_last_not_of(' ') + 1);
  }

  /// The places of the elements that are shown, in order.
  std::vector<std::size_t> shown() const {
    std::vector<std::size_t> places;
    collect(0, 0, places);
    return places;
  }
  std::string text(std::vector<Word> const& words) {
    words_ = words.data();
    return dims_.rank == 0 ? words[0].substr(words[0].find_first_not_of(' ')) : nested(0, " ", line_width_);
  }

 private:
  Dims dims_;
  std::int32_t edge_;
  int line_width_;
  std::string separator_, next_line_;  ///< between words, and what is left of it at the end of a line
  bool summary_;
  Word const* words_ = nullptr;

  bool gap(int axis, std::int32_t i) const { return summary_ && dims_[axis] > 2 * edge_ && i == edge_; }

  void collect(int axis, std::size_t place, std::vector<std::size_t>& places) const {
    if (axis == dims_.rank) {
      places.push_back(place);
      return;
    }
    for (std::int32_t i = 0; i < dims_[axis]; ++i) {
      if (gap(axis, i)) i = dims_[axis] - edge_;
      if (i < dims_[axis]) collect(axis + 1, place * static_cast<std::size_t>(dims_[axis]) + static_cast<std::size_t>(i), places);
    }
  }

  /// What begins at an axis, in brackets; `width` is what its last line may take.
  std::string nested(int axis, std::string const& indent, int width) {
    bool const row = axis + 1 == dims_.rank;
    int const closing = next_line_.size() > 1 ? static_cast<int>(next_line_.size()) : 1;
    std::string s, line = indent;
    auto add = [&](std::string const& word) {
      if (static_cast<int>(line.size() + word.size()) > width - closing && line.size() > indent.size()) {
        line.erase(line.find_last_not_of(' ') + 1);
        s += line + '\n';
        line = indent;
      }
      line += word;
    };
    std::string const between_lines = next_line_ + std::string(static_cast<std::size_t>(dims_.rank - axis - 1), '\n');
    for (std::int32_t i = 0; i < dims_[axis]; ++i) {
      if (gap(axis, i)) {
        i = dims_[axis] - edge_;
        if (row) {
          add("...");
          line += i < dims_[axis] ? separator_ : "";
        } else
          s += indent + "..." + (i < dims_[axis] ? between_lines : "");
        if (i == dims_[axis]) break;
      }
      bool const last = i + 1 == dims_[axis];
      if (row) {
        add(*words_++);
        if (!last) line += separator_;
      } else
        s += indent + nested(axis + 1, indent + ' ', width - 1) + (last ? "" : between_lines);
    }
    if (row) s += line;
    return '[' + s.substr(indent.size()) + ']';
  }
};

template <class T>
std::string array_text(Dims const& dims, T const* data, PrintOptions const& options) {
  if (dims.size() == 0) return "[]";
  Layout layout(dims, options);
  std::vector<T> values;
  for (std::size_t const place : layout.shown()) values.push_back(data[place]);
  return layout.text(Words::of(values, options));
}

template <class X>
concept Printable = Operand<X> && std::is_same_v<typename std::remove_cvref_t<X>::front_end, front::Eager>;

}  // namespace detail

/// The elements of a tensor or an expression as text, `to_string(x, {.precision = 3})`: NumPy's array2string(x, precision=3).
template <detail::Printable X>
std::string to_string(X const& x, PrintOptions const& options) {
  constexpr Dims dims = dims_of<typename X::shape_type>;
  if constexpr (requires { x.data(); })
    return detail::array_text(dims, x.data(), options);
  else
    return detail::array_text(dims, BasicTensor<typename X::value_type, typename X::shape_type>(x).data(), options);
}
/// The same with NumPy's defaults, its str(x): a scalar has as many digits as tell its value.
template <detail::Printable X>
std::string to_string(X const& x) {
  if constexpr (X::shape_type::rank == 0)
    return detail::Words::scalar(x.item());
  else
    return to_string(x, PrintOptions{});
}
/// What `to_string` gives. A stream's precision, width and flags are for numbers, and do not count.
template <detail::Printable X>
std::ostream& operator<<(std::ostream& out, X const& x) {
  return out << to_string(x);
}

}  // namespace tenon
