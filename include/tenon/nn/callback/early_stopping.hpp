// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/callback/callbacks.hpp>
#include <tenon/nn/callback/monitor.hpp>
#include <tenon/nn/callback/snapshot.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace tenon::nn {

struct EarlyStoppingOptions {
  std::string monitor = "val_loss";
  double min_delta = 0;      ///< a change of no more than this is no improvement
  std::size_t patience = 0;  ///< epochs without improvement after which to stop
  Mode mode = Mode::automatic;
  std::optional<double> baseline = {};  ///< only what is better than this too begins the patience anew
  bool restore_best_weights = false;    ///< those of the best epoch, at the end of the training
  std::size_t start_from_epoch = 0;     ///< the first epochs are not looked at
};

/// Stops when a value does not get better any more, with Keras' rules (keras.callbacks.EarlyStopping). Epochs are those of this
/// call of fit, from 0. NaN is no improvement.
///
///   nn::EarlyStopping stop({.patience = 10, .restore_best_weights = true});
///   trainer.fit(x, y, {.epochs = 1000, .validation_split = 0.1}, stop);
class EarlyStopping {
 public:
  explicit EarlyStopping(EarlyStoppingOptions options = {})
      : options_(std::move(options)), monitor_(options_.monitor, options_.mode, options_.min_delta) {}

  void on_train_begin(auto&) {
    monitor_.reset();
    wait_ = best_epoch_ = 0;
    stopped_epoch_.reset();
    weights_.clear();
  }
  Continue on_epoch_end(auto& trainer, History const& history) {
    std::size_t const epoch = history.epochs() - 1;
    if (epoch < options_.start_from_epoch) return Continue::yes;
    double const current = monitor_.current(history);
    if (options_.restore_best_weights && weights_.empty()) keep(trainer, epoch);  // there is something to go back to
    ++wait_;
    if (monitor_.improves(current)) {
      monitor_.set_best(current);
      best_epoch_ = epoch;
      if (options_.restore_best_weights) weights_.take(trainer.model());
      if (!options_.baseline || monitor_.is_better(current, *options_.baseline)) wait_ = 0;
      return Continue::yes;
    }
    if (wait_ < options_.patience || epoch == 0) return Continue::yes;
    stopped_epoch_ = epoch;
    return Continue::no;
  }
  void on_train_end(auto& trainer, History const&) {
    if (options_.restore_best_weights && !weights_.empty()) weights_.restore(trainer.model());
  }

  /// The epoch after which it stopped, if it did.
  std::optional<std::size_t> stopped_epoch() const { return stopped_epoch_; }
  std::size_t best_epoch() const { return best_epoch_; }
  double best() const { return monitor_.best(); }

 private:
  void keep(auto& trainer, std::size_t epoch) {
    weights_.take(trainer.model());
    best_epoch_ = epoch;
  }

  EarlyStoppingOptions options_;
  detail::Monitor monitor_;
  std::size_t wait_ = 0, best_epoch_ = 0;
  std::optional<std::size_t> stopped_epoch_;
  detail::Snapshot weights_;
};

}  // namespace tenon::nn
