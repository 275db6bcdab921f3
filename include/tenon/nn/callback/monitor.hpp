// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/history.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

/// What callbacks that follow one value have in common.
namespace tenon::nn {

/// Which way a value gets better. `automatic` goes by the name, as Keras: upwards for accuracies, precision, recall, areas under
/// curves, F-scores, intersections over unions, R2 and correlations, with "val_" or without; downwards for everything else.
enum class Mode { automatic, min, max };

namespace detail {

[[gnu::cold]] inline bool goes_up(std::string_view name, Mode mode) {
  if (mode != Mode::automatic) return mode == Mode::max;
  if (name.starts_with("val_")) name.remove_prefix(4);
  for (std::string_view const part : {"acc", "auc", "precision", "recall", "f1_score", "fbeta_score", "iou", "io_u", "r2_score",
                                      "pearson", "true_", "sensitivity", "specificity"})
    if (name.find(part) != name.npos) return true;
  return false;
}

/// One value of a history, and the best of those before it. NaN is never better.
class Monitor {
 public:
  Monitor(std::string name, Mode mode, double min_delta = 0)
      : name_(std::move(name)), up_(goes_up(name_, mode)), min_delta_(min_delta < 0 ? -min_delta : min_delta) {
    reset();
  }
  void reset() { best_ = worst(); }

  /// The value of the last epoch. A name that the history does not have ends the program, with those that it has.
  double current(History const& history) const { return history[name_].back(); }
  /// Whether a value is better than another by more than min_delta.
  bool is_better(double value, double than) const { return up_ ? value - min_delta_ > than : value + min_delta_ < than; }
  bool improves(double value) const { return is_better(value, best_); }
  void set_best(double value) { best_ = value; }
  double best() const { return best_; }
  double worst() const { return up_ ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity(); }
  std::string const& name() const { return name_; }

 private:
  std::string name_;
  bool up_;
  double min_delta_, best_ = 0;
};

}  // namespace detail
}  // namespace tenon::nn
