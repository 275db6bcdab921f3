// SPDX-License-Identifier: MIT
// Chapter 12's cases of strings.
#include "support/catch.hpp"

#include <tenon/data/ragged.hpp>
#include <tenon/data/strings.hpp>

namespace tn = tenon;
namespace strings = tenon::strings;

namespace {
tn::Tensor<std::int32_t, 4> const cafe{99, 97, 102, 233};
}

TEST_CASE("ch12-033: a string is a tensor of rank 0", "[ch12]") {
  tn::StringTensor<> const text("hello world");
  static_assert(text.rank == 0 && text.size == 1);
  CHECK(text.item() == "hello world");
  CHECK(tn::to_string(text) == "hello world");
}

TEST_CASE("ch12-035: code points are integers", "[ch12]") {
  tn::Tensor<std::int32_t, 4> const code_points{U'c' + 0, U'a' + 0, U'f' + 0, U'é' + 0};
  CHECK(tn::to_string(code_points) == tn::to_string(cafe));
  CHECK(strings::encode(code_points).item() == "café");
}

TEST_CASE("ch12-037: UTF-8 decoded", "[ch12]") {
  tn::StringTensor<> const text("café");
  CHECK(strings::length(text).item() == 5);
  CHECK(strings::length(text, strings::Unit::characters).item() == 4);
  auto const run_time = strings::decode(text);
  REQUIRE(run_time.rows() == 4);
  auto const decoded = strings::decode_as<4>(text);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(run_time.values()[i] == cafe(i));
    CHECK(decoded(i) == cafe(i));
  }
}

TEST_CASE("ch12-041: a vector of strings decoded is ragged", "[ch12]") {
  tn::StringTensor<4> const words{"Café", "Coffee", "caffè", "咖啡"};
  tn::RaggedTensor<std::int32_t> const decoded = strings::decode(words);
  CHECK(tn::to_string(decoded) == "[[67, 97, 102, 233], [67, 111, 102, 102, 101, 101], [99, 97, 102, 102, 232], [21654, 21857]]");
}

TEST_CASE("ch12-048: ragged code points encoded", "[ch12]") {
  tn::RaggedTensor<std::int32_t> const code_points{{68, 69, 70}, {71}, {}, {72, 73}};
  auto const words = strings::encode(code_points);
  REQUIRE(words.rows() == 4);
  CHECK(tn::to_string(tn::StringTensor<4>::from(words)) == "['DEF' 'G' '' 'HI']");
}
