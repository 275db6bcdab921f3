// SPDX-License-Identifier: MIT
// Whole pipelines: orders, positions, threads, memory.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored                                                                                                   \
    "-Wmismatched-new-delete"  // where both are inlined, GCC takes the replaced operators for a mistake
#endif
#include "support/allocations.hpp"
#include "support/catch.hpp"

#include <tenon/core.hpp>
#include <tenon/data/datasets.hpp>
#include <tenon/data/prefetch.hpp>
#include <tenon/io/csv.hpp>
#include <tenon/io/text_lines.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <numeric>
#include <string>
#include <vector>

namespace data = tenon::data;

namespace {

using Numbers = std::vector<int>;
template <class Set>
Numbers numbers(Set&& set) {
  Numbers all;
  for (auto const& x : set) all.push_back(static_cast<int>(x));
  return all;
}
template <class Set>
Numbers rest(Set& set) {
  Numbers all;
  for (typename Set::element x{}; set.next(x);) all.push_back(static_cast<int>(x));
  return all;
}

data::Rows<float, 300> many_rows(std::size_t n) {  // large enough for the heap
  data::Rows<float, 300> rows(n);
  for (std::size_t i = 0; i < n; ++i) rows.row(i)[0] = rows.row(i)[299] = static_cast<float>(i);
  return rows;
}
/// The same pipeline each time it is called.
template <class Read>
auto pipeline(data::Rows<float, 300> const& x, Read read) {
  return data::from_rows(x) | data::map([](auto const& row) { return row + 1.F; }) | data::shuffle<16>(3) | data::repeat(2) |
         data::batch<4>() | read;
}
template <class Batch>
void append(Numbers& to, Batch const& b) {
  for (std::size_t i = 0; i < b.rows; ++i) to.push_back(static_cast<int>(b.values.data()[300 * i + 299]));
}

}  // namespace

TEST_CASE("dataset: a shuffle has every element once, in an order of seed and iteration", "[data][dataset]") {
  auto set = data::range(40) | data::shuffle<10>(1);
  auto const one = numbers(set), two = numbers(set);
  CHECK(one != two);
  auto again = data::range(40) | data::shuffle<10>(1), other = data::range(40) | data::shuffle<10>(2);
  CHECK(numbers(again) == one);
  CHECK(numbers(again) == two);
  CHECK(numbers(other) != one);
  auto same = data::range(40) | data::shuffle<10>(1, false);
  CHECK(numbers(same) == numbers(same));
  Numbers all(40);
  std::iota(all.begin(), all.end(), 0);
  for (auto order : {one, two}) {
    for (std::size_t i = 0; i < 40; ++i) CHECK(order[i] < static_cast<int>(i) + 10);  // nobody comes before it was in the buffer
    CHECK(order != all);
    std::sort(order.begin(), order.end());
    CHECK(order == all);
  }
  CHECK(numbers(data::range(5) | data::shuffle<100>(4)).size() == 5);
  CHECK(numbers(data::range(0) | data::shuffle<100>(4)).empty());
  // Repeated, each pass has an order of its own, and passes do not mix.
  auto const twice = numbers(data::range(20) | data::shuffle<20>(1) | data::repeat(2));
  CHECK(Numbers(twice.begin(), twice.begin() + 20) != Numbers(twice.begin() + 20, twice.end()));
  // Each of four comes first about as often: 2000 iterations, 500 expected, standard deviation 19.
  auto four = data::range(4) | data::shuffle<4>(9);
  std::map<int, int> first;
  for (int i = 0; i < 2000; ++i) ++first[numbers(four)[0]];
  for (int i = 0; i < 4; ++i) CHECK(std::abs(first[i] - 500) < 100);
}

TEST_CASE("dataset: goes on from a position, bit for bit", "[data][dataset]") {
  auto const make = [] {
    return data::concatenate(data::range(20) | data::filter([](auto x) { return x % 3 != 0; }), data::range(100, 110)) |
           data::shuffle<7>(5) | data::repeat(2) | data::map([](auto x) { return 2 * x; }) | data::skip(3) | data::take(30) |
           data::interleave<3>([](std::int64_t x) { return data::range(x, x + 3); }, 2) | data::enumerate() |
           data::map([](auto i, auto x) { return 1000 * i + x; });
  };
  for (std::size_t stop : {0U, 1U, 13U, 40U, 90U}) {
    auto set = make();
    numbers(set);
    set.restart();  // iteration 1
    std::int64_t x = 0;
    for (std::size_t i = 0; i < stop; ++i) REQUIRE(set.next(x));
    auto const position = set.position();
    CHECK(position == data::Position{1, stop});
    auto const left = rest(set);
    CHECK(left.size() == 90 - stop);
    auto resumed = make();
    resumed.seek(position);
    CHECK(resumed.position() == position);
    CHECK(numbers(resumed) == left);  // a loop goes on from there too
    auto const next = numbers(resumed);
    CHECK(next == numbers(set));  // and so does the iteration behind it
  }
  auto set = make();
  CHECK(set.try_seek({0, 91}).message() == "an iteration has 90 elements, the position is behind 91");
  std::int64_t x = 0;
  CHECK_FALSE(set.next(x));
}

TEST_CASE("dataset: every stage passes by as many as it gives", "[data][dataset]") {
  auto const same = [](auto const& make) {
    auto whole = make();
    auto const all = numbers(whole);
    for (std::size_t n = 0; n <= all.size(); ++n) {
      auto set = make();
      set.seek({0, n});
      CHECK(rest(set) == Numbers(all.begin() + static_cast<std::ptrdiff_t>(n), all.end()));
    }
  };
  auto const rows = [](auto const& b) { return b.rows * 100 + static_cast<std::size_t>(b.values.data()[0]); };
  same([&] { return data::range(11) | data::batch<3>() | data::map(rows); });
  same([&] { return data::range(11) | data::batch<3>(data::Remainder::drop) | data::map(rows); });
  same([&] { return data::range(11) | data::window<3>(2) | data::map(rows); });
  same([] { return data::range(4) | data::repeat(3); });
  same([] { return data::range(9) | data::cache() | data::repeat(2); });
  same([] { return data::range(9) | data::take(7) | data::skip(2); });
  same([] { return data::range(9) | data::prefetch<2>(); });
  same([] { return data::concatenate(data::range(3), data::range(0), data::range(5, 9)); });
  same([] { return data::zip(data::range(5), data::range(5, 10)) | data::map([](auto a, auto b) { return a * b; }); });
}

TEST_CASE("dataset: read ahead, it gives the same, and may be left at any time", "[data][dataset]") {
  auto const x = many_rows(30);
  Numbers plain, ahead;
  auto set = pipeline(x, data::map([](auto const& b) { return b; }));
  auto fetched = pipeline(x, data::prefetch<2>());
  for (int iteration = 0; iteration < 3; ++iteration) {
    for (auto const& b : set) append(plain, b);
    for (auto const& b : fetched) append(ahead, b);
  }
  CHECK(plain.size() == 180);
  CHECK(plain == ahead);
  for (int i = 0; i < 20; ++i)
    for (auto const& b : fetched)
      if (b.rows > 0) break;
  CHECK(fetched.cardinality() == 15);
  auto endless = data::range(3) | data::repeat() | data::prefetch<4>();
  std::int64_t first = -1;
  CHECK(endless.next(first));
  CHECK(first == 0);
}

TEST_CASE("dataset: nothing is allocated for an element", "[data][dataset]") {
  auto const x = many_rows(64);
  auto const steady = [](auto set) {
    typename decltype(set)::element batch{};
    for (int i = 0; i < 6; ++i) REQUIRE(set.next(batch));
    std::size_t rows = 0;
    long const allocations = tenon_test::allocations_of([&] {
      for (int i = 0; i < 8; ++i) rows += set.next(batch) ? batch.rows : 0;
    });
    CHECK(rows == 32);
    return allocations;
  };
  CHECK(steady(pipeline(x, data::take(100))) == 0);
  CHECK(steady(pipeline(x, data::prefetch<2>())) == 0);
}

TEST_CASE("dataset: from a CSV, and line by line", "[data][dataset]") {
  auto const path = (std::filesystem::temp_directory_path() / "tenon_dataset_lines.csv").string();
  std::ofstream(path, std::ios::binary) << "a,b\n1,2\r\n3,4\n\n" << std::string(9000, '5') << ",6";
  {
    auto const table = tenon::io::BasicCsvTable<>("table", "a,b,c\n1,2,3\n4,5,6\n");
    auto set = data::from_rows(table.rows<float, 2>({"a", "b"}), table.rows<int>({"c"}));
    float sum = 0;
    for (auto const& [x, y] : set) sum += x.data()[0] * static_cast<float>(y);
    CHECK(sum == 27);
  }
  auto lines = tenon::io::text_lines(path) | data::prefetch<2>();
  for (int iteration = 0; iteration < 2; ++iteration) {
    std::vector<std::string> all;
    for (auto const& line : lines) all.push_back(line);
    REQUIRE(all.size() == 5);
    CHECK((all[0] == "a,b" && all[1] == "1,2" && all[2] == "3,4" && all[3].empty() && all[4].size() == 9002));
  }
  auto vanishing = tenon::io::text_lines(path) | data::map([](std::string const& line) { return line.size(); });
  std::size_t length = 0;
  CHECK(vanishing.next(length));
  std::remove(path.c_str());
  CHECK_THROWS_AS(vanishing.restart(), tenon::io::Error);
  CHECK_THROWS_AS(tenon::io::text_lines(path), tenon::io::Error);
  // What a reader thread finds wrong reaches the one who asks.
  auto broken = data::range(5) | data::map([](std::int64_t i) {
                  if (i == 2) throw tenon::io::Error("no more");
                  return i;
                }) |
                data::prefetch<1>();
  std::int64_t x = 0;
  CHECK((broken.next(x) && broken.next(x)));
  CHECK_THROWS_AS(broken.next(x), tenon::io::Error);
}
