// SPDX-License-Identifier: MIT
// Acceptance cases of chapter 12: models with losses and metrics of one's own are saved, loaded and trained on.
#include "support/catch.hpp"
#include "support/json.hpp"
#include "support/oracle.hpp"

#include <tenon/tenon.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

std::string const table_file = TENON_SHARED_DIR "/data/california_housing.csv";
std::string const cases_file = TENON_SHARED_DIR "/reference/ch12_cases_dev.json";

struct Net : nn::Sequential<tn::Shape<8>, nn::Dense<30, nn::Selu, nn::LecunNormal>, nn::Dense<1>> {};

template <class E, class T>
constexpr auto huber(E const& error, T const& threshold) {
  auto const e = tn::abs(error);
  return nn::mean_per_sample(tn::where(e < threshold, tn::square(e) / 2.F, threshold * e - tn::square(threshold) / 2.F));
}
struct HuberLoss {
  tn::Tensor<float> threshold{1.F};
  TENON_MODULE(HuberLoss, threshold);
  constexpr auto call(auto const& y, auto const& p) const { return huber(y - p, threshold); }
};
struct HuberMetric {
  tn::Tensor<float> threshold{1.F};
  nn::Mean mean;
  TENON_MODULE(HuberMetric, threshold, mean);
  static constexpr char name[] = "huber_metric";
  constexpr void update(auto const& y, auto const& p, auto const& weights, auto& context) const {
    mean.add(huber(y - p, threshold), weights, context);
  }
  constexpr auto result() const { return mean.result(); }
};

auto trainer_of(Net& net, float threshold) {
  HuberLoss loss;
  HuberMetric metric;
  loss.threshold = threshold;
  metric.threshold = threshold;
  return nn::compile<32>(net, loss, nn::Nadam{}, nn::MeanAbsoluteError{}, metric);
}

struct Housing {
  tn::data::Rows<float, 8> x_train, x_validation;
  tn::data::Rows<float, 1> y_train, y_validation;
};
Housing read_housing() {
  auto const table = tn::io::read_csv(table_file);
  auto const x = table.rows<float, 8>(tn::io::columns(0, 8));
  auto const y = table.rows<float, 1>({"medv"});
  auto const parts = tn::data::train_validation_test(x.rows(), 42);
  Housing h{x.take(parts.train), x.take(parts.validation), y.take(parts.train), y.take(parts.validation)};
  tn::data::StandardScaler<float, 8> scaler;
  scaler.fit(h.x_train);
  scaler.transform_in_place(h.x_train);
  scaler.transform_in_place(h.x_validation);
  return h;
}

/// Compares a history with the bands of a case.
void check_bands(std::string const& id, nn::History const& history) {
  auto const file = tenon_test::Json::read(cases_file);
  std::size_t compared = 0;
  for (auto const& c : file["cases"].items()) {
    if (c["id"].text() != id) continue;
    for (auto const& e : c["expected"].items()) {
      auto name = e["quantity"].text();
      if (name == "mae") name = "mean_absolute_error";
      if (name == "val_mae") name = "val_mean_absolute_error";
      double const value = history[name][static_cast<std::size_t>(e["epoch"].number()) - 1];
      CAPTURE(id, name, value);
      CHECK(value >= e["band"][0].number());
      CHECK(value <= e["band"][1].number());
      ++compared;
    }
  }
  CHECK(compared >= 4);
}

}  // namespace

TEST_CASE("ch12-089, ch12-095, ch12-102, ch12-103, ch12-149, ch12-151, ch12-162, ch12-198: save, load, train on", "[ch12]") {
  if (!std::ifstream(table_file) || !std::ifstream(cases_file)) TENON_SKIP("no " + table_file);
  tenon_test::TemporaryDirectory const directory;
  auto const file = directory.file("model.safetensors");
  auto const h = read_housing();
  auto const two_epochs = [&](auto& trainer) {
    return trainer.fit(h.x_train, h.y_train,
                       {.epochs = 2, .validation = {h.x_validation, h.y_validation}, .verbose = nn::Verbose::silent});
  };

  Net first, second, third, fresh, last;
  tn::initialize(first, 42);
  auto of_085 = trainer_of(first, 1.F);
  two_epochs(of_085);
  nn::save(file, of_085);
  CHECK(std::filesystem::file_size(file) > sizeof(float) * 301);  // ch12-198: where it was told to

  auto of_089 = trainer_of(second, 1.F);
  nn::load(file, of_089);
  check_bands("ch12-089", two_epochs(of_089));

  // The chapter compiles the model anew, with another threshold.
  auto of_092 = trainer_of(second, 2.F);
  two_epochs(of_092);
  nn::save(file, of_092);
  auto of_095 = trainer_of(third, 1.F);  // there the threshold has to be given again; here it is in the file
  nn::load(file, of_095);
  CHECK(of_095.loss().threshold.item() == 2.F);
  check_bands("ch12-095", two_epochs(of_095));

  tn::initialize(fresh, 42);
  auto of_099 = trainer_of(fresh, 2.F);
  two_epochs(of_099);
  nn::save(file, of_099);
  auto of_102 = trainer_of(last, 1.F);
  nn::load(file, of_102);
  auto const history = two_epochs(of_102);
  check_bands("ch12-102", history);
  check_bands("ch12-149", history);
  CHECK(of_102.loss().threshold.item() == 2.F);                  // ch12-103
  CHECK(std::get<1>(of_102.metrics()).threshold.item() == 2.F);  // ch12-151
  for (std::size_t const epoch : {0U, 1U})                       // ch12-162: without weights they are one
    CHECK(std::abs(history["loss"][epoch] - history["huber_metric"][epoch]) < 1e-5);
}
