// SPDX-License-Identifier: MIT
// Tensors and rows of strings: what they hold, how they change, what they refuse.
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/data/strings.hpp>
#include <tenon/op/composite.hpp>

#include <string>
#include <vector>

namespace tn = tenon;
using namespace std::string_view_literals;

namespace {

template <std::size_t... D>
using Small = tn::BasicStringTensor<tn::Shape<D...>, 24>;

constexpr Small<2, 2> square{{"a", "bc"}, {"", "def"}};
static_assert(square(0, 1) == "bc" && square[1][1] == "def" && square.bytes() == 6 && square(1, 0).empty());
static_assert(sizeof(Small<2>) < 128);

// Both storages do the same, in constant evaluation too.
template <class T>
constexpr bool changes() {
  T t{"one", "two", "three"};
  t.set("a longer one", 0);
  t.set(t[2], 1);  // from itself
  t.set("", 2);
  T copy = t;
  T moved = static_cast<T&&>(copy);
  copy.set("x", 1);
  bool ok = t[0] == "a longer one" && t[1] == "three" && t[2].empty() && moved[1] == "three" && copy[1] == "x";
  t = moved;
  t.set(t[0].substr(2, 6), 0);  // a part of itself that moves
  return ok && t[0] == "longer" && t[1] == "three" && t.bytes() == 11;
}
static_assert(changes<Small<3>>() && changes<tn::StringTensor<3>>());

}  // namespace

TEST_CASE("string tensors change as strings do", "[strings]") {
  CHECK(changes<Small<3>>());
  CHECK(changes<tn::StringTensor<3>>());
  // A long series of changes beside a vector of strings.
  tn::StringTensor<5> t;
  std::vector<std::string> reference(5);
  std::uint32_t random = 1;
  for (int step = 0; step < 2000; ++step) {
    random = random * 1664525 + 1013904223;
    std::size_t const i = random >> 8 & 1023, to = i % 5, from = i / 5 % 5, length = random >> 20 & 15;
    if (random & 1u) {
      t.set(t[from], to);
      reference[to] = std::string(reference[from]);
    } else {
      std::string const text(length, static_cast<char>('a' + to));
      t.set(text, to);
      reference[to] = text;
    }
    for (std::size_t k = 0; k < 5; ++k) REQUIRE(t[k] == reference[k]);
  }
}

TEST_CASE("string tensors hold any bytes, and many", "[strings]") {
  tn::StringTensor<2> const bytes{"a\0b"sv, "\xff\xfe"sv};
  CHECK(bytes[0].size() == 3);
  CHECK(bytes[1] == "\xff\xfe");
  tn::StringTensor<5000> many;  // its offsets are on the heap
  for (std::size_t i = 0; i < many.size; i += 7) many.set(std::to_string(i), i);
  auto moved = std::move(many);
  CHECK(moved[4900] == "4900");
  CHECK(moved[4901].empty());
  CHECK(many[4900].empty());  // NOLINT: empty strings are left
  tn::StringTensor<0> const none;
  CHECK(tn::to_string(none) == "[]");
}

TEST_CASE("string tensors from ranges, views and other capacities", "[strings]") {
  std::vector<std::string> const texts{"x", "yy", "zzz"};
  auto const t = tn::StringTensor<3>::from(texts);
  CHECK(t[2] == "zzz");
  CHECK(tn::StringTensor<2>::try_from(texts).message() == "there are more than 2 strings");
  CHECK(tn::StringTensor<4>::try_from(texts).message() == "there are 3 strings, not 4");
  Small<3> const small = t;
  tn::StringTensor<2> const row = square[1];
  CHECK(small[1] == "yy");
  CHECK(row[1] == "def");
  std::size_t bytes = 0;
  for (auto const text : small) bytes += text.size();
  CHECK(bytes == small.bytes());
}

TEST_CASE("strings that do not fit leave a tensor as it was", "[strings]") {
  Small<2> t{"0123456789", "abcdefghij"};
  CHECK(t.try_set("0123456789abcde", 0).message() == "the capacity is 24 bytes, 20 are taken and 15 more are needed");
  CHECK(t[0] == "0123456789");
  CHECK(t[1] == "abcdefghij");
  CHECK(t.try_set("0123456789abcd", 0));
  CHECK(t[1] == "abcdefghij");
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([&] { static_cast<void>(t(2)); }) == "tenon: index out of range: 2, of an axis of extent 2\n");
  CHECK(tenon_test::last_words([&] { t.set("0123456789abcdef", 1); }) ==
        "tenon: StringTensor::set: the capacity is 24 bytes, 24 are taken and 16 more are needed\n");
#endif
}

TEST_CASE("rows of strings grow", "[strings]") {
  tn::data::StringRows<> list{"a", "b"};
  for (int i = 0; i < 100; ++i) list.push_back(list[static_cast<std::size_t>(i)]);  // of itself
  CHECK(list.rows() == 102);
  CHECK(list[100] == "a");
  tn::data::StringRows<2> pairs;
  pairs.push_back(tn::StringTensor<2>{"k", "v"});
  for (int i = 0; i < 20; ++i) pairs.push_back(pairs[0]);
  CHECK(pairs.rows() == 21);
  CHECK(pairs[20][1] == "v");
  std::size_t const order[] = {3, 0};
  list.set("third", 3);
  CHECK(tn::to_string(list.take(order)) == "['third' 'a']");
  CHECK(list.try_set("x", 102).message() == "there is no string 102: there are 102");
  CHECK(list.slice(2, 5).rows() == 3);
  list.clear();
  CHECK(list.empty());

  tn::data::BasicStringRows<tn::Shape<2>, 2, 10> few;
  CHECK(few.try_push_back(tn::StringTensor<2>{"abcd", "efgh"}));
  CHECK(few.try_push_back(tn::StringTensor<2>{"i", "jk"}).message() ==
        "the capacity is 10 bytes, 9 are taken and 2 more are needed");
  CHECK((few.rows() == 1 && few.bytes() == 8));
  CHECK(few.try_push_back(tn::StringTensor<2>{"i", "j"}));
  CHECK(few.try_push_back(tn::StringTensor<2>{"", ""}).message() == "there is room for 4 strings, not for 5");
  CHECK(few.rows() == 2);
}

TEST_CASE("ragged strings", "[strings]") {
  tn::RaggedStrings r{{"a", "b"}, {}, {"c"}};
  for (int i = 0; i < 9; ++i) r.push_back(r[0]);  // of itself
  CHECK(r.rows() == 12);
  CHECK(r[11][1] == "b");
  CHECK(r.row_length(1) == 0);
  CHECK(r.row_splits().back() == 21);
  CHECK(tn::to_string(tn::RaggedStrings{{"a", "it's"}, {}, {"\n"}}) == "[['a', \"it's\"], [], ['\\n']]");
  CHECK((tn::RaggedStrings{{"a"}, {"b"}} == tn::RaggedStrings{{"a"}, {"b"}}));
  CHECK_FALSE((tn::RaggedStrings{{"a", "b"}, {}} == tn::RaggedStrings{{"a"}, {"b"}}));
  auto const padded = r.to_tensor<3, 3>("-");
  CHECK((padded(0, 2) == "-" && padded(2, 0) == "c" && padded(1, 0) == "-"));
  CHECK(r.to_rows<1>()[11][0] == "a");
  tn::BasicRaggedStrings<2, 3, 8> small{{"ab", "c"}};
  CHECK(small.try_push_back(std::vector<std::string>{"d", "e"}).message() == "there is room for 3 strings, not for 4");
  CHECK((small.rows() == 1 && small.flat_values().rows() == 2));
  CHECK(small.try_push_back(std::vector<std::string>{"d"}));
  CHECK(small.try_push_back(std::vector<std::string>{}).message() == "there is room for 2 rows, not for 3");
  auto const moved = std::move(r);
  CHECK(moved.rows() == 12);
  CHECK(r.rows() == 0);  // NOLINT: nothing is left
}

TEST_CASE("strings are compared element by element", "[strings]") {
  tn::StringTensor<2, 1> const column{{"b"}, {"a"}};
  tn::StringTensor<3> const row{"a", "b", "ba"};
  auto const equal = column == row;
  static_assert(std::is_same_v<decltype(equal), tn::Tensor<bool, 2, 3> const>);
  CHECK((equal(0, 1) && equal(1, 0) && !equal(0, 0) && !equal(0, 2)));
  CHECK(tn::to_string(tn::all_of(row != "b")) == "False");
  CHECK(tn::to_string(row >= "b") == "[False  True  True]");
  CHECK(("b" < row)(2));
  CHECK((tn::StringTensor<1>{"\xc3\xa9"} > "z")(0));  // bytes are unsigned
  tn::data::StringRows<> const list{"a", "b"};
  CHECK((list == "b").data()[1]);
  CHECK((list <= "a").data()[0]);
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([&] { static_cast<void>(list == tn::data::StringRows<>{"a"}); }) ==
        "tenon: strings: comparison: the operands have different numbers of rows\n");
#endif
}

TEST_CASE("strings are printed as Python prints them", "[strings]") {
  CHECK(tn::to_string(square) == "[['a' 'bc']\n ['' 'def']]");
  CHECK(tn::to_string(tn::StringTensor<3>{"it's", "\"it's\"", "a\\b\t\x01\x7f\xc3"}) ==
        "[\"it's\" '\"it\\'s\"' 'a\\\\b\\t\\x01\\x7f\\xc3']");
  CHECK(tn::to_string(tn::StringTensor<>("as it is\n")) == "as it is\n");
  CHECK(tn::to_string(tn::data::StringRows<2>{"a", "b", "é", "d"}, {.separator = ", "}) == "[['a', 'b'],\n ['é', 'd']]");
}
