// SPDX-License-Identifier: MIT
// The training loop: which rows are trained on, in which order, what is measured and what is refused.
#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/tenon.hpp>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace tn = tenon;
namespace nn = tenon::nn;

using tenon_test::allocations;

namespace {

constexpr std::size_t batch = 8;
struct Net : nn::Sequential<tn::Shape<3>, nn::Dense<4, nn::Tanh>, nn::Dense<2>> {};

/// Adds 0.125 for each of its three ones to the loss.
struct Charged {
  tn::InitParam<nn::Ones, float, 3> ones;
  TENON_MODULE(Charged, ones);
  constexpr auto call(auto const& x, auto& context) const {
    context.add_loss(0.125F * tn::sum(tn::square(ones)));
    return x * ones;
  }
};
struct ChargedNet : nn::Sequential<tn::Shape<3>, Charged, nn::Dense<2>> {};

auto trainer_of(Net& net) {
  return nn::compile<batch>(net, nn::MeanSquaredError{}, nn::Adam{}, nn::MeanAbsoluteError{}, nn::MeanAbsoluteError{});
}
using Trainer = decltype(trainer_of(std::declval<Net&>()));

struct Set {
  tn::data::Rows<float, 3> x;
  tn::data::Rows<float, 2> y;

  explicit Set(std::size_t rows, std::uint64_t seed = 5) : x(rows), y(rows) {
    tn::Philox const random(seed);
    for (std::size_t i = 0; i < x.values().size(); ++i) x.values()[i] = 2 * random.uniform(i) - 1;
    for (std::size_t i = 0; i < rows; ++i) {
      y.row(i)[0] = x.row(i)[0] * x.row(i)[1] + 0.5F;
      y.row(i)[1] = x.row(i)[2] - x.row(i)[0];
    }
  }
};

Net fresh_net() {
  Net net;
  tn::initialize(net, 3);
  return net;
}
std::vector<float> weights(Net const& net) {
  std::vector<float> all;
  tn::for_each_tensor(net, [&all](tn::Path const&, auto const& t) { all.insert(all.end(), t.data(), t.data() + t.size); });
  return all;
}
/// What a net weighs after training.
template <class... A>
std::vector<float> trained(A const&... arguments) {
  Net net = fresh_net();
  auto trainer = trainer_of(net);
  trainer.fit(arguments...);
  return weights(net);
}

struct Error {
  double squared = 0, absolute = 0;
};
/// Mean errors of predictions, in double.
Error error_of(tn::data::RowsView<float, 2> y, tn::data::RowsView<float, 2> p) {
  Error e;
  for (std::size_t i = 0; i < y.values().size(); ++i) {
    double const d = double(y.values()[i]) - double(p.values()[i]);
    e.squared += d * d / double(y.values().size());
    e.absolute += std::abs(d) / double(y.values().size());
  }
  return e;
}

using tenon_test::last_words;

}  // namespace

TEST_CASE("shuffle: a permutation, another one every epoch and for every seed, always the same") {
  std::vector<std::uint32_t> a(1000), b(1000), c(1000), again(1000);
  nn::detail::shuffle(a, 7, 0);
  nn::detail::shuffle(b, 7, 1);
  nn::detail::shuffle(c, 8, 0);
  nn::detail::shuffle(again, 7, 0);
  CHECK(a == again);
  CHECK(a != b);
  CHECK(a != c);
  CHECK(b != c);
  std::vector<bool> seen(1000);
  for (auto const i : a) seen.at(i) = true;
  CHECK(std::vector<bool>(1000, true) == seen);
  // Every row comes to every place equally often: chi squared of 5 places, 5000 draws, well below its 0.001 quantile.
  double count[5][5] = {};
  std::vector<std::uint32_t> five(5);
  for (std::uint64_t epoch = 0; epoch < 5000; ++epoch) {
    nn::detail::shuffle(five, 1, epoch);
    for (std::size_t i = 0; i < 5; ++i) ++count[i][five[i]];
  }
  for (auto const& place : count) {
    double chi = 0;
    for (double const n : place) chi += (n - 1000) * (n - 1000) / 1000;
    CHECK(chi < 18.5);
  }
  std::vector<std::uint32_t> none, one(1, 9);
  nn::detail::shuffle(none, 1, 1);
  nn::detail::shuffle(one, 1, 1);
  CHECK(one[0] == 0);
}

TEST_CASE("fit: the same seed gives the same model, another one another") {
  Set const s(batch * 5 + 3);
  auto const a = trained(s.x, s.y, Trainer::Options{.epochs = 3, .seed = 1});
  CHECK(a == trained(s.x, s.y, Trainer::Options{.epochs = 3, .seed = 1}));
  CHECK(a != trained(s.x, s.y, Trainer::Options{.epochs = 3, .seed = 2}));
  CHECK(a != trained(s.x, s.y, Trainer::Options{.epochs = 3, .shuffle = false}));
}

TEST_CASE("fit: a second call goes on where the first one stopped") {
  Set const s(batch * 5 + 3);
  Net net = fresh_net();
  auto trainer = trainer_of(net);
  trainer.fit(s.x, s.y, {.epochs = 2, .seed = 1});
  trainer.evaluate(s.x, s.y);  // changes nothing
  trainer.fit(s.x, s.y, {.epochs = 2, .seed = 1}, [](nn::History const&) { return nn::Continue::no; });
  trainer.fit(s.x, s.y, {.epochs = 1, .seed = 1});
  CHECK(weights(net) == trained(s.x, s.y, Trainer::Options{.epochs = 4, .seed = 1}));
}

TEST_CASE("fit: rows are read where they lie, or gathered, with the same result") {
  for (std::size_t const rows : {std::size_t{1}, batch - 1, batch, 3 * batch, 40 * batch, 40 * batch + 5}) {
    CAPTURE(rows);
    Set const s(rows);
    auto const expected = trained(s.x, s.y, Trainer::Options{.epochs = 2, .shuffle = false});
    // The same rows in the same order, behind an odd address.
    std::vector<float> x(rows * 3 + 1), y(rows * 2 + 1);
    std::copy(s.x.values().begin(), s.x.values().end(), x.begin() + 1);
    std::copy(s.y.values().begin(), s.y.values().end(), y.begin() + 1);
    tn::data::RowsView<float, 3> const x_view(x.data() + 1, rows);
    tn::data::RowsView<float, 2> const y_view(y.data() + 1, rows);
    CHECK(trained(x_view, y_view, Trainer::Options{.epochs = 2, .shuffle = false}) == expected);
    // One step after the other, the last one on the rows that are left.
    Net net = fresh_net();
    tn::TrainStep<Net, nn::MeanSquaredError, nn::Adam, tn::Batch<batch>> step(nn::MeanSquaredError{}, nn::Adam{});
    for (int epoch = 0; epoch < 2; ++epoch)
      for (std::size_t first = 0; first < rows; first += batch) {
        std::size_t const real = std::min(batch, rows - first);
        std::vector<float> bx(batch * 3, 0.25F), by(batch * 2, -4.F);
        std::copy_n(s.x.data() + first * 3, real * 3, bx.begin());
        std::copy_n(s.y.data() + first * 2, real * 2, by.begin());
        step(net, bx.data(), by.data(), real);
      }
    CHECK(weights(net) == expected);
  }
}

TEST_CASE("evaluate: loss and metrics are means over the samples, whatever their number") {
  Net net = fresh_net();
  auto trainer = trainer_of(net);
  for (std::size_t const rows : {std::size_t{1}, batch - 1, batch, batch + 1, 7 * batch + 3}) {
    CAPTURE(rows);
    Set const s(rows, rows);
    auto const scores = trainer.evaluate(s.x, s.y);
    auto const e = error_of(s.y, trainer.predict(s.x));
    CHECK(scores["loss"] == tenon_test::Approx(e.squared).epsilon(1e-5));
    CHECK(scores["mean_absolute_error"] == tenon_test::Approx(e.absolute).epsilon(1e-5));
    CHECK(scores["mean_absolute_error_1"] == scores["mean_absolute_error"]);
  }
  Set const none(0);
  auto const scores = trainer.evaluate(none.x, none.y);
  CHECK(std::isnan(scores["loss"]));
  CHECK(std::isnan(scores["mean_absolute_error"]));
}

TEST_CASE("predict: each row alone or among others, and no rows for no rows") {
  Net net = fresh_net();
  auto trainer = trainer_of(net);
  Set const s(2 * batch + 1);
  auto const all = trainer.predict(s.x);
  CHECK(all.rows() == s.x.rows());
  for (std::size_t i = 0; i < s.x.rows(); ++i) {
    double hidden[4];
    for (std::size_t j = 0; j < 4; ++j) {
      hidden[j] = double(net.layer<0>().bias.data()[j]);
      for (std::size_t k = 0; k < 3; ++k) hidden[j] += double(s.x.row(i)[k]) * double(net.layer<0>().kernel.data()[k * 4 + j]);
      hidden[j] = std::tanh(hidden[j]);
    }
    auto const alone = trainer.predict(s.x.slice(i, i + 1));
    for (std::size_t j = 0; j < 2; ++j) {
      double out = double(net.layer<1>().bias.data()[j]);
      for (std::size_t k = 0; k < 4; ++k) out += hidden[k] * double(net.layer<1>().kernel.data()[k * 2 + j]);
      CHECK(double(all.row(i)[j]) == tenon_test::Approx(out).epsilon(1e-5).margin(1e-6));
      CHECK(alone.row(0)[j] == all.row(i)[j]);
    }
  }
  CHECK(nn::predict<batch>(net, s.x) == all);  // without a trainer
  CHECK(trainer.predict({}).rows() == 0);
  CHECK(trainer.predict(Set(0).x).empty());
}

TEST_CASE("fit: history has a value an epoch, by name; a loss is the mean over the samples, and what layers add") {
  Set const s(2 * batch + 1), held_out(batch + 3, 9);
  ChargedNet net;
  tn::initialize(net, 3);
  nn::SGD still;
  still.learning_rate = 0.F;  // so that every step sees the same model
  auto trainer = nn::compile<batch>(net, nn::MeanSquaredError{}, still, nn::MeanAbsoluteError{});
  auto const history = trainer.fit(s.x, s.y, {.epochs = 3, .validation = {held_out.x, held_out.y}});
  CHECK(history.names == std::vector<std::string>{"loss", "mean_absolute_error", "val_loss", "val_mean_absolute_error"});
  CHECK(history.epochs() == 3);
  auto const e = error_of(s.y, trainer.predict(s.x)), v = error_of(held_out.y, trainer.predict(held_out.x));
  for (auto const& values : history.values) CHECK(values.size() == 3);
  for (std::size_t epoch = 0; epoch < 3; ++epoch) {
    CHECK(history["loss"][epoch] == tenon_test::Approx(e.squared + 0.375).epsilon(1e-5));
    CHECK(history["mean_absolute_error"][epoch] == tenon_test::Approx(e.absolute).epsilon(1e-5));
    CHECK(history["val_loss"][epoch] == tenon_test::Approx(v.squared + 0.375).epsilon(1e-5));
    CHECK(history["val_mean_absolute_error"][epoch] == tenon_test::Approx(v.absolute).epsilon(1e-5));
    CHECK(history.seconds[epoch] > 0);
  }
  CHECK(history.steps == 9);
  CHECK(history.rows == 3 * s.x.rows());
  CHECK(history.ns_per_step() > 0);
  CHECK(history.step_seconds <= history.train_seconds);
  CHECK(history.rows_per_second() == tenon_test::Approx(double(history.rows) / history.train_seconds));
}

TEST_CASE("fit: validation_split holds out the last rows") {
  Set const s(10 * batch);
  Net a = fresh_net(), b = fresh_net();
  auto split = trainer_of(a), given = trainer_of(b);
  auto const first = split.fit(s.x, s.y, {.epochs = 2, .validation_split = 0.25});
  std::size_t const cut = 60;
  auto const second = given.fit(s.x.slice(0, cut), s.y.slice(0, cut),
                                {.epochs = 2, .validation = {s.x.slice(cut, s.x.rows()), s.y.slice(cut, s.y.rows())}});
  CHECK(weights(a) == weights(b));
  CHECK(first.values == second.values);
  CHECK(first.rows == 2 * cut);
}

TEST_CASE("fit: a callback sees each epoch, may change the learning rate and may stop") {
  Set const s(batch);
  Net net = fresh_net();
  auto trainer = trainer_of(net);
  std::vector<float> before;
  auto const history = trainer.fit(s.x, s.y, {.epochs = 10}, [&](nn::History const& so_far) {
    if (so_far.epochs() == 2) {
      trainer.optimizer().learning_rate = 0.F;
      before = weights(net);
    }
    return so_far.epochs() == 4 ? nn::Continue::no : nn::Continue::yes;
  });
  CHECK(history.epochs() == 4);
  CHECK(weights(net) == before);
}

TEST_CASE("fit: several callbacks, called in their order at each event; one stops in the middle of an epoch") {
  Set const s(5 * batch + 1), held_out(batch, 9);
  Net net = fresh_net();
  auto trainer = trainer_of(net);
  std::string log;
  struct Recorder {
    std::string& log;
    char name;
    std::size_t stop_epoch, stop_batch;
    void on_train_begin(Trainer&) { (log += name) += "( "; }
    void on_epoch_begin(Trainer&, std::uint64_t epoch) { (log += name) += std::to_string(epoch) + ":"; }
    nn::Continue on_batch_end(Trainer& t, std::size_t n, double loss) {
      CHECK(loss > 0);
      (log += name) += std::to_string(n) + " ";
      return t.epochs_trained() == stop_epoch && n == stop_batch ? nn::Continue::no : nn::Continue::yes;
    }
    nn::Continue on_epoch_end(Trainer& t, nn::History const& h) {
      (log += name) += "=" + std::to_string(h.epochs()) + " ";
      return t.epochs_trained() == stop_epoch ? nn::Continue::no : nn::Continue::yes;
    }
    void on_train_end(Trainer&, nn::History const& h) { (log += name) += ")" + std::to_string(h.epochs()); }
  };
  Recorder a{log, 'a', 1, 3}, b{log, 'b', 9, 9};
  auto const history = trainer.fit(s.x, s.y, {.epochs = 5, .validation = {held_out.x, held_out.y}}, a, b);
  CHECK(log == "a( b( a0:b0:a0 b0 a1 b1 a2 b2 a3 b3 a4 b4 a5 b5 a=1 b=1 a)1b)1");  // epochs_trained is 1 as the first epoch ends
  CHECK(history.steps == 6);
  log.clear();
  a.stop_epoch = 2;
  auto const second =
      trainer.fit(s.x, s.y, {.epochs = 5}, a, [&](nn::History const& h) { log += "c" + std::to_string(h.epochs()) + " "; });
  CHECK(log == "a( a1:a0 a1 a2 a3 a4 a5 a=1 c1 a)1");
  CHECK(second.epochs() == 1);
  log.clear();
  a.stop_batch = 2;  // in epoch 2: the rows that were trained on count, no others
  auto const third = trainer.fit(s.x, s.y, {.epochs = 5, .validation = {held_out.x, held_out.y}}, a);
  CHECK(log == "a( a2:a0 a1 a2 a=1 a)1");
  CHECK(third.steps == 3);
  CHECK(third.rows == 3 * batch);
  CHECK(third["loss"].size() == 1);
  CHECK(third["val_loss"].size() == 1);
  CHECK(trainer.epochs_trained() == 3);
  // Before an epoch: it is not trained. The stop does not outlive the call.
  struct Never {
    nn::Continue on_epoch_begin(Trainer&, std::uint64_t) const { return nn::Continue::no; }
  };
  auto const before = weights(net);
  CHECK(trainer.fit(s.x, s.y, {.epochs = 5}, Never{}).epochs() == 0);
  CHECK(weights(net) == before);
  CHECK(trainer.fit(s.x, s.y).epochs() == 1);
}

TEST_CASE("fit: the callback of the documentation") {
  Set const s(20 * batch);
  auto const& x = s.x;
  auto const& y = s.y;
  Net net = fresh_net();
  auto trainer = trainer_of(net);
  // [callback]
  auto const history = trainer.fit(x, y, {.epochs = 100, .validation_split = 0.1}, [&](nn::History const& so_far) {
    trainer.optimizer().learning_rate *= 0.99f;
    return so_far["val_loss"].back() < 0.2 ? nn::Continue::no : nn::Continue::yes;
  });
  // [end]
  CHECK(history["val_loss"].back() < 0.2);
  CHECK(history.epochs() > 1);
  CHECK(history.epochs() < 100);
  CHECK(trainer.optimizer().learning_rate.item() ==
        tenon_test::Approx(0.001 * std::pow(0.99, double(history.epochs()))).epsilon(1e-5));
}

TEST_CASE("fit: 0 epochs train nothing") {
  Set const s(batch);
  Net net = fresh_net();
  auto trainer = trainer_of(net);
  auto const history = trainer.fit(s.x, s.y, {.epochs = 0});
  CHECK(history.epochs() == 0);
  CHECK(history["loss"].empty());
  CHECK(std::isnan(history.ns_per_step()));
  CHECK(std::isnan(history.rows_per_second()));
  CHECK(weights(net) == weights(fresh_net()));
}

TEST_CASE("fit: NaN in the data gives NaN, not a crash") {
  Set s(3 * batch);
  s.x.row(5)[1] = std::numeric_limits<float>::quiet_NaN();
  Net net = fresh_net();
  auto trainer = trainer_of(net);
  auto const history = trainer.fit(s.x, s.y, {.epochs = 2, .validation = {s.x, s.y}});
  for (auto const& name : history.names) CHECK(std::isnan(history[name].back()));
  auto const prediction = trainer.predict(s.x);
  CHECK(std::isnan(prediction.row(0)[0]));
}

TEST_CASE("fit: no epoch and no step allocates, with the bar or without") {
  Set const s(40 * batch + 3);
  Net net = fresh_net();
  auto trainer = trainer_of(net);
  // A bar is drawn, into nothing.
  std::fflush(stdout);
  int const out = dup(STDOUT_FILENO), nothing = open("/dev/null", O_WRONLY);
  for (auto const verbose : {nn::Verbose::silent, nn::Verbose::always}) {
    dup2(nothing, STDOUT_FILENO);
    long counts[5] = {};
    trainer.fit(s.x, s.y, {.epochs = 5, .validation = {s.x, s.y}, .verbose = verbose},
                [&, epoch = std::size_t{0}](nn::History const&) mutable { counts[epoch++] = allocations; });
    std::fflush(stdout);
    dup2(out, STDOUT_FILENO);
    for (long const count : counts) CHECK(count == counts[0]);
  }
  close(nothing);
  close(out);
}

TEST_CASE("fit, evaluate: what cannot be is refused, with both numbers") {
  Set const s(batch), longer(batch + 1), none(0);
  Net net = fresh_net();
  auto t = trainer_of(net);
  CHECK(last_words([&] { t.fit(s.x, longer.y); }) == "tenon: fit: rows of y, as many as x has: expected 8, found 9\n");
  CHECK(last_words([&] { t.evaluate(longer.x, s.y); }) == "tenon: evaluate: rows of y, as many as x has: expected 9, found 8\n");
  CHECK(last_words([&] { t.fit(s.x, s.y, {.validation = {s.x, longer.y}}); }) ==
        "tenon: fit: rows of the validation's y, as many as its x has: expected 8, found 9\n");
  CHECK(last_words([&] { t.train_on_batch(none.x, none.y); }).starts_with("tenon: train_on_batch: rows, at least one"));
  CHECK(last_words([&] { t.fit(none.x, none.y); }) == "tenon: fit: there are no rows to train on\n");
  for (double const part : {1.0, -0.1, std::nan("")})
    CHECK(last_words([&] { t.fit(s.x, s.y, {.validation_split = part}); }) ==
          "tenon: fit: validation_split must be at least 0 and less than 1\n");
  CHECK(last_words([&] { t.fit(s.x, s.y, {.validation = {s.x, s.y}, .validation_split = 0.5}); }) ==
        "tenon: fit: either validation or validation_split, not both\n");
  CHECK(last_words([&] { t.evaluate(s.x, s.y)["mse"]; }) ==
        "tenon: no loss or metric is called \"mse\"; there are: loss mean_absolute_error mean_absolute_error_1\n");
}
