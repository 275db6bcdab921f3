// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/tensor/run.hpp>
#include <tenon/tensor/tensor.hpp>

#include <charconv>
#include <iosfwd>
#include <string>
#include <vector>

/// Tensors as text, laid out as NumPy does: brackets, columns aligned, the fewest digits that tell the values apart but
/// no more than 8 after the point, only the edges of more than 1000 elements, lines of at most 75 characters.
namespace tenon {
namespace detail {

/// A finite number in its parts: "-12", "5" and, in scientific form, "+07".
struct Digits {
  std::string whole, fraction, exponent;
};

template <class T>
Digits digits_of(T x, std::chars_format format) {
  constexpr std::size_t most = 8;
  char text[400];
  char* end = std::to_chars(text, text + sizeof text, x, format).ptr;
  auto split = [&]() {
    std::string const s(text, end);
    auto before = [&s](char c, std::size_t end_of) { return s.find(c) < end_of ? s.find(c) : end_of; };
    std::size_t const e = before('e', s.size()), point = before('.', e);
    return Digits{s.substr(0, point), point < e ? s.substr(point + 1, e - point - 1) : "", e < s.size() ? s.substr(e + 1) : ""};
  };
  Digits d = split();
  if (d.fraction.size() > most) {
    end = std::to_chars(text, text + sizeof text, x, format, int(most)).ptr;
    d = split();
    d.fraction.erase(d.fraction.find_last_not_of('0') + 1);
  }
  return d;
}

/// The elements of one tensor as words of equal width.
class Words {
 public:
  template <class T>
  static std::vector<std::string> of(std::vector<T> const& values) {
    std::vector<std::string> words;
    if constexpr (std::is_floating_point_v<T>)
      words = floating(values);
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
      bool const scientific = size >= T(1e16) || (size != 0 && size < T(1e-4));
      char text[64];
      std::string s(
          text,
          std::to_chars(text, text + sizeof text, x, scientific ? std::chars_format::scientific : std::chars_format::fixed).ptr);
      return scientific || s.find('.') != s.npos ? s : s + ".0";
    }
  }

 private:
  template <class T>
  static constexpr T largest = sizeof(T) == 4 ? T(3.40282346638528859812e38) : T(1.79769313486231570815e308);
  template <class T>
  static std::string not_finite(T x) {
    return x != x ? "nan" : x < 0 ? "-inf" : "inf";
  }

  template <class T>
  static std::vector<std::string> floating(std::vector<T> const& values) {
    T most = 0, least = largest<T>;
    for (T const x : values) {
      T const size = x < 0 ? -x : x;
      if (!(size <= largest<T>) || size == 0) continue;
      most = size > most ? size : most;
      least = size < least ? size : least;
    }
    bool const scientific = most > 0 && (most >= T(1e8) || least < T(1e-4) || most / least > 1000);
    std::vector<Digits> digits;
    std::size_t fraction = 0, exponent = 0;
    for (T const x : values) {
      bool const finite = (x < 0 ? -x : x) <= largest<T>;
      Digits const d = finite ? digits_of(x, scientific ? std::chars_format::scientific : std::chars_format::fixed) : Digits{};
      fraction = d.fraction.size() > fraction ? d.fraction.size() : fraction;
      exponent = d.exponent.size() > exponent ? d.exponent.size() : exponent;
      digits.push_back(d);
    }
    // Fractions are filled up with zeros in scientific form, with blanks else; exponents with leading zeros.
    std::vector<std::string> words;
    for (std::size_t i = 0; i < values.size(); ++i) {
      Digits& d = digits[i];
      if (d.whole.empty()) {
        words.push_back(not_finite(values[i]));
        continue;
      }
      d.fraction.append(fraction - d.fraction.size(), scientific ? '0' : ' ');
      if (scientific) d.exponent.insert(1, exponent - d.exponent.size(), '0');
      words.push_back(d.whole + '.' + d.fraction + (scientific ? "e" + d.exponent : ""));
    }
    return words;
  }
};

/// Brackets, blanks and line breaks around the words of a tensor.
class Layout {
 public:
  explicit Layout(Dims const& dims) : dims_(dims), summary_(dims.size() > 1000) {}

  /// The places of the elements that are shown, in order.
  std::vector<std::size_t> shown() const {
    std::vector<std::size_t> places;
    collect(0, 0, places);
    return places;
  }
  std::string text(std::vector<std::string> const& words) {
    words_ = words.data();
    return nested(0, " ", 75);
  }

 private:
  static constexpr std::int32_t edge = 3;
  Dims dims_;
  bool summary_;
  std::string const* words_ = nullptr;

  bool gap(int axis, std::int32_t i) const { return summary_ && dims_[axis] > 2 * edge && i == edge; }

  void collect(int axis, std::size_t place, std::vector<std::size_t>& places) const {
    if (axis == dims_.rank) {
      places.push_back(place);
      return;
    }
    for (std::int32_t i = 0; i < dims_[axis]; ++i) {
      if (gap(axis, i)) i = dims_[axis] - edge;
      collect(axis + 1, place * static_cast<std::size_t>(dims_[axis]) + static_cast<std::size_t>(i), places);
    }
  }

  std::string nested(int axis, std::string const& indent, std::size_t width) {
    bool const row = axis + 1 == dims_.rank;
    std::string s, line = indent;
    auto add = [&](std::string const& word) {
      if (line.size() + word.size() > width - 1 && line.size() > indent.size()) {
        line.erase(line.find_last_not_of(' ') + 1);
        s += line + '\n';
        line = indent;
      }
      line += word;
    };
    for (std::int32_t i = 0; i < dims_[axis]; ++i) {
      if (gap(axis, i)) {
        i = dims_[axis] - edge;
        if (row) {
          add("...");
          line += ' ';
        } else
          s += indent + "..." + breaks(axis);
      }
      bool const last = i + 1 == dims_[axis];
      if (row) {
        add(*words_++);
        if (!last) line += ' ';
      } else
        s += indent + nested(axis + 1, indent + ' ', width - 1) + (last ? "" : breaks(axis));
    }
    if (row) s += line;
    return '[' + s.substr(indent.size()) + ']';
  }
  std::string breaks(int axis) const { return std::string(static_cast<std::size_t>(dims_.rank - axis - 1), '\n'); }
};

template <class T>
std::string array_text(Dims const& dims, T const* data) {
  if (dims.size() == 0) return "[]";
  if (dims.rank == 0) return Words::scalar(*data);
  Layout layout(dims);
  std::vector<T> values;
  for (std::size_t const place : layout.shown()) values.push_back(data[place]);
  return layout.text(Words::of(values));
}

template <class X>
concept Printable = Operand<X> && std::is_same_v<typename std::remove_cvref_t<X>::front_end, front::Eager>;

}  // namespace detail

/// The elements of a tensor or an expression as text.
template <detail::Printable X>
std::string to_string(X const& x) {
  using T = typename X::value_type;
  if constexpr (requires { x.data(); })
    return detail::array_text(dims_of<typename X::shape_type>, x.data());
  else {
    BasicTensor<T, typename X::shape_type> const t(x);
    return detail::array_text(dims_of<typename X::shape_type>, t.data());
  }
}
template <detail::Printable X>
std::ostream& operator<<(std::ostream& out, X const& x) {
  return out << to_string(x);
}

}  // namespace tenon
