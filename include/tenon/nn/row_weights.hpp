// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/row_source.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

/// What rows weigh in the loss: each its own weight, or that of its class.
namespace tenon::nn {

/// A weight for each row, of a vector, an array, or rows of one value; of rows of several values one for each of the model's
/// outputs. None: all weigh the same.
class SampleWeight {
 public:
  SampleWeight() = default;
  SampleWeight(std::span<float const> weights) : weights_(weights), given_(true) {}
  SampleWeight(std::vector<float> const& weights) : SampleWeight(std::span<float const>(weights)) {}
  SampleWeight(data::RowsView<float> rows) : SampleWeight(rows.values()) {}
  SampleWeight(data::RowsView<float, 1> rows) : SampleWeight(rows.values()) {}
  SampleWeight(data::Rows<float> const& rows) : SampleWeight(rows.values()) {}
  SampleWeight(data::Rows<float, 1> const& rows) : SampleWeight(rows.values()) {}
  template <std::size_t Outputs>
  SampleWeight(data::Rows<float, Outputs> const& rows) : SampleWeight(rows.values(), Outputs) {}
  SampleWeight(std::span<float const> weights, std::size_t outputs) : weights_(weights), outputs_(outputs), given_(true) {}

  bool given() const { return given_; }
  std::size_t rows() const { return weights_.size() / outputs_; }
  std::size_t outputs() const { return outputs_; }
  float of(std::size_t row, std::size_t output) const { return weights_[outputs_ == 1 ? row : row * outputs_ + output]; }
  SampleWeight slice(std::size_t first, std::size_t last) const {
    return given_ ? SampleWeight(weights_.subspan(first * outputs_, (last - first) * outputs_), outputs_) : SampleWeight();
  }

 private:
  std::span<float const> weights_;
  std::size_t outputs_ = 1;
  bool given_ = false;
};

/// What rows of a class weigh, of a model with several outputs in the loss of this one.
struct ClassWeight {
  std::int64_t label = 0;
  float weight = 1;
  std::size_t output = 0;
};

/// Inputs, labels and, if rows do not all weigh the same, their weights.
template <class X, class Y>
struct Samples {
  X x{};
  Y y{};
  SampleWeight weights{};
};

namespace detail {

/// The class of a row of labels: the largest of several numbers (one hot), else the number itself.
template <class S>
std::int64_t class_of(S const& labels, std::size_t row) {
  typename S::value_type values[S::row_size];
  labels.copy(row, values);
  std::size_t best = 0;
  for (std::size_t i = 1; i < S::row_size; ++i)
    if (values[i] > values[best]) best = i;
  return S::row_size > 1 ? static_cast<std::int64_t>(best) : static_cast<std::int64_t>(values[0]);
}

/// What is weighed at a time: a class that is in none of all rows is a mistake, one that is not in a batch is not.
enum class Weighed { all_rows, a_batch };

/// Writes a weight for each row from the weights of the classes: rows of other classes weigh 1. A class that is not there ends
/// the program.
template <class Row, class S>
void weigh_classes(S const& labels, std::vector<ClassWeight> const& by_class, SampleWeight const& rows, std::size_t output,
                   std::size_t outputs, Weighed weighed, std::vector<float>& weights) {
  std::size_t const classes = [] {
    if constexpr (requires { Row::classes; })
      return Row::classes;
    else
      return S::row_size > 1 ? S::row_size : std::size_t{0};
  }();
  std::vector<bool> seen;
  if (classes == 0) seen.assign(by_class.size(), weighed == Weighed::a_batch);
  for (std::size_t row = 0; row < labels.rows(); ++row) {
    float& weight = weights[row * outputs + output];
    std::int64_t const label = class_of(labels, row);
    for (std::size_t k = 0; k < by_class.size(); ++k)
      if (by_class[k].label == label && by_class[k].output == output) {
        weight = by_class[k].weight;
        if (classes == 0) seen[k] = true;
      }
    if (rows.given()) weight *= rows.of(row, output);
  }
  for (std::size_t k = 0; k < by_class.size(); ++k) {
    bool const known = classes > 0 ? by_class[k].label >= 0 && std::cmp_less(by_class[k].label, classes) : bool(seen[k]);
    if (known || by_class[k].output != output) continue;
    std::fprintf(stderr, "tenon: fit: class_weight has a class that the labels do not have: %lld\n",
                 static_cast<long long>(by_class[k].label));
    __builtin_abort();
  }
}
inline void require_outputs(std::vector<ClassWeight> const& by_class, std::size_t outputs) {
  for (auto const& c : by_class)
    if (c.output >= outputs) tenon::detail::fail("fit: class_weight: the number of an output, at most", outputs - 1, c.output);
}
/// Into `weights`, whose memory is used again: the outputs of a row lie together.
template <class Row, class S>
void weights_of_classes(S const& labels, std::vector<ClassWeight> const& by_class, SampleWeight const& rows, Weighed weighed,
                        std::vector<float>& weights) {
  require_outputs(by_class, 1);
  weights.assign(labels.rows(), 1.F);
  weigh_classes<Row>(labels, by_class, rows, 0, 1, weighed, weights);
}
template <class Row, class... S>
void weights_of_classes(std::tuple<S...> const& labels, std::vector<ClassWeight> const& by_class, SampleWeight const& rows,
                        Weighed weighed, std::vector<float>& weights) {
  constexpr std::size_t outputs = sizeof...(S);
  require_outputs(by_class, outputs);
  weights.assign(rows_of(labels) * outputs, 1.F);
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (weigh_classes<std::tuple_element_t<I, Row>>(std::get<I>(labels), by_class, rows, I, outputs, weighed, weights), ...);
  }(std::index_sequence_for<S...>{});
}

/// Gives the rows of a set the weights of their classes beside those that they have; `weights` holds them.
template <class Row, std::size_t Outputs, class X, class Y>
void weigh(Samples<X, Y>& rows, std::vector<ClassWeight> const& by_class, Weighed weighed, std::vector<float>& weights) {
  weights_of_classes<Row>(rows.y, by_class, rows.weights, weighed, weights);
  rows.weights = {std::span<float const>(weights), Outputs};
}

}  // namespace detail
}  // namespace tenon::nn
