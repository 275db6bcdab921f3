// SPDX-License-Identifier: MIT
// What is done with strings: parts, joins, letters, search; the examples of TensorFlow's documentation where it has some.
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/data/strings.hpp>

namespace tn = tenon;
namespace strings = tenon::strings;
using strings::Unit;

namespace {

template <std::size_t... D>
using Small = tn::BasicStringTensor<tn::Shape<D...>, 48>;

// All of it in constant evaluation, without a heap.
constexpr Small<2> words{"  Some Words ", "a,b,,c"};
static_assert(strings::strip(words)[0] == "Some Words" && strings::upper(words)[1] == "A,B,,C" &&
              strings::lower(words)[0] == "  some words ");
static_assert(strings::split(words, ",")[1].rows() == 4 && strings::split(words)[0][1] == "Words");
static_assert(strings::reduce_join(strings::split(words, ","), ",")[1] == "a,b,,c");
static_assert(strings::bytes_split(words)[1].rows() == 6 && strings::bytes_split(Small<>("xyz"))[2] == "z");
static_assert(strings::join<96>("-", words, "x")[1] == "a,b,,c-x");
static_assert(strings::replace(words, ",", ";")[1] == "a;b;;c" && strings::find(words, "b")(1) == 2);

}  // namespace

TEST_CASE("strings: length", "[strings]") {
  Small<2> const x{"Hello", "\U0001F642"};
  CHECK(tn::to_string(strings::length(x)) == "[5 4]");
  CHECK(tn::to_string(strings::length(x, Unit::characters)) == "[5 1]");
  CHECK(strings::length(tn::data::StringRows<2>{"a", "bc", "", "d"}).data()[1] == 2);
}

TEST_CASE("strings: substr", "[strings]") {
  Small<2> const x{"Hello", "World"};
  CHECK(tn::to_string(strings::substr(x, 1, 3)) == "['ell' 'orl']");
  CHECK(tn::to_string(strings::substr(x, -3, 2)) == "['ll' 'rl']");
  CHECK(tn::to_string(strings::substr(x, 2)) == "['llo' 'rld']");
  CHECK(tn::to_string(strings::substr(x, 5)) == "['' '']");
  CHECK(tn::to_string(strings::substr(x, 4, 100)) == "['o' 'd']");
  tn::StringTensor<2, 2> const grid{{"ten", "eleven"}, {"thirteen", "nineteen"}};
  tn::Tensor<int, 2, 2> const at{{1, 2}, {-3, 0}}, n{{2, 3}, {3, 0}};
  CHECK(tn::to_string(strings::substr(grid, at, n)) == "[['en' 'eve']\n ['een' '']]");
  Small<1> const accents{"d\u00e9j\u00e0 vu"};
  CHECK(strings::substr(accents, 1, 3, Unit::characters)[0] == "\u00e9j\u00e0");
  CHECK(strings::substr(accents, -4, 2, Unit::characters)[0] == "\u00e0 ");
  CHECK(strings::substr(accents, 1, 2)[0] == "\u00e9");
  CHECK(strings::try_substr(x, 6).message() == "position 6 is not in string 0, which has 5 bytes");
  CHECK(strings::try_substr(accents, -8, 1, Unit::characters).message() ==
        "position -8 is not in string 0, which has 7 characters");
  CHECK(strings::try_substr(x, 0, tn::Tensor<int, 2>{1, -1}).message() == "length -1, of string 1, is negative");
}

TEST_CASE("strings: split", "[strings]") {
  tn::StringTensor<4> const x{"hello  world ", "", " \t\n", "one"};
  CHECK(tn::to_string(strings::split(x)) == "[['hello', 'world'], [], [], ['one']]");
  CHECK(tn::to_string(strings::split(x, " ")) == "[['hello', '', 'world', ''], [''], ['', '\\t\\n'], ['one']]");
  CHECK(tn::to_string(strings::split(tn::StringTensor<>("a, b, c"), ", ", 1)) == "['a' 'b, c']");
  CHECK(tn::to_string(strings::split(tn::StringTensor<>("  a  b c "), 1)) == "['a' 'b c']");
  CHECK(tn::to_string(strings::split(tn::data::StringRows<>{"a-b", "c"}, "-")) == "[['a', 'b'], ['c']]");
  CHECK(tn::to_string(strings::unicode_split(tn::StringTensor<1>{"h\u00e9\xFF!"})) == "[['h', '\u00e9', '\\xff', '!']]");
  CHECK(strings::bytes_split(tn::StringTensor<1>{"h\u00e9"})[0].rows() == 3);
  CHECK(tn::to_string(strings::split(tn::StringTensor<2, 1>{{"a b"}, {"c"}}[0])) == "[['a', 'b']]");
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([&] { static_cast<void>(strings::split(x, "")); }) ==
        "tenon: strings::split: the separator is empty: split(x) splits at white space\n");
#endif
}

TEST_CASE("strings: join and reduce_join", "[strings]") {
  CHECK(tn::to_string(strings::join(" ", tn::StringTensor<2>{"abc", "xyz"}, "def")) == "['abc def' 'xyz def']");
  tn::StringTensor<2, 1> const column{{"a"}, {"b"}};
  tn::StringTensor<2> const row{"1", "2"};
  CHECK(tn::to_string(strings::join("", column, row, column)) == "[['a1a' 'a2a']\n ['b1b' 'b2b']]");
  CHECK(tn::to_string(strings::join("", tn::data::StringRows<2>{"p", "q", "r", "s"}, row)) == "[['p1' 'q2']\n ['r1' 's2']]");
  tn::data::StringRows<> const two{"a", "b"}, three{"a", "b", "c"};
  CHECK(strings::try_join("", two, three).message() == "the operands have different numbers of rows");
  CHECK(strings::try_join<4>("", Small<1>{"abc"}, "de").message() ==
        "the capacity is 4 bytes, 3 are taken and 2 more are needed");

  tn::StringTensor<2, 2> const x{{"abc", "123"}, {"def", "456"}};
  CHECK(strings::reduce_join(x).item() == "abc123def456");
  CHECK(tn::to_string(strings::reduce_join<0>(x)) == "['abcdef' '123456']");
  CHECK(tn::to_string(strings::reduce_join<-1>(x, "-")) == "['abc-123' 'def-456']");
  CHECK(tn::to_string(strings::reduce_join<1>(x, "", tn::keepdims)) == "[['abc123']\n ['def456']]");
  CHECK(tn::to_string(strings::reduce_join<0, 1>(x, " ")) == "abc 123 def 456");
  CHECK(strings::reduce_join<0>(tn::StringTensor<0>{}, ",").item().empty());
}

TEST_CASE("strings: search and replace", "[strings]") {
  Small<3> const x{"banana", "", "nab"};
  CHECK(tn::to_string(strings::find(x, "an")) == "[ 1 -1 -1]");
  CHECK(tn::to_string(strings::rfind(x, "an")) == "[ 3 -1 -1]");
  CHECK(tn::to_string(strings::count(x, "ana")) == "[1 0 0]");
  CHECK(tn::to_string(strings::count(x, "")) == "[7 1 4]");
  CHECK(tn::to_string(strings::contains(x, "na")) == "[ True False  True]");
  CHECK(tn::to_string(strings::starts_with(x, "b")) == "[ True False False]");
  CHECK(tn::to_string(strings::ends_with(x, "b")) == "[False False  True]");
  CHECK(tn::to_string(strings::replace(x, "an", "AN")) == "['bANANa' '' 'nab']");
  CHECK(tn::to_string(strings::replace(x, "a", "", 2)) == "['bnna' '' 'nb']");
  CHECK(strings::try_replace(x, "", "x").message() == "an empty text cannot be replaced");
  CHECK(strings::try_replace(x, "a", "0123456789abcdef").message() ==
        "the capacity is 48 bytes, 35 are taken and 16 more are needed");
}
