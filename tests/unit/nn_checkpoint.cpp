// SPDX-License-Identifier: MIT
// Callbacks that save, restore and stop, in trainings.
#include "support/catch.hpp"
#include "support/oracle.hpp"

#include <tenon/tenon.hpp>

#include <tenon/nn/callbacks.hpp>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <string>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

struct Net : nn::Sequential<tn::Shape<2>, nn::Dense<1>> {};

struct Set {
  tn::data::Rows<float, 2> x;
  tn::data::Rows<float, 1> y;
  explicit Set(std::size_t rows) : x(rows), y(rows) {
    tn::Philox const random(5);
    for (std::size_t i = 0; i < x.values().size(); ++i) x.values()[i] = 2 * random.uniform(i) - 1;
    for (std::size_t i = 0; i < rows; ++i) y.row(i)[0] = 0.5F * x.row(i)[0] - x.row(i)[1];
  }
};

Net fresh() {
  Net net;
  tn::initialize(net, 3);
  return net;
}
auto trainer_of(Net& net) { return nn::compile<4>(net, nn::MeanSquaredError{}, nn::Adam{}, nn::MeanAbsoluteError{}); }
using Trainer = decltype(trainer_of(std::declval<Net&>()));
std::string bits(Net const& net) {
  std::string all;
  tn::for_each_tensor(net, [&all](tn::Path const&, auto const& t) {
    all.append(reinterpret_cast<char const*>(t.data()), sizeof(*t.data()) * t.size);
  });
  return all;
}

}  // namespace

TEST_CASE("ModelCheckpoint: every epoch, or the best ones", "[callback]") {
  tenon_test::TemporaryDirectory const directory;
  Set const s(10);
  Net net = fresh();
  auto trainer = trainer_of(net);
  nn::ModelCheckpoint every({.file = directory.file("net-{epoch:02d}.safetensors"), .save_weights_only = true});
  trainer.fit(s.x, s.y, {.epochs = 2}, every);
  CHECK(every.last_file() == directory.file("net-02.safetensors"));
  CHECK(directory.entries() == 2);
  Net loaded;
  nn::load(every.last_file(), loaded);
  CHECK(bits(loaded) == bits(net));
  nn::load(directory.file("net-01.safetensors"), loaded);
  CHECK(bits(loaded) != bits(net));

  // The second epoch of this call is worse: what is saved is the training after the first one.
  auto const file = directory.file("best.safetensors");
  nn::ModelCheckpoint best({.file = file, .monitor = "loss", .save_best_only = true});
  std::string first;
  auto const history = trainer.fit(s.x, s.y, {.epochs = 2}, best, nn::on_epoch_end([&](auto& t, nn::History const& h) {
                                     if (h.epochs() == 1) {
                                       first = bits(t.model());
                                       t.optimizer().learning_rate = 10.F;
                                     }
                                   }));
  CHECK(best.best() == std::min(history["loss"][0], history["loss"][1]));
  REQUIRE(history["loss"][1] > history["loss"][0]);
  nn::load(file, loaded);
  CHECK(bits(loaded) == first);
  Net other = fresh();
  auto resumed = trainer_of(other);
  nn::load(file, resumed);
  CHECK(resumed.epochs_trained() == 3);

  nn::ModelCheckpoint never(
      {.file = directory.file("never"), .monitor = "loss", .save_best_only = true, .initial_value_threshold = 0});
  trainer.fit(s.x, s.y, {.epochs = 1}, never);
  CHECK(never.last_file().empty());
  CHECK(!std::filesystem::exists(directory.file("never")));
}

TEST_CASE("BackupAndRestore: a program that is started again ends with the same model", "[callback]") {
  tenon_test::TemporaryDirectory const directory;
  auto const file = directory.file("backup");
  Set const s(10);
  Net whole = fresh(), net = fresh();
  auto all = trainer_of(whole);
  all.fit(s.x, s.y, {.epochs = 5, .seed = 1});

  struct PowerCut {};
  nn::BackupAndRestore backup(file);
  {
    auto trainer = trainer_of(net);
    CHECK_THROWS_AS(
        trainer.fit(s.x, s.y, {.epochs = 5, .seed = 1}, backup, nn::on_batch_end([](auto& t, std::size_t batch, double) {
                      if (t.epochs_trained() == 2 && batch == 1) throw PowerCut();
                    })),
        PowerCut);
    CHECK(!backup.restored());
  }
  CHECK(std::filesystem::exists(file));
  Net again = fresh();
  auto trainer = trainer_of(again);
  auto const history = trainer.fit(s.x, s.y, {.epochs = 5, .seed = 1}, backup);
  CHECK(backup.restored());
  CHECK(history.epochs() == 3);
  CHECK(bits(again) == bits(whole));
  CHECK(!std::filesystem::exists(file));
}

TEST_CASE("TerminateOnNaN: ends in the middle of an epoch", "[callback]") {
  Set s(12);
  s.x.row(5)[0] = std::numeric_limits<float>::quiet_NaN();
  Net net = fresh();
  auto trainer = trainer_of(net);
  nn::TerminateOnNaN guard;
  auto const history = trainer.fit(s.x, s.y, {.epochs = 3, .shuffle = false}, guard);
  CHECK(guard.problem() == "epoch 0, batch 1: loss is NaN");
  CHECK(history.epochs() == 1);
  CHECK(history.steps == 2);
}

TEST_CASE("EarlyStopping, ReduceLROnPlateau, LearningRateScheduler with a trainer", "[callback]") {
  Set const s(8);
  Net net = fresh();
  auto trainer = trainer_of(net);
  nn::EarlyStopping stop({.monitor = "mean_absolute_error", .patience = 1, .restore_best_weights = true});
  nn::ReduceLROnPlateau reduce({.monitor = "loss", .factor = 0.5, .patience = 1});
  std::string best;
  auto const history =
      trainer.fit(s.x, s.y, {.epochs = 9}, nn::LearningRateScheduler([](std::uint64_t epoch) { return epoch < 2 ? 0.01 : 5.; }),
                  reduce, stop, nn::on_epoch_end([&](auto& t, nn::History const& h) {
                    if (h.epochs() == 2) best = bits(t.model());
                  }));
  CHECK(history.epochs() < 9);
  CHECK(stop.best_epoch() == 1);
  CHECK(bits(net) == best);
  CHECK(reduce.reductions() >= 1);
  CHECK(stop.stopped_epoch() == history.epochs() - 1);
}
