// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/callback/callbacks.hpp>
#include <tenon/nn/text.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

namespace tenon::nn {

/// Stops at the first batch whose loss is NaN or infinite, or the first epoch after which a metric is, and says which and when:
/// on stderr, and in `problem()`. keras.callbacks.TerminateOnNaN, which looks at the loss alone.
class TerminateOnNaN {
 public:
  void on_train_begin(auto&) { problem_.clear(); }
  Continue on_batch_end(auto& trainer, std::size_t batch, double loss) {
    if (__builtin_isfinite(loss)) return Continue::yes;
    detail::append(problem_, "epoch %llu, batch %zu: loss is %s", static_cast<unsigned long long>(trainer.epochs_trained()),
                   batch, word(loss));
    return report();
  }
  Continue on_epoch_end(auto& trainer, History const& history) {
    if (!problem_.empty()) return Continue::no;
    for (std::size_t i = 0; i < history.names.size(); ++i) {
      double const value = history.values[i].back();
      if (__builtin_isfinite(value)) continue;
      detail::append(problem_, "epoch %llu: %s is %s", static_cast<unsigned long long>(trainer.epochs_trained() - 1),
                     history.names[i].c_str(), word(value));
      return report();
    }
    return Continue::yes;
  }

  /// "epoch 3, batch 17: loss is NaN", counted from 0; empty where all went well.
  std::string const& problem() const { return problem_; }

 private:
  static char const* word(double x) { return __builtin_isnan(x) ? "NaN" : x > 0 ? "infinite" : "minus infinite"; }
  Continue report() const {
    std::fprintf(stderr, "tenon: fit: %s; the training ends\n", problem_.c_str());
    return Continue::no;
  }
  std::string problem_;
};

}  // namespace tenon::nn
