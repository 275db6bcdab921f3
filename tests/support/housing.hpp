// SPDX-License-Identifier: MIT
#pragma once

#include "support/catch.hpp"
#include "support/json.hpp"

#include <tenon/tenon.hpp>

#include <fstream>
#include <string>
#include <string_view>

/// The California housing table as chapter 12 has it, and the bands that its trainings are to be inside of.
namespace tenon_test {

struct Housing {
  tenon::data::Rows<float, 8> x_train, x_validation, x_test;
  tenon::data::Rows<float, 1> y_train, y_validation, y_test;

  static std::string file() { return TENON_SHARED_DIR "/data/california_housing.csv"; }
  static std::string cases_file() { return TENON_SHARED_DIR "/reference/ch12_cases_dev.json"; }
  static bool is_here() { return bool(std::ifstream(file())) && bool(std::ifstream(cases_file())); }

  /// Split by seed 42 and scaled by the mean and deviation of the training rows.
  Housing() {
    namespace tn = tenon;
    auto const table = tn::io::read_csv(file());
    auto const x = table.rows<float, 8>(tn::io::columns(0, 8));
    auto const y = table.rows<float, 1>({"medv"});
    auto const parts = tn::data::train_validation_test(x.rows(), 42);
    x_train = x.take(parts.train), x_validation = x.take(parts.validation), x_test = x.take(parts.test);
    y_train = y.take(parts.train), y_validation = y.take(parts.validation), y_test = y.take(parts.test);
    tn::data::StandardScaler<float, 8> scaler;
    scaler.fit(x_train);
    for (auto* rows : {&x_train, &x_validation, &x_test}) scaler.transform_in_place(*rows);
  }
};

/// What trainings of the chapter are given.
struct HousingNet
    : tenon::nn::Sequential<tenon::Shape<8>, tenon::nn::Dense<30, tenon::nn::Selu, tenon::nn::LecunNormal>, tenon::nn::Dense<1>> {
};

/// Whether a number of a training is inside the band of its case. What fit printed in the book is the mean over the steps of the
/// running mean; a history here has means of whole epochs, so their band is made of the simulated ones by the rule of the cases:
/// from 0.8 times the smallest to 1.25 times the largest. Where there are none, it is the band of the case.
inline void check_band(char const* id, int epoch, std::string_view quantity, double value) {
  static Json const cases = Json::read(Housing::cases_file());
  int found = 0;
  for (Json const& c : cases["cases"].items())
    if (c["id"].text() == id)
      for (Json const& e : c["expected"].items())
        if (e["quantity"].text() == quantity && e["epoch"].number() == epoch) {
          ++found;
          Json const& simulated = e["sim_true_epoch_mean"];
          double const low = simulated ? 0.8 * simulated[0].number() : e["band"][0].number();
          double const high = simulated ? 1.25 * simulated[1].number() : e["band"][1].number();
          INFO(id << ", epoch " << epoch << ", " << quantity);
          CHECK(value >= low);
          CHECK(value <= high);
        }
  CHECK(found == 1);
}

/// All epochs of one value of a history, under the name that it has there and that of the case.
inline void check_bands(char const* id, std::string_view quantity, tenon::nn::History const& history, char const* name) {
  auto const& values = history[name];
  for (std::size_t epoch = 0; epoch < values.size(); ++epoch) check_band(id, int(epoch) + 1, quantity, values[epoch]);
}
/// Those of a training with mean absolute error.
inline void check_loss_and_mae(char const* id, tenon::nn::History const& history) {
  for (char const* prefix : {"", "val_"}) {
    check_bands(id, prefix + std::string("loss"), history, (prefix + std::string("loss")).c_str());
    check_bands(id, prefix + std::string("mae"), history, (prefix + std::string("mean_absolute_error")).c_str());
  }
}

}  // namespace tenon_test
