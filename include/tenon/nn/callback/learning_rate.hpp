// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/callback/callbacks.hpp>
#include <tenon/nn/callback/monitor.hpp>
#include <tenon/shape/fail.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

/// Callbacks that set `trainer.optimizer().learning_rate`, which no schedule may write then.
namespace tenon::diagnose {
template <class Optimizer, bool Has>
inline constexpr bool has_a_learning_rate_to_set = Has;
}  // namespace tenon::diagnose

namespace tenon::nn {

namespace detail {
/// A learning rate that is what it was set to: no schedule writes it.
template <class Opt>
concept SettableRate = requires(Opt& o) {
  { o.learning_rate.item() } -> std::convertible_to<float>;
  o.learning_rate = 0.1F;
} && !requires(Opt& o) { o.schedule; };
template <class Opt>
double learning_rate(Opt& optimizer) {
  static_assert(diagnose::has_a_learning_rate_to_set<Opt, SettableRate<Opt>>,
                "callback: this optimizer has no learning_rate that can be set (optimizer follows): where it has a schedule that "
                "is the one to "
                "change, and PerLayer has a rate for each part");
  if constexpr (SettableRate<Opt>)
    return static_cast<double>(optimizer.learning_rate.item());
  else
    return 0;
}
template <class Opt>
void set_learning_rate(Opt& optimizer, double rate) {
  if constexpr (SettableRate<Opt>) optimizer.learning_rate = static_cast<float>(rate);
}
}  // namespace detail

/// Sets the learning rate before each epoch to schedule(epoch, rate), or schedule(epoch). Epochs count from 0 over all calls of
/// fit, so that a training that is resumed goes on with the schedule.
///
///   nn::LearningRateScheduler([](std::uint64_t epoch, double rate) { return epoch < 10 ? rate : rate * 0.9; })
template <class Schedule>
class LearningRateScheduler {
 public:
  explicit LearningRateScheduler(Schedule schedule) : schedule_(std::move(schedule)) {}

  void on_epoch_begin(auto& trainer, std::uint64_t epoch) {
    double const rate = detail::learning_rate(trainer.optimizer());
    if constexpr (std::is_invocable_v<Schedule&, std::uint64_t, double>)
      detail::set_learning_rate(trainer.optimizer(), static_cast<double>(schedule_(epoch, rate)));
    else
      detail::set_learning_rate(trainer.optimizer(), static_cast<double>(schedule_(epoch)));
  }

 private:
  Schedule schedule_;
};

struct ReduceLROnPlateauOptions {
  std::string monitor = "val_loss";
  double factor = 0.1;  ///< what the rate is multiplied by; less than 1
  std::size_t patience = 10;
  Mode mode = Mode::automatic;
  double min_delta = 1e-4;
  std::size_t cooldown = 0;  ///< epochs after a reduction in which patience does not count
  double min_lr = 0;
};

/// Multiplies the learning rate by a factor when a value does not get better any more, with Keras' rules
/// (keras.callbacks.ReduceLROnPlateau).
class ReduceLROnPlateau {
 public:
  explicit ReduceLROnPlateau(ReduceLROnPlateauOptions options = {})
      : options_(std::move(options)), monitor_(options_.monitor, options_.mode, options_.min_delta) {
    if (!(options_.factor < 1)) tenon::detail::fail("ReduceLROnPlateau: the factor must be less than 1");
  }

  void on_train_begin(auto&) {
    monitor_.reset();
    wait_ = cooldown_ = reductions_ = 0;
  }
  void on_epoch_end(auto& trainer, History const& history) {
    double const current = monitor_.current(history);
    if (cooldown_ > 0) {
      --cooldown_;
      wait_ = 0;
    }
    if (monitor_.improves(current)) {
      monitor_.set_best(current);
      wait_ = 0;
    } else if (cooldown_ == 0 && ++wait_ >= options_.patience) {
      double const rate = detail::learning_rate(trainer.optimizer());
      if (!(rate > static_cast<double>(static_cast<float>(options_.min_lr)))) return;
      double const reduced = rate * options_.factor;
      detail::set_learning_rate(trainer.optimizer(), reduced > options_.min_lr ? reduced : options_.min_lr);
      ++reductions_;
      cooldown_ = options_.cooldown;
      wait_ = 0;
    }
  }

  /// How often it was reduced.
  std::size_t reductions() const { return reductions_; }

 private:
  ReduceLROnPlateauOptions options_;
  detail::Monitor monitor_;
  std::size_t wait_ = 0, cooldown_ = 0, reductions_ = 0;
};

}  // namespace tenon::nn
