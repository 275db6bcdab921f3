// SPDX-License-Identifier: MIT
// The callback that measures the averages of a training, and what validation tells callbacks.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <algorithm>
#include <string>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

struct Net : nn::Sequential<tn::Shape<2>, nn::Dense<3, nn::Tanh>, nn::Dense<1>> {};
struct Set {
  tn::data::Rows<float, 2> x{12};
  tn::data::Rows<float, 1> y{12};
  Set() {
    for (std::size_t i = 0; i < 12; ++i) {
      x.row(i)[0] = tn::Philox(1).uniform(2 * i), x.row(i)[1] = tn::Philox(1).uniform(2 * i + 1);
      y.row(i)[0] = x.row(i)[0] - x.row(i)[1];
    }
  }
};
Net fresh() {
  Net net;
  tn::initialize(net, 1);
  return net;
}
auto trainer_of(Net& net) {
  nn::Ema<nn::SGD> optimizer;
  optimizer.learning_rate = 0.1F;
  optimizer.ema_momentum = 0.9F;
  return nn::compile<4>(net, nn::MeanSquaredError{}, optimizer);
}
bool same(Net const& a, Net const& b) {
  auto const& p = a.layer<0>().kernel;
  return std::equal(p.begin(), p.end(), b.layer<0>().kernel.begin());
}

struct Log {
  std::string text;
  void on_test_begin(auto&) { text += '('; }
  void on_test_end(auto&) { text += ')'; }
  void on_epoch_end(auto&, nn::History const&) { text += 'e'; }
};

}  // namespace

TEST_CASE("SwapEMAWeights: the validation is that of the averages, the training is as it was", "[callback]") {
  Set const s;
  Net plain = fresh(), net = fresh();
  auto without = trainer_of(plain), with = trainer_of(net);
  auto const usual = without.fit(s.x, s.y, {.epochs = 2, .validation = {s.x, s.y}});
  auto const history = with.fit(s.x, s.y, {.epochs = 2, .validation = {s.x, s.y}}, nn::SwapEMAWeights{});
  CHECK(same(net, plain));
  CHECK(history["loss"] == usual["loss"]);
  CHECK(usual["val_loss"][1] == without.evaluate(s.x, s.y)["loss"]);
  nn::swap_averages(without);
  CHECK(history["val_loss"][1] == without.evaluate(s.x, s.y)["loss"]);
  CHECK(history["val_loss"][1] != usual["val_loss"][1]);
}

TEST_CASE("SwapEMAWeights: averages between the epochs, for callbacks behind it", "[callback]") {
  Set const s;
  Net plain = fresh(), net = fresh();
  auto without = trainer_of(plain), with = trainer_of(net);
  nn::SwapEMAWeights swap(true);
  std::size_t averages = 0;
  with.fit(s.x, s.y, {.epochs = 3}, swap, nn::on_epoch_end([&](auto&, nn::History const&) { averages += swap.swapped(); }));
  CHECK(averages == 3);
  CHECK(swap.swapped());
  without.fit(s.x, s.y, {.epochs = 3});
  CHECK(!same(net, plain));
  nn::swap_averages(without);
  CHECK(same(net, plain));
}

TEST_CASE("callbacks hear of the validation, where there is one", "[callback]") {
  Log log;
  Set const s;
  Net net = fresh();
  auto trainer = trainer_of(net);
  trainer.fit(s.x, s.y, {.epochs = 1}, log);
  trainer.fit(s.x, s.y, {.epochs = 2, .validation_split = 0.25}, log);
  CHECK(log.text == "e()e()e");
}
