// SPDX-License-Identifier: MIT
// Safetensors files: a file written by hand from the format's description, our own, and what is refused.
#include "support/catch.hpp"
#include "support/oracle.hpp"

#include <tenon/io/little_endian.hpp>
#include <tenon/io/safetensors.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tn = tenon;
namespace io = tenon::io;

namespace {

/// A file with this header and these elements.
std::string file_of(std::string_view header, std::string_view elements = {}) {
  std::string content;
  io::detail::append_little(content, std::uint64_t{header.size()});
  return (content += header) += elements;
}
std::string words(std::string const& content) {
  try {
    io::Safetensors const file("f", content);
    return "(fine)";
  } catch (io::Error const& error) {
    return error.what();
  }
}
std::string header_words(std::string_view header, std::string_view elements = {}) { return words(file_of(header, elements)); }

constexpr std::string_view twelve("\0\0\x80\x3f\0\0\0\xc0\x07\0\0\0", 12);

}  // namespace

TEST_CASE("safetensors: what others write", "[io]") {
  // Space everywhere, escapes, a dtype that Tenon does not have, an empty tensor, a scalar.
  io::Safetensors const file(
      "f", file_of(" { \"__metadata__\" : { \"format\" : \"pt\", \"a\\\"\\u00e9\\ud83d\\ude00\\n\": \"\" } ,\r\n"
                   "\"w\":{\"shape\":[2,1],\"data_offsets\":[0,8],\"dtype\":\"F32\"},"
                   "\"half\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[8,12]},"
                   "\"none\":{\"dtype\":\"I64\",\"shape\":[0,7],\"data_offsets\":[12,12]}} \t ",
                   twelve));
  CHECK(file.entries().size() == 3);
  CHECK(*file.metadata("format") == "pt");
  CHECK(file.metadata("a\"\u00e9\U0001F600\n") != nullptr);
  CHECK(file.metadata("b") == nullptr);
  auto const w = file.load<tn::Tensor<float, 2, 1>>("w");
  CHECK(w(0, 0) == 1.F);
  CHECK(w(1, 0) == -2.F);
  CHECK(file.load<tn::data::Rows<float, 1>>("w").rows() == 2);
  CHECK(file.load<tn::data::Rows<std::int64_t, 7>>("none").rows() == 0);
  CHECK_THROWS_WITH((file.load<tn::Tensor<float, 2>>("half")), "f: \"half\": dtype: expected F32, found BF16");
  CHECK_THROWS_WITH((file.load<tn::Tensor<float, 2>>("w")), "f: \"w\": shape: expected [2], found [2,1]");
  CHECK_THROWS_WITH((file.load<tn::data::Rows<float, 2>>("w")), "f: \"w\": shape: expected [rows,2], found [2,1]");
  CHECK_THROWS_WITH((file.load<tn::Tensor<float, 2>>("v")), "f: there is no array \"v\": it has \"w\", \"half\", \"none\"");
  CHECK(file.bytes(*file.find("half")) == twelve.substr(8));
  CHECK(io::Safetensors("f", file_of("{}")).entries().empty());
}

TEST_CASE("safetensors: every dtype, aligned, and read back", "[io]") {
  tenon_test::TemporaryDirectory const directory;
  auto const path = directory.file("x.safetensors");
  tn::Tensor<bool, 3> const flags(true, false, true);
  tn::Tensor<std::int16_t, 1> const small(std::int16_t{-2});
  tn::Tensor<double, 2> const wide(0.1, -0.0);
  tn::Tensor<float> const one(1.F);
  tn::data::Rows<std::uint8_t, 2> rows(3);
  rows.row(2)[1] = 9;
  io::save_safetensors(path, {{"flags", flags}, {"small", small}, {"rows", rows}, {"wide", wide}, {"one", one}},
                       {{"k\"\x01", "v"}});
  auto const file = io::read_safetensors(path);
  std::vector<std::string> order;
  for (auto const& e : file.entries()) order.push_back(e.name);
  CHECK(order == std::vector<std::string>{"wide", "one", "small", "flags", "rows"});
  CHECK((file.content().size() - (16 + 4 + 2 + 3 + 6)) % 64 == 0);
  CHECK(*file.metadata("k\"\x01") == "v");
  CHECK(file.load<tn::Tensor<bool, 3>>("flags")(2));
  CHECK(file.load<tn::Tensor<std::int16_t, 1>>("small")(0) == -2);
  CHECK(file.load<tn::Tensor<double, 2>>("wide")(0) == 0.1);
  CHECK(file.load<tn::Tensor<float>>("one").item() == 1.F);
  CHECK(file.load<tn::data::Rows<std::uint8_t, 2>>("rows") == rows);
  CHECK_THROWS_WITH(io::save_safetensors(path, {{"a", one}, {"a", wide}}),
                    path + ": header: expected tensors of different names, found \"a\" twice");
  CHECK(io::read_safetensors(path).contains("wide"));  // the old file
}

TEST_CASE("safetensors: what is refused, with the place", "[io]") {
  auto const tensor = [](std::string_view inside) { return "{\"a\":{" + std::string(inside) + "}}"; };
  CHECK(words("") == "f: expected a safetensors file, found an empty one");
  CHECK(words("1234567") == "f: expected a safetensors file, found less than 8 bytes");
  std::string huge(8, '\xff');
  CHECK(words(huge) == "f: header length: expected at most 100000000, found 18446744073709551615: this is no safetensors file");
  CHECK(words(std::string("\x10\0\0\0\0\0\0\0{}", 10)) == "f: header: expected 16 bytes, found the end of the file after 2");
  CHECK(header_words("") == "f: header: byte 8: expected an object, found the end");
  CHECK(header_words("[]") == "f: header: byte 8: expected an object, found \"[]\"");
  CHECK(header_words("{}x") == "f: header: byte 10: expected the end, found \"x\"");
  CHECK(header_words("{\"a\"}") == "f: header: byte 12: expected ':', found \"}\"");
  CHECK(header_words("{\"a\":1}") == "f: header: byte 13: expected an object, found \"1}\"");
  CHECK(header_words("{\"a\n\":1}") == "f: header: byte 11: expected no control character, found \"\\n\\\":1}\"");
  CHECK(header_words("{\"\xc3\x28\":1}").starts_with("f: header: byte 10: expected UTF-8"));
  CHECK(header_words("{\"\\ud800x\":1}").starts_with("f: header: byte 16: expected the second half of a surrogate pair"));
  CHECK(header_words("{\"\\udc00\":1}").starts_with("f: header: byte 16: expected the first half of a surrogate pair before"));
  CHECK(header_words("{\"\\q\":1}").starts_with("f: header: byte 10: expected an escape sequence of JSON"));
  CHECK(header_words("{\"\\u12g4\":1}").starts_with("f: header: byte 12: expected four hexadecimal digits"));
  CHECK(header_words("{\"__metadata__\":{\"a\":1}}").starts_with("f: header: byte 29: expected a string, found \"1"));
  CHECK(header_words("{\"__metadata__\":{},\"__metadata__\":{}}").find("expected \"__metadata__\" once") != std::string::npos);
  CHECK(header_words("{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}") ==
        "f: header: expected keys of \"__metadata__\" of different names, found \"a\" twice");
  CHECK(header_words(tensor("\"dtype\":\"F32\"")).find("expected \"dtype\", \"shape\" and \"data_offsets\" of each tensor") !=
        std::string::npos);
  CHECK(header_words(tensor("\"kind\":1")).find("expected \"dtype\", \"shape\" or \"data_offsets\" as a key") !=
        std::string::npos);
  auto const with = [&](std::string const& dtype, std::string const& shape, std::string const& offsets) {
    return header_words(tensor("\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets), "1234");
  };
  CHECK(with("F32", "[1]", "[0,4]") == "(fine)");
  CHECK(with("F32", "[-1]", "[0,4]").find("expected a whole number, not negative, found \"-1]") != std::string::npos);
  CHECK(with("F32", "[1.0]", "[0,4]").find("expected a whole number") != std::string::npos);
  CHECK(with("F32", "[01]", "[0,4]").find("expected a whole number") != std::string::npos);
  CHECK(with("F32", "[1e0]", "[0,4]").find("expected a whole number") != std::string::npos);
  CHECK(with("F32", "[18446744073709551616]", "[0,4]").find("expected a number below 2^64") != std::string::npos);
  CHECK(with("F32", "[4294967296,4294967296]", "[0,4]") ==
        "f: header: \"a\": shape: expected less than 2^64 bytes, found [4294967296,4294967296]");
  CHECK(with("F32", "[18446744073709551615,18446744073709551615,0]", "[0,0]") ==
        "f: elements: expected 0 bytes after the header, found 4");
  CHECK(with("F32", "[2]", "[0,4]") == "f: header: \"a\": data_offsets: expected 8 bytes, which are [2] F32, found [0,4]");
  CHECK(with("F32", "[1]", "[4,0]") == "f: header: \"a\": data_offsets: expected the begin before the end, found [4,0]");
  CHECK(with("F32", "[1]", "[0,4,8]").find("expected two data_offsets") != std::string::npos);
  CHECK(with("F32", "[1]", "[0]").find("expected two data_offsets") != std::string::npos);
  CHECK(with("F32", "[1]", "[1,5]") ==
        "f: header: \"a\": data_offsets: expected 0, where the tensors before it end, found [1,5]");
  CHECK(with("U8", "[3]", "[0,3]") == "f: elements: expected 3 bytes after the header, found 4");
  CHECK(with("U8", "[5]", "[0,5]") == "f: elements: expected 5 bytes after the header, found 4");
  auto const two = [&](std::string const& a, std::string const& b, std::string const& name) {
    return header_words("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":" + a + "},\"" + name +
                            "\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":" + b + "}}",
                        "12345678");
  };
  CHECK(two("[0,4]", "[4,8]", "b") == "(fine)");
  CHECK(two("[4,8]", "[0,4]", "b") == "(fine)");
  CHECK(two("[0,4]", "[4,8]", "a") == "f: header: expected tensors of different names, found \"a\" twice");
  CHECK(two("[0,4]", "[2,6]", "b") == "f: header: \"b\": data_offsets: [2,6] overlaps [0,4] of \"a\"");
  CHECK(two("[0,4]", "[0,4]", "b").find("overlaps") != std::string::npos);
}
