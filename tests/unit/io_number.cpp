// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include <tenon/io/number.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>

using tenon::io::detail::NumberFault;
using tenon::io::detail::parse_number;

namespace {

template <class T>
NumberFault fault(std::string_view text) {
  T value{};
  return parse_number(text, false, value);
}

template <class T>
T number(std::string_view text) {
  T value{};
  CHECK(parse_number(text, true, value) == NumberFault::none);
  return value;
}

}  // namespace

TEST_CASE("parse_number: floats, correctly rounded") {
  CHECK(number<double>("0.1") == 0.1);
  CHECK(number<float>("0.1") == 0.1F);
  CHECK(number<double>("-1.5e3") == -1500.0);
  CHECK(number<double>("+7") == 7.0);
  CHECK(number<double>(" \t.5 ") == 0.5);
  CHECK(number<double>("4.") == 4.0);
  CHECK(number<float>("16777217") == 16777216.0F);
}

TEST_CASE("parse_number: what is too small is rounded, what is too large refused") {
  CHECK(number<double>("1e-400") == 0.0);
  CHECK(std::signbit(number<float>("-1e-60")));
  CHECK(number<float>("1e-40") == 1e-40F);
  CHECK(number<double>("0.00000001e-99999999999999999999") == 0.0);
  CHECK(number<double>("0e99999999") == 0.0);
  CHECK(fault<double>("1e400") == NumberFault::range);
  CHECK(fault<double>("-1e99999999999999999999") == NumberFault::range);
  CHECK(fault<float>("1e39") == NumberFault::range);
}

TEST_CASE("parse_number: NaN and infinity only when asked for") {
  CHECK(std::isnan(number<float>("NaN")));
  CHECK(number<double>("-inf") == -std::numeric_limits<double>::infinity());
  CHECK(number<double>("+Infinity") == std::numeric_limits<double>::infinity());
  for (auto const* text : {"nan", "NaN", "-nan", "inf", "+inf", "INFINITY"}) {
    CHECK(fault<float>(text) == NumberFault::non_finite);
    CHECK(fault<double>(text) == NumberFault::non_finite);
    CHECK(fault<int>(text) == NumberFault::text);
  }
}

TEST_CASE("parse_number: whole numbers of each width") {
  CHECK(number<std::int8_t>("-128") == -128);
  CHECK(number<std::uint8_t>("255") == 255);
  CHECK(number<std::int64_t>("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(fault<std::int8_t>("128") == NumberFault::range);
  CHECK(fault<std::uint8_t>("256") == NumberFault::range);
  CHECK(fault<std::uint64_t>("18446744073709551616") == NumberFault::range);
  CHECK(fault<std::uint8_t>("-1") == NumberFault::text);
  CHECK(fault<int>("3.5") == NumberFault::text);
  CHECK(fault<int>("1e3") == NumberFault::text);
}

TEST_CASE("parse_number: bool") {
  CHECK(number<bool>("1"));
  CHECK(number<bool>(" True "));
  CHECK_FALSE(number<bool>("false"));
  CHECK(fault<bool>("2") == NumberFault::text);
  CHECK(fault<bool>("") == NumberFault::empty);
}

TEST_CASE("parse_number: what is not a number, whole and nothing else") {
  for (auto const* text : {"abc", "1,5", "1.5x", "0x10", "1 2", "--1", "+-1", "++1", "+", "-", ".", "e5", "+ 1", "1e"})
    CHECK(fault<double>(text) == NumberFault::text);
  CHECK(fault<double>("") == NumberFault::empty);
  CHECK(fault<int>(" \t ") == NumberFault::empty);
}

TEST_CASE("parse_number: a fault leaves the value alone") {
  double value = 7;
  CHECK(parse_number("1e400", false, value) == NumberFault::range);
  CHECK(parse_number("nan", false, value) == NumberFault::non_finite);
  CHECK(parse_number("12abc", false, value) == NumberFault::text);
  CHECK(value == 7.0);
}
