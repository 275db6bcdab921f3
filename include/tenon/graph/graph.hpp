// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/prune.hpp>

namespace tenon {

namespace detail {

constexpr Measured measured_and_pruned(GraphDraft const& d) {
  Measured m = measured(d);
  m.is_pruned = is_pruned(d);
  return m;
}
// A function without arguments: clang 14 loses temporaries of a template argument.
template <class Recorder>
constexpr Measured measured_draft() {
  return measured_and_pruned(Recorder::record());
}
// The evaluation is a template argument: that it cannot be done is then no error but another overload.
template <class Recorder, Measured M = measured_draft<Recorder>()>
constexpr Measured measured_recording(int) {
  return M;
}
template <class Recorder>
constexpr Measured measured_recording(...) {
  return {{}, {RecordError::not_constant, {}}};
}
/// What is recorded; nothing, where that is no constant expression: an assertion in front of the program says so.
template <class Recorder, bool Constant>
constexpr GraphDraft draft_of() {
  if constexpr (Constant)
    return Recorder::record();
  else
    return {};
}

template <bool IsPruned, GraphSize Size, GraphSize Raw>
constexpr Graph<Size> pruned_copy(Graph<Raw> const& raw) {
  if constexpr (IsPruned)
    return raw;
  else
    return copy_draft<Size>(pruned(raw.view()));
}

}  // namespace detail

/// The graph that `Recorder::record()` makes, as a constant. Each pass is a constant expression of its own, evaluated
/// once for its size and once for itself: compilers limit the steps of one expression. Small graphs mostly need no pruning.
template <class Recorder>
struct Frozen {
 private:
  static constexpr detail::Measured measured = detail::measured_recording<Recorder>(0);
  static constexpr GraphSize raw_size = measured.size;
  static constexpr Graph<raw_size> raw =
      detail::copy_draft<raw_size>(detail::draft_of<Recorder, measured.error.kind != RecordError::not_constant>());
  static constexpr detail::Measured needed = measured.is_pruned ? measured : detail::measured(pruned(raw.view()));

 public:
  static constexpr RecordError error = measured.error.kind != RecordError::none ? measured.error : needed.error;
  static constexpr GraphSize size = needed.size;
  static constexpr Graph<size> graph = detail::pruned_copy<measured.is_pruned, size>(raw);
};

}  // namespace tenon
