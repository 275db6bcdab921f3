// SPDX-License-Identifier: MIT
// Sources and stages of data sets, one after the other. Whole pipelines are in data_dataset_pipelines.cpp.
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/core.hpp>
#include <tenon/data/datasets.hpp>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

namespace data = tenon::data;
using data::Rows;

namespace {

/// All elements of an iteration of numbers.
template <class Set>
std::vector<int> numbers(Set&& set) {
  std::vector<int> all;
  for (auto const& x : set) all.push_back(static_cast<int>(x));
  return all;
}
using Numbers = std::vector<int>;

Rows<float, 2> some_rows(std::size_t n) {
  Rows<float, 2> rows(n);
  for (std::size_t i = 0; i < n; ++i) rows.row(i)[0] = static_cast<float>(i), rows.row(i)[1] = static_cast<float>(10 * i);
  return rows;
}

}  // namespace

TEST_CASE("dataset: rows of one component and of several", "[data][dataset]") {
  auto const x = some_rows(3);
  Rows<int> y(3);
  for (std::size_t i = 0; i < 3; ++i) y.values()[i] = static_cast<int>(i) + 5;
  auto set = data::from_rows(x, y);
  static_assert(std::is_same_v<decltype(set)::element, std::tuple<tenon::Tensor<float, 2>, int>>);
  CHECK(set.cardinality() == 3);
  std::size_t row = 0;
  for (auto const& [a, b] : set) {
    CHECK((a.data()[0] == x.row(row)[0] && a.data()[1] == x.row(row)[1] && b == y.values()[row]));
    ++row;
  }
  CHECK(row == 3);
  auto owned = data::from_rows(some_rows(2));  // a temporary is taken over
  static_assert(std::is_same_v<decltype(owned)::element, tenon::Tensor<float, 2>>);
  float sum = 0;
  for (auto const& a : owned) sum += a.data()[1];
  CHECK(sum == 10);
  CHECK(data::try_from_rows(x, Rows<int>(4)).message() == "component 0 has 3 rows, component 1 has 4");
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([&] { data::from_rows(x, Rows<int>(4)); }) ==
        "tenon: from_rows: component 0 has 3 rows, component 1 has 4\n");
#endif
  auto none = data::from_rows(Rows<float, 2>());
  CHECK(none.begin() == none.end());
}

TEST_CASE("dataset: tensors, ranges and generators", "[data][dataset]") {
  auto slices = data::from_tensor_slices(tenon::Tensor<int, 3>{4, 5, 6}, tenon::Tensor<float, 3, 2>{{1, 2}, {3, 4}, {5, 6}});
  Numbers seen;
  for (auto const& [a, b] : slices) seen.insert(seen.end(), {a, static_cast<int>(b.data()[1])});
  CHECK(seen == Numbers{4, 2, 5, 4, 6, 6});
  CHECK(numbers(data::from_tensor_slices(tenon::Tensor<int, 2>{8, 9})) == Numbers{8, 9});
  CHECK(numbers(data::from_tensors(7)) == Numbers{7});
  CHECK(numbers(data::range(4)) == Numbers{0, 1, 2, 3});
  CHECK(numbers(data::range(2, 9, 3)) == Numbers{2, 5, 8});
  CHECK(numbers(data::range(3, -4, -3)) == Numbers{3, 0, -3});
  CHECK(numbers(data::range(3, 3)).empty());
  auto squares = data::from_generator<int>([] {
    return [i = 0](int& out) mutable {
      out = i * i;
      return i++ < 4;
    };
  });
  CHECK(squares.cardinality() == data::unknown);
  CHECK(numbers(squares) == Numbers{0, 1, 4, 9});
  CHECK(numbers(squares) == Numbers{0, 1, 4, 9});  // a new generator each time
}

TEST_CASE("dataset: map keeps tensors of expressions, and takes components", "[data][dataset]") {
  auto set = data::from_rows(some_rows(3), Rows<int>(3)) |
             data::map([](auto const& x, int y) { return std::tuple{x / 2.F + 1.F, y + 1}; }) |
             data::map([](auto const& whole) { return std::get<0>(whole); });
  static_assert(std::is_same_v<decltype(set)::element, tenon::Tensor<float, 2>>);
  Numbers seen;
  for (auto const& x : set) seen.push_back(static_cast<int>(x.data()[1]));
  CHECK(seen == Numbers{1, 6, 11});
}

TEST_CASE("dataset: filter, take, skip, enumerate, repeat, cache", "[data][dataset]") {
  auto const odd = [](auto x) { return x % 2 == 1; };
  CHECK(numbers(data::range(7) | data::filter(odd)) == Numbers{1, 3, 5});
  CHECK(numbers(data::range(7) | data::take(2)) == Numbers{0, 1});
  CHECK(numbers(data::range(2) | data::take(5)) == Numbers{0, 1});
  CHECK(numbers(data::range(5) | data::skip(3)) == Numbers{3, 4});
  CHECK(numbers(data::range(5) | data::skip(9)).empty());
  CHECK(numbers(data::range(2) | data::repeat(3)) == Numbers{0, 1, 0, 1, 0, 1});
  CHECK(numbers(data::range(2) | data::repeat(0)).empty());
  CHECK(numbers(data::range(0) | data::repeat()).empty());  // of nothing there is no more
  CHECK(numbers(data::range(2) | data::repeat() | data::take(5)) == Numbers{0, 1, 0, 1, 0});
  auto numbered = data::range(5, 8) | data::enumerate(1);
  Numbers seen;
  for (auto const& [i, x] : numbered) seen.insert(seen.end(), {static_cast<int>(i), static_cast<int>(x)});
  CHECK(seen == Numbers{1, 5, 2, 6, 3, 7});

  int made = 0;
  auto cached = data::range(4) | data::map([&made](auto x) { return ++made, x; }) | data::cache();
  std::int64_t x = 0;
  CHECK(cached.next(x));  // left early: not kept
  cached.restart();
  CHECK(numbers(cached) == Numbers{0, 1, 2, 3});
  CHECK(made == 5);
  CHECK(numbers(cached) == Numbers{0, 1, 2, 3});
  CHECK(made == 5);

  CHECK((data::range(7) | data::filter(odd)).cardinality() == data::unknown);
  CHECK((data::range(7) | data::repeat()).cardinality() == data::infinite);
  CHECK((data::range(7) | data::repeat(2) | data::skip(3) | data::take(20)).cardinality() == 11);
  CHECK((data::range(7) | data::repeat(2) | data::batch<4>()).cardinality() == 4);
  CHECK((data::range(7) | data::batch<4>(data::Remainder::drop)).cardinality() == 1);
}

TEST_CASE("dataset: batches are stacked, the last one says how many rows it has", "[data][dataset]") {
  auto set = data::from_rows(some_rows(5), Rows<int>(5)) | data::batch<2>();
  std::vector<std::size_t> rows;
  float last = 0;
  for (auto const& batch : set) {
    rows.push_back(batch.rows);
    auto const& [x, y] = batch.values;
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(x)>, tenon::Tensor<float, 2, 2>>);
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(y)>, tenon::Tensor<int, 2>>);
    last = x.data()[1];
  }
  CHECK(rows == std::vector<std::size_t>{2, 2, 1});
  CHECK(last == 40);
  std::size_t whole = 0;
  for (auto const& batch : data::range(5) | data::batch<2>(data::Remainder::drop)) whole += batch.rows;
  CHECK(whole == 4);
  auto nested = data::range(5) | data::batch<2>() | data::batch<2>();
  for (auto const& b : nested) CHECK(b.values[0].rows == (b.rows == 2 ? 2 : 1));
}

TEST_CASE("dataset: padded batches, windows", "[data][dataset]") {
  using Words = data::Sequence<int, 4>;
  auto set = data::range(3) | data::map([](auto n) {
               Words words;
               words.assign(std::vector<int>(static_cast<std::size_t>(n), int(n)));
               return words;
             }) |
             data::padded_batch<2>(9);
  std::vector<Numbers> all;
  for (auto const& b : set) all.emplace_back(b.values.values.data(), b.values.values.data() + 4 * b.rows);
  CHECK(all == std::vector<Numbers>{{9, 9, 9, 9, 1, 9, 9, 9}, {2, 2, 9, 9}});

  auto const windows = [](auto stage) {
    std::vector<Numbers> found;
    for (auto const& w : data::range(5) | stage) found.emplace_back(w.values.data(), w.values.data() + w.rows);
    return found;
  };
  // What tf.data gives: window(3, shift=1) and so on.
  CHECK(windows(data::window<3>(1)) == std::vector<Numbers>{{0, 1, 2}, {1, 2, 3}, {2, 3, 4}, {3, 4}, {4}});
  CHECK(windows(data::window<3>(1, data::Remainder::drop)) == std::vector<Numbers>{{0, 1, 2}, {1, 2, 3}, {2, 3, 4}});
  CHECK(windows(data::window<2>(3)) == std::vector<Numbers>{{0, 1}, {3, 4}});
  CHECK((data::range(5) | data::window<3>(1)).cardinality() == 5);
  CHECK((data::range(5) | data::window<2>(3)).cardinality() == 2);
}

TEST_CASE("dataset: zip takes as many of each, or says who has how many", "[data][dataset]") {
  auto const odd = [](auto x) { return x % 2 == 1; };
  Numbers seen;
  for (auto const& [a, b] : data::zip(data::range(3), data::range(7, 10))) seen.push_back(static_cast<int>(a * b));
  CHECK(seen == Numbers{0, 8, 18});
  auto const unequal = data::try_zip(data::range(3), data::range(5)).first;
  CHECK(unequal.message() == "data set 0 has 3 elements, data set 1 has 5");
  CHECK(data::try_zip(data::range(3) | data::repeat(), data::range(5)).first.message() ==
        "data set 1 has 5 elements, data set 0 has no end");
  seen.clear();
  for (auto const& [a, b] : data::zip_shortest(data::range(3) | data::repeat(), data::range(5))) seen.push_back(int(a + b));
  CHECK(seen == Numbers{0, 2, 4, 3, 5});
  CHECK(data::zip_shortest(data::range(3), data::range(5)).cardinality() == 3);
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([] { data::zip(data::range(3), data::range(5)); }) ==
        "tenon: zip: data set 0 has 3 elements, data set 1 has 5\n");
  CHECK(tenon_test::last_words([&] {
          for (auto const& both : data::zip(data::range(4), data::range(7) | data::filter(odd))) static_cast<void>(both);
        }) == "tenon: zip: data set 1 ends after 3 elements, data set 0 goes on\n");
#endif
}

TEST_CASE("dataset: concatenate, interleave, flat_map", "[data][dataset]") {
  CHECK(numbers(data::concatenate(data::range(2), data::range(5, 7) | data::repeat(2), data::range(1))) ==
        Numbers{0, 1, 5, 6, 5, 6, 0});
  CHECK(data::concatenate(data::range(2), data::range(3)).cardinality() == 5);
  // The example of tf.data's documentation: cycle_length 2, block_length 4.
  auto const six = [](std::int64_t x) { return data::from_tensors(x) | data::repeat(6); };
  CHECK(numbers(data::range(1, 6) | data::interleave<2>(six, 4)) ==
        Numbers{1, 1, 1, 1, 2, 2, 2, 2, 1, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 3, 3, 4, 4, 5, 5, 5, 5, 5, 5});
  CHECK(numbers(data::range(1, 4) | data::flat_map([](std::int64_t x) { return data::range(x); })) == Numbers{0, 0, 1, 0, 1, 2});
}
