// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/shape/fail.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::nn {

namespace detail {

/// The place of a name in a list; one that is not there ends the program with those that are.
[[gnu::cold, gnu::noinline]] inline std::size_t place_of(std::string_view name, std::vector<std::string> const& names) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return i;
  std::string words = "no loss or metric is called \"";
  words += name;
  words += "\"; there are:";
  for (auto const& known : names) (words += ' ') += known;
  tenon::detail::fail(words.c_str());
}

}  // namespace detail

/// What an evaluation found: the mean loss and the metrics, by name. `scores["loss"]`
struct Scores {
  std::vector<std::string> names;
  std::vector<double> values;

  double operator[](std::string_view name) const { return values[detail::place_of(name, names)]; }
};

/// Where a training had its first loss that is NaN or infinite.
struct NotFinite {
  std::uint64_t step = 0;            ///< of this call of fit, from 1
  std::size_t epoch = 0, batch = 0;  ///< from 0
  std::vector<std::string> names;    ///< of what was not finite then: the loss, metrics

  /// "loss, mean_absolute_error: not finite at step 17 (epoch 0, batch 16)"
  std::string text() const {
    std::string all;
    for (auto const& name : names) (all += all.empty() ? "" : ", ") += name;
    return all + ": not finite at step " + std::to_string(step) + " (epoch " + std::to_string(epoch) + ", batch " +
           std::to_string(batch) + ")";
  }
};

/// What a training went through. `history["val_loss"]` has one value an epoch.
struct History {
  /// "loss" and the metrics; with validation both again, as "val_loss" and so on.
  std::vector<std::string> names;
  /// For each name its values, one an epoch. A loss is the mean over the samples of the epoch.
  std::vector<std::vector<double>> values;
  /// How long each epoch took, with validation.
  std::vector<double> seconds;
  std::uint64_t steps = 0;
  std::uint64_t rows = 0;
  double step_seconds = 0;   ///< in the training steps alone
  double train_seconds = 0;  ///< with shuffling and gathering, without validation
  /// The first step whose loss was NaN or infinite, if there was one.
  std::optional<NotFinite> not_finite;

  std::size_t epochs() const { return seconds.size(); }
  std::vector<double> const& operator[](std::string_view name) const { return values[detail::place_of(name, names)]; }
  /// Of a training step alone; NaN when there was none.
  double ns_per_step() const { return ratio(step_seconds * 1e9, static_cast<double>(steps)); }
  /// Rows trained on, shuffling and gathering included; NaN when there was none.
  double rows_per_second() const { return ratio(static_cast<double>(rows), train_seconds); }

 private:
  static double ratio(double a, double b) { return b > 0 ? a / b : std::numeric_limits<double>::quiet_NaN(); }
};

}  // namespace tenon::nn
