// SPDX-License-Identifier: MIT
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/data/outcome.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

namespace {

using tenon::data::Outcome;
using tenon::data::Result;

constexpr std::array<std::int64_t, 2> index{0, -1};
constexpr auto refused = Outcome::failure("indices[", std::size_t{1}, "] = ", std::span(index), " is out of order");
static_assert(Outcome{} && !refused && Outcome{}.message().empty());
static_assert(refused.message() == "indices[1] = [0, -1] is out of order");
static_assert(Outcome::failure("x").message() == "x");

}  // namespace

TEST_CASE("an outcome writes whole numbers of every size", "[data]") {
  auto const limits = Outcome::failure(std::numeric_limits<std::int64_t>::min(), " ", std::numeric_limits<std::uint64_t>::max(),
                                       " ", std::int8_t{-128}, " ", 0);
  CHECK(limits.message() == "-9223372036854775808 18446744073709551615 -128 0");
  std::array<int, 0> const none{};
  auto const empty = Outcome::failure(std::span(none));
  CHECK(empty.message() == "[]");
}

TEST_CASE("an outcome cuts what is too long", "[data]") {
  std::string const fits(Outcome::most, 'a'), too_long(Outcome::most + 1, 'a');
  auto const whole = Outcome::failure(fits), cut = Outcome::failure(too_long, "and more");
  CHECK(whole.message() == fits);
  CHECK(cut.message() == fits.substr(3) + "...");
}

TEST_CASE("a result has a value or a reason", "[data]") {
  Result<int> const good = 3, bad = refused;
  CHECK(good);
  CHECK(*good == 3);
  CHECK_FALSE(bad);
  CHECK(bad.message() == refused.message());
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([&] { static_cast<void>(*bad); }) ==
        "tenon: Result::value: indices[1] = [0, -1] is out of order\n");
  CHECK(tenon_test::last_words([&] { refused.or_stop("to_dense"); }) ==
        "tenon: to_dense: indices[1] = [0, -1] is out of order\n");
#endif
}
