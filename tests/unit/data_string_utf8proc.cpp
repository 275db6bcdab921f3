// SPDX-License-Identifier: MIT
// Letters of all scripts, where utf8proc is installed.
#include "support/catch.hpp"

#include <tenon/data/string/utf8proc.hpp>
#include <tenon/data/strings.hpp>

namespace tn = tenon;
namespace unicode = tn::strings::unicode;
using tn::strings::Invalid;

TEST_CASE("unicode: small and capital letters", "[strings]") {
  tn::StringTensor<4> const x{"Ünïcödé ΑΣ", "ЖЗИ abc", "ǅ", "İ"};
  auto const low = unicode::lower(x);
  CHECK(low[0] == "ünïcödé ασ");
  CHECK(low[1] == "жзи abc");
  CHECK(low[2] == "ǆ");
  CHECK(unicode::upper(low)[0] == "ÜNÏCÖDÉ ΑΣ");
  CHECK(unicode::upper(tn::StringTensor<>("ÿ")).item() == "Ÿ");
  CHECK(tn::strings::lower(x)[0] == "Ünïcödé ΑΣ");  // ASCII only
}

TEST_CASE("unicode: case folding and normalisation", "[strings]") {
  CHECK(unicode::casefold(tn::StringTensor<>("Straße ΣΑΣ")).item() == "strasse σασ");
  tn::StringTensor<2> const x{"caf\u00e9", "cafe\u0301"};
  auto const composed = unicode::normalize(x), decomposed = unicode::normalize(x, unicode::Form::nfd);
  CHECK((composed[0] == "caf\u00e9" && composed[1] == composed[0]));
  CHECK((decomposed[0] == "cafe\u0301" && decomposed[1] == decomposed[0]));
  CHECK(unicode::normalize(tn::StringTensor<>("\ufb01\u2460"), unicode::Form::nfkc).item() == "fi1");
  CHECK(unicode::normalize(tn::StringTensor<>("\ufb01"), unicode::Form::nfd).item() == "\ufb01");
  CHECK(unicode::normalize(tn::StringTensor<>("\u00c5\ufb01"), unicode::Form::nfkd).item() == "A\u030afi");
}

TEST_CASE("unicode: what is no UTF-8, and what does not fit", "[strings]") {
  tn::StringTensor<2> const x{"Ä", std::string_view("B\xC3", 2)};
  CHECK(unicode::lower(x)[1] == "b\uFFFD");
  CHECK(unicode::lower(x, Invalid::ignore)[1] == "b");
  CHECK(unicode::try_lower(x, Invalid::error).message() == "string 1, byte 1: no UTF-8");
  CHECK(unicode::try_normalize(x, unicode::Form::nfc, Invalid::error).message() == "string 1, byte 1: no UTF-8");
  tn::BasicStringTensor<tn::Shape<1>, 2> const small{"\u00e9"};
  CHECK(unicode::try_normalize(small, unicode::Form::nfd).message() ==
        "the capacity is 2 bytes, 0 are taken and 3 more are needed");
}
