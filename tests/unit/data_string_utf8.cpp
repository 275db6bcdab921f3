// SPDX-License-Identifier: MIT
// UTF-8: every code point, and what is none.
#include "support/catch.hpp"

#include <tenon/data/strings.hpp>

#include <vector>

namespace tn = tenon;
namespace strings = tenon::strings;
namespace utf8 = tenon::strings::utf8;
using strings::Invalid;
using namespace std::string_view_literals;

namespace {

std::vector<std::int32_t> code_points(std::string_view text, Invalid invalid = Invalid::replace) {
  auto const decoded = strings::decode(tn::StringTensor<>(text), invalid);
  return {decoded.values().begin(), decoded.values().end()};
}
using List = std::vector<std::int32_t>;
constexpr std::int32_t bad = 0xFFFD;

// Constant evaluation, with a capacity in the type.
constexpr tn::BasicStringTensor<tn::Shape<2>, 16> words{"caf\u00e9", "\U0001F600"};
static_assert(strings::decode(words)(1, 0) == 0x1F600 && strings::encode(strings::decode(words))[0] == "caf\u00e9");
static_assert(strings::validate(words) && strings::is_utf8(words)(1));

}  // namespace

TEST_CASE("utf8: every code point there and back", "[strings]") {
  std::size_t wrong = 0;
  for (std::int32_t c = -2; c <= 0x110002; ++c) {
    if (!utf8::is_code_point(c)) continue;
    auto const bytes = utf8::encoded(c);
    auto const step = utf8::step(bytes, 0);
    std::size_t const size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    wrong += step.code_point != c || step.size != size || bytes.size != size;
    // All but the last byte are one maximal part.
    if (size > 1) {
      auto const cut = utf8::step(std::string_view(bytes).substr(0, size - 1), 0);
      wrong += cut.code_point != -1 || cut.size != size - 1;
    }
  }
  CHECK(wrong == 0);
  CHECK_FALSE(
      (utf8::is_code_point(-1) || utf8::is_code_point(0xD800) || utf8::is_code_point(0xDFFF) || utf8::is_code_point(0x110000)));
}

TEST_CASE("utf8: every two bytes are decoded as a plain reading of the table does", "[strings]") {
  // The table of well-formed sequences as ranges of their first two bytes, checked for all pairs.
  std::size_t wrong = 0;
  for (unsigned a = 0; a < 256; ++a)
    for (unsigned b = 0; b < 256; ++b) {
      char const text[] = {static_cast<char>(a), static_cast<char>(b), '\x80', '\x80'};
      bool const tail = b >= 0x80 && b <= 0xBF;
      bool const two = a >= 0xC2 && a <= 0xDF && tail;
      bool const three = (a == 0xE0 && b >= 0xA0 && b <= 0xBF) || (a == 0xED && b >= 0x80 && b <= 0x9F) ||
                         (((a >= 0xE1 && a <= 0xEC) || a == 0xEE || a == 0xEF) && tail);
      bool const four =
          (a == 0xF0 && b >= 0x90 && b <= 0xBF) || (a >= 0xF1 && a <= 0xF3 && tail) || (a == 0xF4 && b >= 0x80 && b <= 0x8F);
      auto const step = utf8::step({text, 4}, 0);
      std::size_t const size = a < 0x80 ? 1 : two ? 2 : three ? 3 : four ? 4 : 0;
      wrong += size == 0 ? (step.code_point != -1 || step.size != 1) : (step.code_point < 0 || step.size != size);
    }
  CHECK(wrong == 0);
}

TEST_CASE("utf8: maximal parts, the examples of the Unicode standard", "[strings]") {
  // Chapter 3, tables 3-8 to 3-11.
  CHECK(code_points("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"sv) == List{bad, bad, bad, bad, bad, bad, bad, bad, 0x41});
  CHECK(code_points("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"sv) == List{bad, bad, bad, bad, bad, bad, bad, bad, 0x41});
  CHECK(code_points("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"sv) == List{bad, bad, bad, bad, bad, 0x41, bad, bad, 0x42});
  CHECK(code_points("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"sv) == List{bad, bad, bad, bad, 0x41});
}

TEST_CASE("utf8: invalid bytes replaced, ignored, refused", "[strings]") {
  tn::StringTensor<3> const x{"good", "a\xE2\x82zz"sv, ""};
  CHECK(code_points(x[1]) == List{'a', bad, 'z', 'z'});
  CHECK(code_points(x[1], Invalid::ignore) == List{'a', 'z', 'z'});
  CHECK(strings::try_decode(x, Invalid::error).message() == "string 1, byte 1: no UTF-8");
  CHECK(strings::validate(x).message() == "string 1, byte 1: no UTF-8");
  CHECK(strings::try_to_utf8(x, Invalid::error).message() == "string 1, byte 1: no UTF-8");
  CHECK(strings::try_decode(tn::StringTensor<>(x[1]), Invalid::error).message() == "string 0, byte 1: no UTF-8");
  CHECK(strings::decode(x, Invalid::replace, '?')(1, 1) == '?');
  CHECK(strings::to_utf8(x)[1] == "a\uFFFDzz");
  CHECK(strings::to_utf8(x, Invalid::replace, '?')[1] == "a?zz");
  CHECK(strings::to_utf8(x, Invalid::ignore)[1] == "azz");
  CHECK((strings::is_utf8(x)(0) && !strings::is_utf8(x)(1) && strings::is_utf8(x)(2)));
  // Whoever counts characters counts what decoding gives.
  CHECK(strings::length(x, strings::Unit::characters)(1) == 4);
  tn::data::StringRows<> const rows{"ab", "\xFF"};
  CHECK(strings::decode(rows).row_length(0) == 2);
  CHECK(strings::decode(rows)(1, 0) == bad);
}

TEST_CASE("utf8: numbers that are no code points", "[strings]") {
  tn::RaggedTensor<std::int32_t> const x{{65, 0xD800}, {0x110000, 66, -1}};
  CHECK(strings::encode(x)[0] == "A\uFFFD");
  CHECK(strings::encode(x, Invalid::ignore)[1] == "B");
  CHECK(strings::try_encode(x, Invalid::error).message() == "string 0, position 1: 55296 is no code point");
  tn::Tensor<std::int64_t, 2, 2> const dense{{72, 105}, {0x1F600, 33}};
  auto const two = strings::encode(dense);
  static_assert(std::is_same_v<decltype(two), tn::StringTensor<2> const>);
  CHECK(two[1] == "\U0001F600!");
  CHECK(strings::encode(strings::decode(tn::StringTensor<>("caf\u00e9"))).item() == "caf\u00e9");
  CHECK(strings::try_decode_as<3>(tn::StringTensor<>("caf\u00e9")).message() == "there are 4 characters, not 3");
}
