// SPDX-License-Identifier: MIT
// What a layer's context offers in a training: random keys and metrics of its own.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

/// Writes down its two keys, and adds noise in training.
struct Noise {
  tn::Variable<std::uint64_t, 2, 2> keys;
  TENON_MODULE(Noise, keys);
  constexpr auto call(auto const& x, auto& context) const {
    using X = std::remove_cvref_t<decltype(x)>;
    if constexpr (nn::is_training<decltype(context)>) {
      auto const first = context.key(), second = context.key();
      context.assign(keys, tn::stack<0>(first, second));
      return x + tn::random::normal<float, typename X::shape_type>(first) * 1e-3F;
    } else
      return x;
  }
};
/// Reports a mean, in training and evaluation, and in training how many rows there are.
struct Report {
  TENON_MODULE(Report);
  constexpr auto call(auto const& x, auto& context) const {
    context.add_metric("mean_input", tn::mean(x));
    if constexpr (nn::is_training<decltype(context)>) context.template add_metric<"rows">(tn::sum(x * 0.F + 1.F) / 2.F);
    return x;
  }
};
struct Plain : nn::Sequential<tn::Shape<2>, nn::Dense<1>> {};
struct Noisy : nn::Sequential<tn::Shape<2>, Noise, nn::Dense<1>> {};
struct Reporting : nn::Sequential<tn::Shape<2>, Report, nn::Dense<1>, Report> {};

template <class Net>
using Step = tn::TrainStep<Net, nn::MeanSquaredError, nn::SGD, tn::Batch<4>>;

// A program that draws nothing carries no key, one that reports nothing no report.
static_assert(sizeof(Step<Plain>::random) == 1 && std::is_empty_v<decltype(Step<Plain>::random)>);
static_assert(std::is_empty_v<decltype(Step<Plain>::reported)>);
static_assert(tn::cost<Step<Noisy>>.state_bytes == tn::cost<Step<Plain>>.state_bytes + 16 + 32);

tn::data::Rows<float, 2> inputs(std::size_t rows) {
  tn::data::Rows<float, 2> x(rows);
  for (std::size_t i = 0; i < 2 * rows; ++i) x.values()[i] = tn::Philox(1).uniform(i);
  return x;
}
tn::data::Rows<float, 1> sums(tn::data::Rows<float, 2> const& x) {
  tn::data::Rows<float, 1> y(x.rows());
  for (std::size_t i = 0; i < x.rows(); ++i) y.row(i)[0] = x.row(i)[0] + x.row(i)[1];
  return y;
}

using Keys = std::vector<std::uint64_t>;
Keys keys_of(Noisy const& net) {
  auto const& k = net.layer<0>().keys;
  return {k.data(), k.data() + 4};
}

}  // namespace

TEST_CASE("context.key: another key for each use, step and seed, always the same") {
  auto const x = inputs(4);
  auto const y = sums(x);
  auto trained = [&](std::size_t steps, std::uint64_t seed) {
    Noisy net;
    auto trainer = nn::compile<4>(net, nn::MeanSquaredError{}, nn::SGD{});
    trainer.fit(x, y, {.epochs = steps, .shuffle = false, .seed = seed});
    return keys_of(net);
  };
  for (std::uint64_t step = 0; step < 3; ++step) {
    Keys const keys = trained(step + 1, 9);
    auto const key = tn::random::key(9, step);
    tn::random::Key const first = tn::random::fold_in(key, 0), second = tn::random::fold_in(key, 1);
    CHECK(keys == Keys{first(0), first(1), second(0), second(1)});
    CHECK(keys == trained(step + 1, 9));
    CHECK(keys != trained(step + 2, 9));
    CHECK(keys != trained(step + 1, 8));
  }
}

TEST_CASE("context.key: a second fit goes on, evaluation and prediction draw nothing") {
  auto const x = inputs(6);
  auto const y = sums(x);
  Noisy once, twice;
  tn::initialize(once, 1);
  tn::initialize(twice, 1);
  auto a = nn::compile<4>(once, nn::MeanSquaredError{}, nn::SGD{}), b = nn::compile<4>(twice, nn::MeanSquaredError{}, nn::SGD{});
  a.fit(x, y, {.epochs = 4, .seed = 3});
  for (int i = 0; i < 2; ++i) {
    b.fit(x, y, {.epochs = 2, .seed = 3});
    b.evaluate(x, y);
  }
  CHECK(keys_of(once) == keys_of(twice));
  CHECK(once.layer<1>().kernel.data()[0] == twice.layer<1>().kernel.data()[0]);
  CHECK(a.predict(x) == b.predict(x));
}

TEST_CASE("context.add_metric: means over the batches, in training and in evaluation") {
  auto const x = inputs(10);
  auto const y = sums(x);
  Reporting net;
  tn::initialize(net, 1);
  auto trainer = nn::compile<4>(net, nn::MeanSquaredError{}, nn::SGD{}, nn::MeanAbsoluteError{});
  trainer.optimizer().learning_rate = 0.F;
  auto const history = trainer.fit(x, y, {.epochs = 2, .shuffle = false, .validation = {x, y}});
  CHECK(history.names == std::vector<std::string>{"loss", "mean_absolute_error", "mean_input", "rows", "mean_input_1", "rows_1",
                                                  "val_loss", "val_mean_absolute_error", "val_mean_input", "val_mean_input_1"});
  // Batches of 4, 4 and 2 rows: the mean of their means. Rows that fill the last batch do not count.
  auto mean_of = [&](std::size_t from, std::size_t to) {
    double sum = 0;
    for (std::size_t i = 2 * from; i < 2 * to; ++i) sum += double(x.values()[i]);
    return sum / double(2 * (to - from));
  };
  double const expected = (mean_of(0, 4) + mean_of(4, 8) + mean_of(8, 10)) / 3;
  for (std::size_t epoch = 0; epoch < 2; ++epoch) {
    CHECK(history["mean_input"][epoch] == Approx(expected));
    CHECK(history["val_mean_input"][epoch] == Approx(expected));
    CHECK(history["rows"][epoch] == Approx(10. / 3));
  }
  auto const scores = trainer.evaluate(x, y);
  CHECK(scores["mean_input"] == Approx(expected));
  CHECK(scores["mean_input_1"] == Approx(history["val_mean_input_1"].back()));
  CHECK(std::isnan(trainer.evaluate(tn::data::Rows<float, 2>{}, tn::data::Rows<float, 1>{})["mean_input"]));
}
