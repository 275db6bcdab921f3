// SPDX-License-Identifier: MIT
// Text compared with NumPy's: tests/oracle/print.py wrote the cases.
#include "support/catch.hpp"

#include <tenon/tensor/print.hpp>

#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace tn = tenon;

namespace {

struct Case {
  std::string title, dtype, elements, text;
  tn::Dims dims;
  bool plain = true;  ///< str(x), not array2string(x, options)
  tn::PrintOptions options;
  std::string separator = " ";
};

tn::FloatMode float_mode(std::string const& name) {
  return name == "fixed"           ? tn::FloatMode::fixed
         : name == "unique"        ? tn::FloatMode::unique
         : name == "maxprec_equal" ? tn::FloatMode::maxprec_equal
                                   : throw std::runtime_error("a float mode without a name: " + name);
}

void set_option(Case& c, std::string const& name, std::string const& value) {
  c.plain = false;
  if (name == "precision")
    c.options.precision = std::stoi(value);
  else if (name == "threshold")
    c.options.threshold = std::stoul(value);
  else if (name == "edge_items")
    c.options.edge_items = std::stoi(value);
  else if (name == "line_width")
    c.options.line_width = std::stoi(value);
  else if (name == "suppress_small")
    c.options.suppress_small = value == "True";
  else if (name == "float_mode")
    c.options.float_mode = float_mode(value);
  else if (name == "separator") {
    c.separator = value;
    for (char& x : c.separator) x = x == '_' ? ' ' : x;
  } else
    throw std::runtime_error("an option without a name: " + name);
}

std::vector<Case> read_cases() {
  std::ifstream in(TENON_SOURCE_DIR "/tests/oracle/print.txt");
  std::vector<Case> cases;
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("@ ")) {
      Case c;
      c.title = line;
      std::istringstream words(line.substr(2));
      std::string shape, word;
      words >> c.dtype >> shape;
      if (shape != "-")
        for (std::istringstream extents(shape); std::getline(extents, word, ',');) c.dims.push_back(std::stoi(word));
      while (words >> word) set_option(c, word.substr(0, word.find('=')), word.substr(word.find('=') + 1));
      std::getline(in, c.elements);
      cases.push_back(c);
    } else
      cases.back().text += (cases.back().text.empty() ? "" : "\n") + line.substr(1);
  return cases;
}

template <class T>
std::string text_of(Case const& c) {
  auto const size = static_cast<std::size_t>(c.dims.size());
  auto const values = std::make_unique<T[]>(size + 1);
  for (std::size_t i = 0; i < size; ++i)
    if (c.elements == "arange")
      values[i] = static_cast<T>(i);
    else {
      unsigned char bytes[sizeof(T)];
      for (std::size_t b = 0; b < sizeof(T); ++b)
        bytes[b] = static_cast<unsigned char>(std::stoi(c.elements.substr(2 * (i * sizeof(T) + b), 2), nullptr, 16));
      std::memcpy(&values[i], bytes, sizeof(T));
    }
  if (c.plain && c.dims.rank == 0) return tn::to_string(tn::Tensor<T>(values[0]));
  tn::PrintOptions options = c.options;
  options.separator = c.separator.c_str();
  return tn::detail::array_text(c.dims, values.get(), options);
}

std::string text_of(Case const& c) {
  if (c.dtype == "f4") return text_of<float>(c);
  if (c.dtype == "f8") return text_of<double>(c);
  if (c.dtype == "b1") return text_of<bool>(c);
  if (c.dtype == "i1") return text_of<std::int8_t>(c);
  if (c.dtype == "i2") return text_of<std::int16_t>(c);
  if (c.dtype == "i4") return text_of<std::int32_t>(c);
  if (c.dtype == "i8") return text_of<std::int64_t>(c);
  if (c.dtype == "u1") return text_of<std::uint8_t>(c);
  if (c.dtype == "u2") return text_of<std::uint16_t>(c);
  if (c.dtype == "u4") return text_of<std::uint32_t>(c);
  if (c.dtype == "u8") return text_of<std::uint64_t>(c);
  throw std::runtime_error("a dtype without a name: " + c.dtype);
}

}  // namespace

TEST_CASE("text is that of NumPy", "[print]") {
  std::vector<Case> const cases = read_cases();
  REQUIRE(cases.size() > 300);
  for (Case const& c : cases) {
    INFO(c.title << '\n' << c.elements.substr(0, 200));
    CHECK(text_of(c) == c.text);
  }
}

TEST_CASE("options reach the text from the caller", "[print]") {
  tn::Tensor<double, 2, 2> const x{{1.23456, 1000}, {0.5, -2}};
  CHECK(tn::to_string(x, {.precision = 2, .suppress_small = true}) == "[[   1.23 1000.  ]\n [   0.5    -2.  ]]");
  CHECK(tn::to_string(x * 2.0, {.precision = 1, .suppress_small = true, .float_mode = tn::FloatMode::fixed, .separator = ", "}) ==
        "[[   2.5, 2000.0],\n [   1.0,   -4.0]]");
  CHECK(tn::to_string(x(tn::all, tn::at<0>), {.precision = 0}) == "[1. 0.]");
  CHECK(tn::to_string(tn::Tensor<float>(3.14159f), {.precision = 2}) == "3.14");
  CHECK(tn::to_string(tn::Tensor<float>(3.14159f)) == "3.14159");
  CHECK(tn::to_string(tn::Tensor<int, 9>(), {.threshold = 4, .edge_items = 0}) == "[...]");
  CHECK(tn::to_string(tn::Tensor<int, 3, 9>(), {.threshold = 4, .edge_items = 1}) == "[[0 ... 0]\n ...\n [0 ... 0]]");
  std::ostringstream out;
  out.precision(2);
  out << x(tn::at<0>, tn::at<0>);
  CHECK(out.str() == "1.23456");
}
