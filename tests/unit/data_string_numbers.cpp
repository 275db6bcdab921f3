// SPDX-License-Identifier: MIT
// Strings and numbers: read, written, hashed, counted.
#include "support/catch.hpp"

#include <tenon/data/string/token_counts.hpp>
#include <tenon/data/strings.hpp>
#include <tenon/embedded.hpp>
#include <tenon/nn/layer/preprocessing.hpp>

#include <cmath>
#include <limits>

namespace tn = tenon;
namespace strings = tenon::strings;

namespace {

// The published values: of FNV-1a on its authors' page, of SipHash-2-4 in its reference code (key 00 01 ... 0f, bytes 00 01 ...).
static_assert(tn::data::fnv1a("") == 0xcbf29ce484222325 && tn::data::fnv1a("a") == 0xaf63dc4c8601ec8c &&
              tn::data::fnv1a("foobar") == 0x85944171f73967e8);
constexpr std::uint64_t sip(std::size_t n) {
  char const bytes[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
  return tn::data::siphash({bytes, n}, 0x0706050403020100, 0x0f0e0d0c0b0a0908);
}
static_assert(sip(0) == 0x726fdb47dd0e0e31 && sip(1) == 0x74f839c593dc67fd && sip(8) == 0x93f5f5799a932462 &&
              sip(15) == 0xa129ca6149be45e5);
// What TensorFlow's to_hash_bucket_strong gives.
constexpr tn::BasicStringTensor<tn::Shape<3>, 8> letters{"a", "b", "c"};
constexpr auto strong = strings::to_hash_bucket_strong<10>(letters, 98765, 132);
static_assert(strong(0) == 4 && strong(1) == 2 && strong(2) == 8);

template <class T>
void round_trip(std::initializer_list<T> values) {
  for (T const x : values) {
    auto const text = strings::as_string(tn::Tensor<T, 1>(x));
    CAPTURE(std::string(text[0]));
    T const back = strings::to_number<T>(text)(0);
    CHECK((back == x || (back != back && x != x)));
  }
}
template <class T>
using Limits = std::numeric_limits<T>;

}  // namespace

TEST_CASE("strings: numbers of every dtype there and back", "[strings]") {
  round_trip<float>({0.F, -0.F, 0.1F, 1e-45F, -3.4028235e38F, Limits<float>::infinity(), Limits<float>::quiet_NaN(), 16777217.F});
  round_trip<double>({0.1, 1e300, 5e-324, -1.7976931348623157e308, 1.0 / 3, -Limits<double>::infinity()});
  round_trip<std::int8_t>({-128, 0, 127});
  round_trip<std::int16_t>({-32768, 32767});
  round_trip<std::int32_t>({Limits<std::int32_t>::min(), Limits<std::int32_t>::max()});
  round_trip<std::int64_t>({Limits<std::int64_t>::min(), Limits<std::int64_t>::max()});
  round_trip<std::uint8_t>({0, 255});
  round_trip<std::uint16_t>({65535});
  round_trip<std::uint32_t>({4294967295U});
  round_trip<std::uint64_t>({Limits<std::uint64_t>::max()});
  round_trip<bool>({true, false});
}

TEST_CASE("strings: what is no number names the string", "[strings]") {
  auto const x = strings::to_number<double>(tn::StringTensor<3>{" 1.5\n", "+2e1", "-inf"});
  CHECK((x(0) == 1.5 && x(1) == 20 && x(2) == -Limits<double>::infinity()));
  CHECK(strings::try_to_number<std::uint8_t>(tn::StringTensor<2>{"255", "256"}).message() ==
        "string 1, \"256\": out of the range of uint8");
  CHECK(strings::try_to_number<std::int32_t>(tn::StringTensor<2>{"1", "1.0"}).message() ==
        "string 1, \"1.0\": no number of dtype int32");
  CHECK(strings::try_to_number<float>(tn::StringTensor<1>{"1e39"}).message() ==
        "string 0, \"1e39\": out of the range of float32");
  CHECK(strings::try_to_number<float>(tn::StringTensor<1>{""}).message() == "string 0, \"\": no number of dtype float32");
  CHECK(strings::try_to_number<float>(tn::StringTensor<1>{"1 2"}).message() == "string 0, \"1 2\": no number of dtype float32");
  CHECK(strings::to_number<int>(tn::data::StringRows<2>{"1", "2", "3", "4"}).data()[2] == 3);
}

TEST_CASE("strings: numbers as text", "[strings]") {
  CHECK(tn::to_string(strings::as_string(tn::Tensor<int, 2>{3, -2})) == "['3' '-2']");
  tn::Tensor<float, 2> const x{3.1415926F, 2.71828F};
  CHECK(tn::to_string(strings::as_string(x, {.precision = 2})) == "['3.14' '2.72']");
  CHECK(tn::to_string(strings::as_string(x * 2.F, {.precision = 1, .scientific = true})) == "['6.3e+00' '5.4e+00']");
  CHECK(tn::to_string(strings::as_string(tn::Tensor<int, 2>{7, -7}, {.width = 4, .fill = '0'})) == "['0007' '-007']");
  CHECK(strings::as_string(tn::Tensor<double>(Limits<double>::infinity()), {.width = 5, .fill = '0'}).item() == "  inf");
  CHECK(strings::format<"{}: {} of {}{}">("loss", x, 7, tn::StringTensor<1>{"q"}).item() ==
        "loss: [3.1415925 2.71828  ] of 7['q']");
  CHECK(strings::format<"{ } no place">().item() == "{ } no place");
}

TEST_CASE("strings: hash buckets are those of the layer, and even", "[strings]") {
  tn::StringTensor<1000> names;
  for (std::size_t i = 0; i < names.size; ++i) names.set(strings::format<"name {}">(i).item(), i);
  auto const bins = strings::to_hash_bucket<8>(names, 3);
  auto const layer = tn::call(tn::nn::Hashing<8, 3>{}, strings::fingerprint(names));
  int count[8] = {}, strong[8] = {};
  std::size_t different = 0;
  for (std::size_t i = 0; i < names.size; ++i) {
    different += bins(i) != layer(i);
    ++count[bins(i)];
  }
  CHECK(different == 0);
  auto const keyed = strings::to_hash_bucket_strong<8>(names, 1, 2);
  for (auto const b : keyed) ++strong[b];
  for (int i = 0; i < 8; ++i) {
    CHECK((count[i] > 80 && count[i] < 170));
    CHECK((strong[i] > 80 && strong[i] < 170));
  }
  // The same on every machine: pinned.
  CHECK(tn::to_string(strings::to_hash_bucket<1000>(letters)) == "[583 980  70]");
}

TEST_CASE("strings: tokens are counted", "[strings]") {
  strings::TokenCounts counts;
  CHECK(counts.count("a") == 0);
  counts.add(tn::StringTensor<2, 3>{{"a", "c", "d"}, {"d", "z", "b"}});
  CHECK(tn::to_string(counts.most_common()) == "['d' 'z' 'c' 'b' 'a']");
  for (int i = 0; i < 3000; ++i) counts.add(strings::format<"t{}">(i % 1000).item());
  CHECK(counts.size() == 1005);
  CHECK((counts.count("t77") == 3 && counts.count("d") == 2 && counts.count("") == 0));
  CHECK(counts.most_common()[0] == "t999");
}
