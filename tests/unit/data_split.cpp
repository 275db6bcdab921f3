// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include <tenon/data/mt19937.hpp>
#include <tenon/data/split.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

using namespace tenon::data;
using Indices = std::vector<std::size_t>;

namespace {

Indices first_five(Indices const& all) { return {all.begin(), all.begin() + 5}; }

bool is_complete(Indices all) {  // 0, 1, ... n - 1, each once
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i] != i) return false;
  return true;
}

/// The numbers of the list that stands after `key` in a JSON text: enough for a file we know.
Indices listed(std::string const& json, std::string const& key) {
  Indices found;
  auto at = json.find('[', json.find('"' + key + '"'));
  while (at < json.size() && json[at] != ']') {
    at = json.find_first_of("0123456789]", at + 1);
    if (at == std::string::npos || json[at] == ']') break;
    auto const end = json.find_first_not_of("0123456789", at);
    found.push_back(std::stoul(json.substr(at, end - at)));
    at = end;
  }
  return found;
}

}  // namespace

TEST_CASE("Mt19937: the stream of std::mt19937") {
  for (std::uint32_t const seed : {0U, 1U, 42U, 5489U, 0xffffffffU}) {
    Mt19937 ours(seed);
    std::mt19937 theirs(seed);
    bool equal = true;
    for (int i = 0; i < 2000; ++i) equal = equal && ours() == theirs();
    CHECK(equal);
  }
}

TEST_CASE("Mt19937: works in constant expressions") {
  static_assert(Mt19937(5489)() == 3499211612U);
  CHECK(Mt19937(5489)() == std::mt19937{}());
}

TEST_CASE("permutation: what NumPy gives") {
  CHECK(permutation(10, 0) == Indices{2, 8, 4, 9, 1, 6, 7, 3, 0, 5});
  CHECK(permutation(5, 42) == Indices{1, 4, 2, 0, 3});
  CHECK(permutation(1, 7) == Indices{0});
  CHECK(permutation(0, 7).empty());
}

TEST_CASE("permutation: every index once") {
  for (std::size_t n = 0; n < 70; ++n) CHECK(is_complete(permutation(n, static_cast<std::uint32_t>(n))));
  CHECK(is_complete(permutation(20640, 3)));
}

TEST_CASE("split: the held-out part is rounded up, nothing is lost") {
  auto const [kept, held_out] = split(10, 0.25, 0);
  CHECK(held_out == Indices{2, 8, 4});
  CHECK(kept == Indices{9, 1, 6, 7, 3, 0, 5});
  CHECK(split(10, 0.0, 0).held_out.empty());
  CHECK(split(10, 1.0, 0).kept.empty());
  CHECK(split(0, 0.5, 0).kept.empty());
  CHECK(split(8, 0.25, 0).held_out.size() == 2);
}

TEST_CASE("train_validation_test: the housing split") {
  auto const parts = train_validation_test(20640, 42);
  CHECK(parts.train.size() == 11610);
  CHECK(parts.validation.size() == 3870);
  CHECK(parts.test.size() == 5160);
  CHECK(first_five(parts.test) == Indices{20046, 3024, 15663, 20484, 9814});

  // The second split counts in what the first one left; train_validation_test translates it back.
  auto const rest = split(20640, 0.25, 42).kept;
  auto const second = split(rest.size(), 0.25, 42);
  CHECK(first_five(rest) == Indices{8158, 18368, 19197, 3746, 13073});
  CHECK(first_five(second.kept) == Indices{8180, 5079, 12782, 9515, 3938});
  CHECK(first_five(second.held_out) == Indices{3045, 10819, 15233, 5446, 4935});
  CHECK(parts.train[0] == rest[8180]);
  CHECK(parts.validation[4] == rest[4935]);

  auto all = parts.train;
  all.insert(all.end(), parts.validation.begin(), parts.validation.end());
  all.insert(all.end(), parts.test.begin(), parts.test.end());
  CHECK(is_complete(all));
}

TEST_CASE("train_validation_test: other fractions") {
  auto const parts = train_validation_test(100, 1, {.test = 0.1, .validation = 0.0});
  CHECK(parts.test.size() == 10);
  CHECK(parts.validation.empty());
  CHECK(parts.train.size() == 90);
}

TEST_CASE("train_validation_test: the indices on record") {
  std::ifstream file(TENON_SHARED_DIR "/reference/ch12_cases_dev.json");
  if (!file) TENON_SKIP("the reference file is not here");
  std::string const json{std::istreambuf_iterator<char>(file), {}};
  auto const first = split(20640, 0.25, 42);
  auto const second = split(first.kept.size(), 0.25, 42);
  CHECK(first_five(first.held_out) == listed(json, "first_test_rows"));
  CHECK(first_five(first.kept) == listed(json, "first_train_full_rows"));
  CHECK(first_five(second.kept) == listed(json, "second_split_first_train"));
  CHECK(first_five(second.held_out) == listed(json, "second_split_first_valid"));
}
