// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/graph.hpp>

/// The batch of a program of models inside the bodies of its loops and branches: op/batch_axis.hpp follows it there too, so
/// that what folds the batch in a body leaves out the rows of an odd last batch that are not real.
namespace tenon::detail {

/// The mask and the number of the real rows come first among the operands, where there are any.
constexpr void add_batch_operands(Builder const& b, List<NodeId>& operands) {
  if (!b.batch.masking) return;
  operands.push_back(b.batch.mask);
  operands.push_back(b.batch.count);
}

/// Where the values of a body have the batch.
class BatchInside {
 public:
  constexpr BatchInside(Builder& outside, List<NodeId> const& operands, RegionForm const& form)
      : outside_(&outside), form_(form) {
    if (!outside.batch.masking) return;
    for (int p = 0; p < form.position(); ++p) {
      BatchPlace place = batch_place(outside, operands[p]);
      if (p >= form.sequence(0) && place.kind == BatchPlace::here) {
        if (place.axis == 0)
          place = {BatchPlace::mixed};  // the steps go through the batch
        else
          --place.axis;
      }
      parameters_.push_back(place);
    }
  }

  constexpr int operands() const { return outside_->batch.masking ? 2 : 0; }
  constexpr void follow_in(Body& body) const {
    if (!outside_->batch.masking) return;
    follow_batch(body.graph, body.parameters[0], body.parameters[1]);
    for (int p = 0; p < parameters_.size(); ++p) set(body.graph, body.parameters[p], parameters_[p]);
  }
  /// Looks at a body's results. Whether a carry has the batch elsewhere than it was taken to have it.
  constexpr bool changes(Builder& body, List<NodeId> const& results) {
    if (!outside_->batch.masking) return false;
    bool changed = false;
    results_.clear();
    for (int r = 0; r < results.size(); ++r) {
      BatchPlace place = batch_place(body, results[r]);
      if (r < form_.carries) {
        BatchPlace& carry = parameters_[form_.carry(r)];
        place = BatchRule::joined(carry, place);
        changed = changed || !(place == carry);
        carry = place;
      } else if (place.kind == BatchPlace::here)
        ++place.axis;
      results_.push_back(place);
    }
    return changed;
  }
  /// Looks at the results of one of several bodies.
  constexpr void join(Builder& body, List<NodeId> const& results) {
    if (!outside_->batch.masking) return;
    for (int r = 0; r < results.size(); ++r) {
      BatchPlace const place = batch_place(body, results[r]);
      if (r < results_.size())
        results_[r] = BatchRule::joined(results_[r], place);
      else
        results_.push_back(place);
    }
  }
  /// The result with its place noted.
  constexpr NodeId placed(NodeId node, int result) const {
    if (outside_->batch.masking) set(*outside_, node, results_[result]);
    return node;
  }

 private:
  Builder* outside_;
  RegionForm form_;
  List<BatchPlace> parameters_, results_;

  static constexpr void set(Builder& b, NodeId node, BatchPlace place) {
    batch_place(b, node);
    b.batch.places.items[node] = place;
  }
};

}  // namespace tenon::detail
