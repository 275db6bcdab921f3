// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/progress.hpp>
#include <tenon/nn/row_weights.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace tenon::nn {

template <class X, class Y>
struct FitOptions {
  std::size_t epochs = 1;
  /// A new order each epoch, which depends on the seed and the number of the epoch only. Without a seed that of the trainer is
  /// kept: of its last fit, or of the file that it was loaded from; 0 at first.
  bool shuffle = true;
  std::optional<std::uint64_t> seed{};
  /// What each row weighs in the loss, and in the metrics that are `weighted(...)`. The loss is the sum of the weighted ones,
  /// divided by the rows.
  SampleWeight sample_weight{};
  /// What the rows of a class weigh, beside weights of their own: `{{0, 1.F}, {1, 5.F}}`. Other classes weigh 1. Of several
  /// outputs the third number says in the loss of which: `{{1, 5.F, 0}, {2, 3.F, 1}}`.
  std::vector<ClassWeight> class_weight{};
  /// Rows that are only measured, after every epoch: these, or this part of x and y, the last rows.
  Samples<X, Y> validation{};
  double validation_split = 0;
  /// The number of the first epoch, for a training that goes on elsewhere: it then trains up to epoch number `epochs`. Without it
  /// a trainer goes on where it stopped, for so many epochs.
  std::optional<std::size_t> initial_epoch{};
  Verbose verbose = Verbose::automatic;
};

/// Of a training on a data set, which shuffles its rows and gives the weights of single ones itself.
template <class X, class Y>
struct DatasetFitOptions {
  std::size_t epochs = 1;
  /// So many batches are an epoch, and the next epoch goes on behind them: of data without an end. Without it an iteration of the
  /// data is an epoch; their own seeds and its number say in which order.
  std::optional<std::size_t> steps_per_epoch{};
  /// Of the random keys in layers, as in FitOptions.
  std::optional<std::uint64_t> seed{};
  /// What the rows of a class weigh, as in FitOptions, beside the weights in the data.
  std::vector<ClassWeight> class_weight{};
  /// Rows that are only measured, after every epoch.
  Samples<X, Y> validation{};
  std::optional<std::size_t> initial_epoch{};
  Verbose verbose = Verbose::automatic;
};

}  // namespace tenon::nn
