// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/prune.hpp>

namespace tenon {

/// The graph that `Recorder::record()` makes, as a constant. Each pass is a constant expression of its own, evaluated
/// once for its size and once for itself: compilers limit the steps of one expression.
template <class Recorder>
struct Frozen {
  static constexpr detail::Measured measured = detail::measured(Recorder::record());
  static constexpr GraphSize raw_size = measured.size;
  static constexpr Graph<raw_size> raw = detail::copy_draft<raw_size>(Recorder::record());
  static constexpr detail::Measured needed = detail::measured(pruned(raw.view()));
  static constexpr GraphSize size = needed.size;
  static constexpr RecordError error = measured.error.kind != RecordError::none ? measured.error : needed.error;
  static constexpr Graph<size> graph = detail::copy_draft<size>(pruned(raw.view()));
};

}  // namespace tenon
