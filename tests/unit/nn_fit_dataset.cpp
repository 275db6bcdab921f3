// SPDX-License-Identifier: MIT
// A training on a data set is that on its rows.
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/data/datasets.hpp>
#include <tenon/data/prefetch.hpp>
#include <tenon/tenon.hpp>

#include <cstdint>
#include <vector>

namespace data = tenon::data;
namespace nn = tenon::nn;

namespace {

struct Net : nn::Sequential<tenon::Shape<2>, nn::Dense<4, nn::Relu>, nn::Dense<1>> {};

constexpr std::size_t rows = 21;
data::Rows<std::uint8_t, 2> inputs() {
  data::Rows<std::uint8_t, 2> x(rows);
  for (std::size_t i = 0; i < 2 * rows; ++i) x.values()[i] = static_cast<std::uint8_t>(i * 7 % 5);
  return x;
}
data::Rows<float, 1> labels() {
  data::Rows<float, 1> y(rows);
  for (std::size_t i = 0; i < rows; ++i) y.values()[i] = static_cast<float>(i % 4);
  return y;
}
Net fresh() {
  Net net;
  tenon::initialize(net, 5);
  return net;
}
template <class N>
auto trainer_of(N& net) {
  return nn::compile<8>(net, nn::MeanSquaredError{}, nn::SGD{}, nn::MeanAbsoluteError{});
}
std::vector<float> weights(Net const& net) {
  std::vector<float> all;
  tenon::for_each_tensor(net, [&](auto const&, auto const& t) { all.insert(all.end(), t.data(), t.data() + t.size); });
  return all;
}

}  // namespace

TEST_CASE("fit: batches of a data set are those of the rows", "[nn][dataset]") {
  auto const x = inputs();
  auto const y = labels();
  Net by_rows = fresh(), by_data = fresh(), ahead = fresh();
  auto one = trainer_of(by_rows), two = trainer_of(by_data), three = trainer_of(ahead);
  auto const expected = one.fit(x, y, {.epochs = 3, .shuffle = false, .validation = {x, y}, .verbose = nn::Verbose::silent});
  auto set = data::from_rows(x, y) | data::batch<8>();
  auto const found = two.fit(set, {.epochs = 3, .validation = {x, y}, .verbose = nn::Verbose::silent});
  auto const third = three.fit(set | data::prefetch<2>(), data::from_rows(x, y) | data::batch<8>(),
                               {.epochs = 3, .verbose = nn::Verbose::silent});
  CHECK(found.names == expected.names);
  CHECK(found.values == expected.values);
  CHECK(third.values == expected.values);
  CHECK(weights(by_data) == weights(by_rows));
  CHECK(weights(ahead) == weights(by_rows));
  CHECK(found.steps == 9);
  CHECK(found.rows == 3 * rows);
  CHECK(two.evaluate(set).values == one.evaluate(x, y).values);
}

TEST_CASE("fit: a shuffled data set, stopped and resumed, is one training", "[nn][dataset]") {
  auto const x = inputs();
  auto const y = labels();
  auto const make = [&] { return data::from_rows(x, y) | data::shuffle<16>(3) | data::batch<8>(); };
  Net whole = fresh(), parts = fresh();
  auto one = trainer_of(whole), two = trainer_of(parts);
  one.fit(make(), {.epochs = 4, .verbose = nn::Verbose::silent});
  two.fit(make(), {.epochs = 1, .verbose = nn::Verbose::silent});
  two.fit(make(), {.epochs = 3, .verbose = nn::Verbose::silent});
  CHECK(weights(whole) == weights(parts));
  CHECK(weights(whole) != weights(fresh()));
}

TEST_CASE("fit: epochs of a data set without an end have so many steps", "[nn][dataset]") {
  auto const x = inputs();
  auto const y = labels();
  Net net = fresh(), again = fresh();
  auto trainer = trainer_of(net), other = trainer_of(again);
  auto endless = data::from_rows(x, y) | data::repeat() | data::batch<8>();
  std::size_t epochs = 0;
  auto const history = trainer.fit(endless, {.epochs = 3, .steps_per_epoch = 5, .verbose = nn::Verbose::silent},
                                   [&](nn::History const&) { ++epochs; });
  CHECK(history.steps == 15);
  CHECK(history.rows == 120);
  CHECK(epochs == 3);
  // One with an end begins again where it is: 21 rows are batches of 8, 8, 5.
  auto short_one = data::from_rows(x, y) | data::batch<8>();
  CHECK(other.fit(short_one, {.epochs = 2, .steps_per_epoch = 2, .verbose = nn::Verbose::silent}).rows == 8 + 8 + 5 + 8);
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([&] { trainer.fit(endless); }) ==
        "tenon: fit: the data set has no end: steps_per_epoch says where an epoch ends\n");
  CHECK(tenon_test::last_words([&] { trainer.fit(data::from_rows(x, y) | data::take(0) | data::batch<8>()); }) ==
        "tenon: fit: there are no rows to train on\n");
#endif
}

TEST_CASE("fit: a third component weighs the rows", "[nn][dataset]") {
  auto const x = inputs();
  auto const y = labels();
  std::vector<float> w(rows);
  for (std::size_t i = 0; i < rows; ++i) w[i] = static_cast<float>(i % 3);
  data::Rows<float> const column{std::span<float const>(w)};
  Net by_rows = fresh(), by_data = fresh();
  auto one = trainer_of(by_rows), two = trainer_of(by_data);
  one.fit(x, y, {.shuffle = false, .sample_weight = w, .verbose = nn::Verbose::silent});
  two.fit(data::from_rows(x, y, column) | data::batch<8>(), {.verbose = nn::Verbose::silent});
  CHECK(weights(by_data) == weights(by_rows));
}

TEST_CASE("fit: classes weigh in the batches of a data set", "[nn][dataset]") {
  auto const x = inputs();
  auto const y = labels();
  std::vector<float> w(rows);
  for (std::size_t i = 0; i < rows; ++i) w[i] = static_cast<float>(1 + i % 3);
  data::Rows<float> const column{std::span<float const>(w)};
  std::vector<nn::ClassWeight> const by_class = {{1, 2.F}, {3, 0.5F}};
  Net by_rows = fresh(), by_data = fresh(), alone = fresh(), alone_data = fresh();
  auto one = trainer_of(by_rows), two = trainer_of(by_data), three = trainer_of(alone), four = trainer_of(alone_data);
  one.fit(x, y, {.epochs = 2, .shuffle = false, .sample_weight = w, .class_weight = by_class, .verbose = nn::Verbose::silent});
  two.fit(data::from_rows(x, y, column) | data::batch<8>(),
          {.epochs = 2, .class_weight = by_class, .verbose = nn::Verbose::silent});
  CHECK(weights(by_data) == weights(by_rows));
  three.fit(x, y, {.epochs = 2, .shuffle = false, .class_weight = by_class, .verbose = nn::Verbose::silent});
  four.fit(data::from_rows(x, y) | data::batch<8>(), {.epochs = 2, .class_weight = by_class, .verbose = nn::Verbose::silent});
  CHECK(weights(alone_data) == weights(alone));
  CHECK(weights(alone_data) != weights(by_data));
}

TEST_CASE("predict: of a data set as of its rows", "[nn][dataset]") {
  auto const x = inputs();
  auto const y = labels();
  Net net = fresh();
  auto trainer = trainer_of(net);
  auto const expected = trainer.predict(x);
  CHECK(trainer.predict(data::from_rows(x) | data::batch<8>()) == expected);
  CHECK(trainer.predict(data::from_rows(x, y) | data::filter([](auto const&, auto const&) { return true; }) | data::batch<8>()) ==
        expected);
  CHECK(trainer.predict(data::from_rows(x) | data::take(0) | data::batch<8>()).rows() == 0);
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([&] { trainer.predict(data::from_rows(x) | data::repeat() | data::batch<8>()); }) ==
        "tenon: predict: the data set has no end: take(n) gives it one\n");
#endif
}
