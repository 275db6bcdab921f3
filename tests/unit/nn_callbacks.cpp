// SPDX-License-Identifier: MIT
// Callbacks on made-up histories, with the decisions that Keras' callbacks of the same names take.
#include "support/catch.hpp"
#include "support/oracle.hpp"

#include <tenon/nn/callbacks.hpp>

#include <cmath>
#include <cstddef>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

double const not_a_number = std::nan("");

struct Model {
  tn::Param<float, 2> weight;
  TENON_MODULE(Model, weight);
};
struct Rate {
  tn::Tensor<float> learning_rate{1.F};
};
/// As much of a trainer as callbacks of epochs look at.
struct Trainer {
  Model net;
  Rate rate;
  std::uint64_t epochs = 0;
  Model& model() { return net; }
  Rate& optimizer() { return rate; }
  std::uint64_t epochs_trained() const { return epochs; }
};
/// Gives a callback one epoch after the other; says how many were trained. The weights are the number of the epoch.
template <class C>
std::size_t run(C& callback, std::vector<double> const& values, Trainer& trainer, std::string const& name = "val_loss",
                std::vector<float>* rates = nullptr) {
  nn::History history;
  history.names = {"loss", name};
  history.values.resize(2);
  nn::detail::Callbacks<Trainer, C> all{callback};
  all.train_begin(trainer);
  for (double const value : values) {
    all.epoch_begin(trainer, trainer.epochs);
    trainer.net.weight.fill(float(history.epochs()));
    history.values[0].push_back(1);
    history.values[1].push_back(value);
    history.seconds.push_back(0);
    ++trainer.epochs;
    bool const stop = all.epoch_end(trainer, history);
    if (rates != nullptr) rates->push_back(trainer.rate.learning_rate.item());
    if (stop) break;
  }
  all.train_end(trainer, history);
  return history.epochs();
}
std::size_t epochs(nn::EarlyStoppingOptions options, std::vector<double> const& values) {
  Trainer trainer;
  nn::EarlyStopping stop(options);
  return run(stop, values, trainer, options.monitor);
}
std::string content(std::string const& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("EarlyStopping: patience, min_delta, baseline, first epochs, direction, NaN", "[callback]") {
  CHECK(epochs({}, {5, 4, 3, 3, 2}) == 4);  // patience 0: the first epoch without improvement
  CHECK(epochs({.patience = 1}, {5, 4, 4, 3, 3, 2}) == 3);
  CHECK(epochs({.patience = 2}, {5, 4, 4, 3, 3, 3, 2}) == 6);
  CHECK(epochs({.patience = 3}, {5, 4, 4, 4, 4, 4}) == 5);
  CHECK(epochs({.min_delta = 0.5, .patience = 1}, {5, 4.6, 4.4, 4.3}) == 2);
  CHECK(epochs({.min_delta = -0.5, .patience = 2}, {5, 4.6, 4.4, 4.3, 4.2}) == 5);  // 4.4 is better than 5 by more
  CHECK(epochs({.patience = 2}, {5, 5, 5, 5}) == 3);
  CHECK(epochs({.patience = 2, .baseline = 3}, {5, 5, 5, 5}) == 2);  // 5 does not begin the patience anew
  CHECK(epochs({.patience = 2, .baseline = 3}, {5, 4, 3.5, 2, 2, 2, 2}) == 6);
  CHECK(epochs({.patience = 2, .start_from_epoch = 3}, {1, 2, 3, 4, 4, 4, 4}) == 6);
  CHECK(epochs({.monitor = "val_accuracy", .patience = 1}, {0.1, 0.2, 0.3, 0.3}) == 4);
  CHECK(epochs({.monitor = "val_accuracy", .patience = 1, .mode = nn::Mode::min}, {0.1, 0.2, 0.3}) == 2);
  CHECK(epochs({.monitor = "loss_of_mine", .patience = 1, .mode = nn::Mode::max}, {1, 2, 3, 3}) == 4);
  CHECK(epochs({.patience = 2}, {5, not_a_number, not_a_number, 4}) == 3);
  CHECK(epochs({.patience = 1}, {not_a_number, 5, 4, 3}) ==
        4);  // NaN in the first epoch is no improvement, and stops nothing yet
}

TEST_CASE("EarlyStopping: the weights of the best epoch", "[callback]") {
  Trainer trainer;
  nn::EarlyStopping stop({.patience = 2, .restore_best_weights = true});
  CHECK(run(stop, {5, 3, 4, 4, 1}, trainer) == 4);
  CHECK(trainer.net.weight(0) == 1.F);
  CHECK(stop.best_epoch() == 1);
  CHECK(stop.best() == 3);
  CHECK(stop.stopped_epoch() == 3U);
  CHECK(run(stop, {5, 6, 2}, trainer) == 3);  // not stopped: the best weights too, as Keras 3
  CHECK(!stop.stopped_epoch());
  CHECK(trainer.net.weight(0) == 2.F);
  CHECK(run(stop, {5, 6}, trainer) == 2);
  CHECK(trainer.net.weight(0) == 0.F);
  nn::EarlyStopping keeps({.patience = 1});
  run(keeps, {5, 6, 7}, trainer);
  CHECK(trainer.net.weight(0) == 1.F);  // the last ones
  nn::EarlyStopping nothing({.patience = 1, .restore_best_weights = true});
  run(nothing, {not_a_number, not_a_number, not_a_number}, trainer);
  CHECK(trainer.net.weight(0) == 0.F);
}

TEST_CASE("ReduceLROnPlateau: patience, cooldown, lowest rate", "[callback]") {
  auto const rates = [](nn::ReduceLROnPlateauOptions options, std::vector<double> const& values) {
    Trainer trainer;
    std::vector<float> found;
    nn::ReduceLROnPlateau reduce(options);
    run(reduce, values, trainer, options.monitor, &found);
    return found;
  };
  using Rates = std::vector<float>;
  CHECK(rates({.factor = 0.5, .patience = 2}, {5, 5, 5, 5, 5}) == Rates{1, 1, 0.5F, 0.5F, 0.25F});
  CHECK(rates({.factor = 0.5, .patience = 1}, {5, 5, 4, 4}) == Rates{1, 0.5F, 0.5F, 0.25F});
  // Keras: within the cooldown the wait is kept at 0; it ends in the epoch in which the counter comes to 0.
  CHECK(rates({.factor = 0.5, .patience = 1, .cooldown = 2}, {5, 5, 5, 5, 5, 5}) == Rates{1, 0.5F, 0.5F, 0.25F, 0.25F, 0.125F});
  CHECK(rates({.factor = 0.5, .patience = 1, .min_lr = 0.4}, {5, 5, 5, 5}) == Rates{1, 0.5F, 0.4F, 0.4F});
  CHECK(rates({.factor = 0.5, .patience = 1, .min_delta = 1}, {5, 4.5, 3.5}) == Rates{1, 0.5F, 0.5F});
  CHECK(rates({.monitor = "accuracy", .factor = 0.5, .patience = 1}, {0.5, 0.6, 0.4}) == Rates{1, 1, 0.5F});
}

TEST_CASE("LearningRateScheduler: before each epoch, from the epoch and the rate", "[callback]") {
  Trainer trainer;
  std::vector<float> rates;
  nn::LearningRateScheduler schedule([](std::uint64_t epoch, double rate) { return epoch < 2 ? rate : rate / 2; });
  run(schedule, {1, 1, 1, 1}, trainer, "val_loss", &rates);
  CHECK(rates == std::vector<float>{1, 1, 0.5F, 0.25F});
  rates.clear();
  nn::LearningRateScheduler step([](std::uint64_t epoch) { return 1. / double(epoch + 1); });
  run(step, {1}, trainer, "val_loss", &rates);
  CHECK(rates == std::vector<float>{0.2F});  // the fifth epoch of this trainer
}

TEST_CASE("CSVLogger, save_csv, save_json: histories as text", "[callback]") {
  tenon_test::TemporaryDirectory const directory;
  auto const file = directory.file("log.csv");
  Trainer trainer;
  {
    nn::CSVLogger log({.file = file});
    run(log, {0.1, not_a_number}, trainer, "a,\"b\"");
    CHECK(content(file) == "epoch,loss,\"a,\"\"b\"\"\"\n0,1,0.1\n1,1,nan\n");
  }
  nn::CSVLogger more({.file = file, .append = true});
  run(more, {1e-300}, trainer, "a,\"b\"");
  CHECK(content(file) == "epoch,loss,\"a,\"\"b\"\"\"\n0,1,0.1\n1,1,nan\n2,1,1e-300\n");
  nn::CSVLogger other({.file = file, .separator = ';'});
  run(other, {2}, trainer);
  CHECK(content(file) == "epoch;loss;val_loss\n3;1;2\n");
  nn::CSVLogger nowhere({.file = directory.file("no/where.csv")});
  CHECK_THROWS_WITH(run(nowhere, {2}, trainer),
                    directory.file("no/where.csv") + ": cannot open the file: No such file or directory");

  nn::History history;
  history.names = {"loss", "val_\"x\""};
  history.values = {{0.5, 0.25}, {not_a_number, -std::numeric_limits<double>::infinity()}};
  history.seconds = {0, 0};
  CHECK(nn::csv_of(history) == "epoch,loss,\"val_\"\"x\"\"\"\n0,0.5,nan\n1,0.25,-inf\n");
  CHECK(nn::json_of(history) == "{\"loss\": [0.5, 0.25],\n \"val_\\\"x\\\"\": [null, null]}\n");
  nn::save_json(file, history);
  CHECK(content(file) == nn::json_of(history));
  nn::save_csv(file, history, '\t');
  CHECK(content(file) == "epoch\tloss\t\"val_\"\"x\"\"\"\n0\t0.5\tnan\n1\t0.25\t-inf\n");
}

TEST_CASE("TerminateOnNaN: the batch, or the metric", "[callback]") {
  Trainer trainer;
  nn::TerminateOnNaN guard;
  CHECK(run(guard, {1, not_a_number, 1}, trainer, "val_mae") == 2);
  CHECK(guard.problem() == "epoch 1: val_mae is NaN");
  CHECK(run(guard, {1, -std::numeric_limits<double>::infinity()}, trainer, "val_mae") == 2);
  CHECK(guard.problem() == "epoch 3: val_mae is minus infinite");
  guard.on_train_begin(trainer);
  CHECK(guard.problem().empty());
  CHECK(guard.on_batch_end(trainer, 16, 1.) == nn::Continue::yes);
  CHECK(guard.on_batch_end(trainer, 17, not_a_number) == nn::Continue::no);
  CHECK(guard.problem() == "epoch 4, batch 17: loss is NaN");
}

TEST_CASE("functions as callbacks", "[callback]") {
  Trainer trainer;
  std::string log;
  auto begin = nn::on_train_begin([&](auto&) { log += "("; });
  auto epoch = nn::on_epoch_begin([&](auto&, std::uint64_t n) { log += std::to_string(n); });
  auto end = nn::on_epoch_end(
      [&](auto&, nn::History const& h) { return log += "e", h.epochs() == 2 ? nn::Continue::no : nn::Continue::yes; });
  auto last = nn::on_train_end([&](auto&, nn::History const&) { log += ")"; });
  run(begin, {1, 2}, trainer);
  run(epoch, {1, 2}, trainer);
  CHECK(run(end, {1, 2, 3}, trainer) == 2);
  run(last, {1, 2}, trainer);
  CHECK(log == "(23ee)");
  auto batch = nn::on_batch_end([&](auto&, std::size_t n, double loss) { log = std::to_string(n) + (loss > 1 ? ">" : "<"); });
  nn::detail::Callbacks<Trainer, decltype(batch)> all{batch};
  CHECK(!all.batch_end(trainer, 7, 2.));
  CHECK(log == "7>");
}
