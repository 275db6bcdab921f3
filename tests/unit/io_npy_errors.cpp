// SPDX-License-Identifier: MIT
// Each way a .npy file can be wrong, and the words that say so; whatever the bytes, an error writes nothing.
#include "support/catch.hpp"
#include "support/oracle.hpp"

#include <tenon/data/mt19937.hpp>
#include <tenon/io/npy.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tn = tenon;
namespace io = tenon::io;
using tenon_test::Bytes;
using tenon_test::bytes_of;

namespace {

using Matrix = tn::Tensor<float, 3, 4>;

Matrix untouched() { return Matrix().fill(-7.f); }

/// What loading says; whatever it was, an error has written nothing.
template <class X = Matrix>
std::string error_of(Bytes const& bytes) {
  X x;
  x.fill(static_cast<typename X::value_type>(1));
  try {
    io::load_npy_into(bytes, x, "w.npy");
  } catch (io::Error const& error) {
    for (auto const v : x)
      if (v != static_cast<typename X::value_type>(1)) return "written to in spite of an error";
    return error.what();
  }
  return "no error";
}

Bytes preamble(std::string const& dict, char major = 1) {
  std::string text("\x93NUMPY");
  text += major;
  text += '\0';
  text += static_cast<char>(dict.size() & 0xff);
  text += static_cast<char>(dict.size() >> 8);
  if (major > 1) text.append(2, '\0');
  return bytes_of(text + dict);
}

/// A file with this dict and elements of zero.
Bytes file(std::string const& dict, std::size_t elements = 48) {
  auto bytes = preamble(dict + "\n");
  bytes.resize(bytes.size() + elements);
  return bytes;
}

std::string dict(std::string const& shape, std::string const& descr = "'<f4'") {
  return "{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + ", }";
}

std::string dict_error(std::string const& text) { return error_of(file(text)); }

Bytes valid() { return io::npy_bytes(untouched()); }

}  // namespace

TEST_CASE("npy errors: dtype and shape", "[io]") {
  CHECK(error_of(io::npy_bytes(tn::Tensor<float, 4, 3>())) == "w.npy: shape: expected (3, 4), found (4, 3)");
  CHECK(error_of(io::npy_bytes(tn::Tensor<float, 12>())) == "w.npy: shape: expected (3, 4), found (12,)");
  CHECK(error_of(io::npy_bytes(tn::Tensor<float>())) == "w.npy: shape: expected (3, 4), found ()");
  CHECK(error_of<tn::Tensor<float>>(io::npy_bytes(tn::Tensor<float, 1>())) == "w.npy: shape: expected (), found (1,)");
  CHECK(error_of(io::npy_bytes(tn::Tensor<double, 3, 4>())) == "w.npy: dtype: expected float32, found float64");
  CHECK(error_of<tn::Tensor<bool, 2>>(io::npy_bytes(tn::Tensor<std::uint8_t, 2>())) ==
        "w.npy: dtype: expected bool, found uint8");
  CHECK_THROWS_WITH((io::load_npy<tn::data::Rows<float, 3>>(valid(), "x.npy")), "x.npy: shape: expected (rows, 3), found (3, 4)");
  CHECK_THROWS_WITH((io::load_npy<tn::data::Rows<float, 3>>(io::npy_bytes(tn::Tensor<float>()), "x.npy")),
                    "x.npy: shape: expected (rows, 3), found ()");
}

TEST_CASE("npy errors: files that are none", "[io]") {
  CHECK(error_of({}) == "w.npy: magic: expected \"\\x93NUMPY\", found an empty file");
  CHECK(error_of(bytes_of("\x93NUMP")) == "w.npy: magic: expected \"\\x93NUMPY\", found \"\\x93NUMP\"");
  CHECK(error_of(bytes_of("a,b,c\n1,2,3\n")) == "w.npy: magic: expected \"\\x93NUMPY\", found \"a,b,c\\n\"");
  CHECK(error_of(bytes_of("PK\x03\x04")) ==
        "w.npy: magic: expected \"\\x93NUMPY\", found \"PK\\x03\\x04\": a zip archive, which read_npz reads");
  for (char const* version : {"\x00", "\x04", "\xff"}) {
    auto bytes = valid();
    bytes[6] = static_cast<std::byte>(*version);
    CHECK_THAT(error_of(bytes), tenon_test::contains("w.npy: format version: expected 1.0, 2.0 or 3.0, found "));
  }
  auto bytes = valid();
  bytes[7] = std::byte{1};
  CHECK(error_of(bytes) == "w.npy: format version: expected 1.0, 2.0 or 3.0, found 1.1");
}

TEST_CASE("npy errors: too short or too long", "[io]") {
  auto const whole = valid();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    auto const text = error_of(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
    INFO(size);
    CHECK(text == (size == 0 ? "w.npy: magic: expected \"\\x93NUMPY\", found an empty file"
                   : size < 6
                       ? "w.npy: magic: expected \"\\x93NUMPY\", found " + std::string("\"\\x93NUMPY").substr(0, 4 + size) + "\""
                   : size < 128 ? "w.npy: header: expected all of it, found the end of the file"
                                : "w.npy: elements: expected 48 bytes, found " + std::to_string(size - 128)));
  }
  auto longer = whole;
  longer.push_back(std::byte{0});
  CHECK(error_of(longer) == "w.npy: elements: expected 48 bytes, found more");

  tenon_test::TemporaryDirectory const directory;  // of a file no more is read than needed
  auto const path = directory.file("x.npy");
  longer.resize(200000);
  tenon_test::write_bytes(path, longer);
  CHECK_THROWS_WITH(io::load_npy<Matrix>(path), path + ": elements: expected 48 bytes, found more");
  CHECK_THROWS_WITH(io::load_npy<Matrix>(path + "x"), path + "x: cannot open the file: No such file or directory");
}

TEST_CASE("npy errors: the length of the header", "[io]") {
  auto bytes = preamble(dict("(3, 4)") + "\n", 2);
  bytes.resize(bytes.size() + 48);
  CHECK(error_of(bytes) == "no error");
  bytes[10] = bytes[11] = std::byte{0xff};
  CHECK_THAT(error_of(bytes), tenon_test::contains("w.npy: header length: expected at most 65535 bytes, found 42949"));
  bytes[10] = bytes[11] = std::byte{0};
  bytes[8] = bytes[9] = std::byte{0xff};
  CHECK(error_of(bytes) == "w.npy: header: expected all of it, found the end of the file");
  CHECK(error_of(preamble("")) == "w.npy: header: expected a dict, found the end of the header");
}

TEST_CASE("npy errors: dicts", "[io]") {
  CHECK(dict_error(dict("(3, 4)")) == "no error");
  CHECK(dict_error("{'shape':(3,4),'fortran_order':False,\"descr\":\"<f4\"}   ") == "no error");
  CHECK(dict_error("{ 'shape' : (3L, 4L,) , 'fortran_order' : True, 'descr' : '>f4' }\n \n") == "no error");
  CHECK(dict_error("[1]") == "w.npy: header: expected a dict, found \"[1]\\n\"");
  CHECK(dict_error("{}") == "w.npy: header: expected the keys 'descr', 'fortran_order' and 'shape', found no 'descr'");
  CHECK(dict_error("{'descr': '<f4', 'shape': (3, 4)}") ==
        "w.npy: header: expected the keys 'descr', 'fortran_order' and 'shape', found no 'fortran_order'");
  CHECK(dict_error("{'descr': '<f4', 'order': (3, 4)}") ==
        "w.npy: header: expected the keys 'descr', 'fortran_order' and 'shape', found \"order\"");
  CHECK(dict_error("{'shape': (3, 4), 'shape': (3, 4)}") == "w.npy: header: expected each key once, found 'shape' twice");
  CHECK(dict_error("{'descr' '<f4'}") == "w.npy: header: expected \":\" after a key, found \"'<f4'}\\n\"");
  CHECK(dict_error("{'descr': '<f4' 'shape': ()}") == "w.npy: header: expected \",\" or \"}\", found \"'shape': ()}\\n\"");
  CHECK(dict_error("{1: 2}") == "w.npy: header: expected a key in quotes, found \"1: 2}\\n\"");
  CHECK(dict_error("{'des\\x63r': 2}") == "w.npy: header: expected a key in quotes, found \"'des\\\\x63r': 2}\\n\"");
  CHECK(dict_error("{, }") == "w.npy: header: expected a key in quotes, found \", }\\n\"");
  CHECK(dict_error("{'descr': '<f4',") == "w.npy: header: expected a key in quotes, found the end of the header");
  CHECK(dict_error(dict("(3, 4)") + " x = 1") == "w.npy: header: expected nothing but blanks after the dict, found \"x = 1\\n\"");
  CHECK(dict_error(dict("(3, 4)") + dict("(3, 4)")).starts_with("w.npy: header: expected nothing but blanks"));
  CHECK(error_of(preamble(dict("(3, 4)"))) == "w.npy: header: expected a newline at its end, found none");
  CHECK(dict_error("{'fortran_order': 1}") == "w.npy: fortran_order: expected True or False, found \"1}\\n\"");
  CHECK(dict_error("{'fortran_order': 'True'}").starts_with("w.npy: fortran_order: expected True or False"));
  for (char const open : {'{', '[', '('})
    for (std::string const start : {"", "{'descr': ", "{'shape': ", "{'fortran_order': ", "{'shape': ("})
      CHECK(dict_error(start + std::string(60000, open)).size() < 200);
}

TEST_CASE("npy errors: descr", "[io]") {
  auto const words = [](std::string const& descr) { return dict_error(dict("(3, 4)", descr)); };
  std::string const wanted =
      "w.npy: descr: expected '<' or '>' and one of f4 f8 i2 i4 i8 u2 u4 u8, or '|' and one of b1 i1 u1, found ";
  CHECK(words("'|O'") == wanted + "\"|O\" (Python objects)");
  for (std::string const descr : {"<f2", "<f16", "<c8", "<U5", "|S3", "<M8[ns]", "|V8", "=f4", "f4", "|f4", "float32", "", "<f0",
                                  "<i/", "<b2", "<F4", "<<4", "<f4 "})
    CHECK(words("'" + descr + "'") == wanted + "\"" + descr + "\"");
  CHECK(words("[('x', '<f4'), ('y', '<f4')]") ==
        "w.npy: descr: expected a dtype of one number such as '<f4' (structured dtypes are not read), "
        "found \"[('x', '<f4'), ('y', '<f4')], 'fortran_o...\"");
  CHECK(words("('<f4', (2,))").starts_with("w.npy: descr: expected a dtype of one number such as '<f4'"));
  CHECK(words("None").starts_with("w.npy: descr: expected a dtype in quotes, such as '<f4', found \"None, 'fortran"));
  CHECK(words("'<f4") == wanted + "\"<f4, \"");
}

TEST_CASE("npy errors: extents", "[io]") {
  auto const words = [](std::string const& shape) { return dict_error(dict(shape)); };
  for (std::string const shape : {"(-3, 4)", "(3, -4)", "(3, x)", "(,)", "(, 3)", "(3,, 4)", "(True,)", "(9223372036854775808,)",
                                  "(99999999999999999999999999,)", "((3, 4),)"})
    CHECK_THAT(words(shape), tenon_test::contains("w.npy: shape: expected extents from 0 to 9223372036854775807, found "));
  for (std::string const shape : {"3", "(3)", "(3., 4)", "[3, 4]", "(3 4)", "None", "'(3, 4)'", "(3, 4"})
    CHECK_THAT(words(shape), tenon_test::contains("w.npy: shape: expected "));
  CHECK(words("(-3, 4)") == "w.npy: shape: expected extents from 0 to 9223372036854775807, found \"-3, 4), }\\n\"");
  CHECK(words("(3)") == "w.npy: shape: expected a tuple of extents such as (), (3,) or (3, 4), found \", }\\n\"");
  CHECK(words("(9223372036854775807,)") ==
        "w.npy: shape: expected less than 2^63 bytes of elements, found (9223372036854775807,) of float32");
  CHECK(words("(4294967296, 4294967296, 4)") == "w.npy: shape: expected less than 2^63 bytes of elements, found "
                                                "(4294967296, 4294967296, 4) of float32");
  CHECK(words("(4294967296, 4294967296, 4, 0)") == "w.npy: shape: expected (3, 4), found (4294967296, 4294967296, 4, 0)");
  std::string many = "(";
  for (int i = 0; i < 65; ++i) many += "1, ";
  CHECK(words(many + ")") == "w.npy: shape: expected at most 64 axes, found \"1, ), }\\n\"");
  // Extents that promise more than the file holds are refused before there is memory for them.
  CHECK_THROWS_WITH((io::load_npy<tn::data::Rows<float, 4>>(file(dict("(1000000000000, 4)")), "x.npy")),
                    "x.npy: elements: expected 16000000000000 bytes, found 48");
}

TEST_CASE("npy: every file with some bytes changed is loaded or refused", "[io]") {
  auto const whole = valid();
  std::size_t loaded = 0, refused = 0;
  auto const load = [&](Bytes const& bytes) {
    auto const text = error_of(bytes);
    if (text == "no error") {
      ++loaded;
      return;
    }
    ++refused;
    REQUIRE(text.starts_with("w.npy: "));
    REQUIRE(text.size() < 1000);
    REQUIRE(std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; }));
  };
  for (std::size_t at = 0; at < 128; ++at)  // each byte of the preamble, each bit and some characters
    for (unsigned value = 0; value < 256; ++value) {
      auto bytes = whole;
      bytes[at] = static_cast<std::byte>(value);
      load(bytes);
    }
  CHECK(loaded > 128);
  CHECK(refused > 20000);

  static constexpr std::string_view alphabet = "{}()[]'\",:LTrueFals|<>=0123456789-\n \\\x93";
  tn::data::Mt19937 random(1);
  auto const below = [&](std::size_t n) { return random() % n; };
  for (int i = 0; i < 20000; ++i) {
    auto bytes = whole;
    for (auto left = 1 + below(4); left > 0; --left) {
      auto const at = static_cast<std::ptrdiff_t>(below(80));
      auto const c = static_cast<std::byte>(alphabet[below(alphabet.size())]);
      switch (below(3)) {
        case 0: bytes[static_cast<std::size_t>(at)] = c; break;
        case 1: bytes.insert(bytes.begin() + at, c); break;
        default: bytes.erase(bytes.begin() + at); break;
      }
    }
    load(bytes);
  }
  CHECK(refused > 30000);
}
