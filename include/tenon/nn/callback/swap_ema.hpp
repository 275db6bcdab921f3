// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/apply_gradients.hpp>
#include <tenon/nn/callback/callbacks.hpp>

#include <cstdint>

/// Averages of the parameters for what is measured while a model trains.
namespace tenon::nn {

/// Exchanges the parameters and the averages of an `Ema` optimizer, Keras' callback of the same name: the validation is that of
/// the averages, and the training goes on with the parameters. With `swap_on_epoch` the averages stay in the model from the end
/// of an epoch to the beginning of the next, and after the last one: callbacks behind this one, such as `ModelCheckpoint`, see
/// them.
class SwapEMAWeights {
 public:
  explicit SwapEMAWeights(bool swap_on_epoch = false) : on_epoch_(swap_on_epoch) {}

  void on_train_begin(auto&) { swapped_ = false; }
  void on_epoch_begin(auto& trainer, std::uint64_t) {
    if (swapped_) swap(trainer);
  }
  void on_test_begin(auto& trainer) { swap(trainer); }
  void on_test_end(auto& trainer) { swap(trainer); }
  void on_epoch_end(auto& trainer, History const&) {
    if (on_epoch_) swap(trainer);
  }
  /// Whether the model has the averages now.
  bool swapped() const { return swapped_; }

 private:
  void swap(auto& trainer) {
    swap_averages(trainer);
    swapped_ = !swapped_;
  }

  bool on_epoch_, swapped_ = false;
};

}  // namespace tenon::nn
