// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/train.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

/// The figures that accumulate while a model trains or is evaluated: the mean loss and the metrics.
namespace tenon::nn::detail {

template <class Metric>
constexpr NodeId record_result(Builder& b, Metric const& metric) {
  auto const result = metric.result();
  return tenon::detail::lift(b, cast<float>(result)).id;
}

/// The shape of what a metric says: [] of a number, [classes] of one number a class.
template <class Metric>
using ResultShape = typename std::remove_cvref_t<decltype(std::declval<Metric const&>().result())>::shape_type;
/// How many numbers metrics give.
template <class... M>
inline constexpr std::size_t result_values = (std::size_t{0} + ... + std::size_t(ResultShape<M>::size));

/// Results of the mean loss and of each metric, as one program.
template <class... M>
struct ResultsSource {
  static constexpr GraphDraft record() {
    Trace t;
    Mean loss;
    std::tuple<M...> metrics;
    t.mark(loss);
    std::apply([&t](auto&... m) { (t.mark(m), ...); }, metrics);
    t.draft.add_output(record_result(t.draft.builder, loss));
    std::apply([&t](auto const&... m) { (t.draft.add_output(record_result(t.draft.builder, m)), ...); }, metrics);
    return static_cast<GraphDraft&&>(t.draft);
  }
  static constexpr auto& graph = tenon::Frozen<ResultsSource>::graph;
};

/// Writes the results of what has accumulated, the mean loss first.
template <class... M>
void read_results(Mean& loss, std::tuple<M...>& metrics, double* to) {
  using P = kernel::Program<ResultsSource<M...>>;
  std::array<float, 1 + result_values<M...>> results;
  alignas(64) std::byte scratch[P::workspace_bytes + 1];
  std::byte* memory[P::leaves + P::outputs + 1];
  std::byte** out = memory;
  collect_module(loss, out);
  std::apply([&out](auto&... m) { (collect_module(m, out), ...); }, metrics);
  float* next = results.data();
  for (std::size_t const size : {std::size_t{1}, std::size_t(ResultShape<M>::size)...}) {
    *out++ = reinterpret_cast<std::byte*>(next);
    next += size;
  }
  *out = scratch;
  P::run(memory);
  for (std::size_t i = 0; i < results.size(); ++i) to[i] = static_cast<double>(results[i]);
}

/// Adds names with a prefix; of two that are called alike the second becomes "name_1".
[[gnu::cold, gnu::noinline]] inline void add_names(std::vector<std::string>& names, std::vector<std::string> const& wanted,
                                                   char const* prefix = "") {
  for (std::string const& name : wanted) {
    std::string unique = prefix;
    unique += name;
    std::size_t const length = unique.size();
    for (std::size_t copy = 0, i = 0; i < names.size();) {
      if (names[i++] != unique) continue;
      unique.resize(length);
      unique += '_';
      unique += std::to_string(++copy);
      i = 0;
    }
    names.push_back(unique);
  }
}

/// The name of an output: what the model says as `output_names`, or its number from 1.
template <class Net>
[[gnu::cold]] std::string output_name(std::size_t output) {
  if constexpr (requires { Net::output_names[0]; })
    return Net::output_names[output];
  else
    return "output_" + std::to_string(output + 1);
}
template <class Net, class Metric>
[[gnu::cold]] std::string metric_name() {
  if constexpr (requires { Metric::output; })
    return output_name<Net>(Metric::output) + "_" + metric_name<Net, decltype(Metric::metric)>();
  else if constexpr (requires { Metric::name; })
    return Metric::name;
  else
    return "metric";
}
/// The name of a metric, "f1_score", or of each of its values: "f1_score[0]", "matrix[1,2]".
template <class Net, class Metric>
[[gnu::cold]] void add_metric_names(std::vector<std::string>& names) {
  constexpr Dims d = dims_of<ResultShape<Metric>>;
  for (std::size_t value = 0; value < ResultShape<Metric>::size; ++value) {
    std::string place;
    std::size_t rest = value;
    for (int axis = d.rank - 1; axis >= 0; --axis) {
      auto const extent = static_cast<std::size_t>(d[axis]);
      place.insert(0, std::to_string(rest % extent));
      place.insert(0, axis == 0 ? "[" : ",");
      rest /= extent;
    }
    if (d.rank > 0) place += ']';
    names.push_back(metric_name<Net, Metric>() + place);
  }
}
/// "loss", the metrics' names, those of the outputs' losses and of what layers report.
template <class Net, class... M, class Reports>
[[gnu::cold]] std::vector<std::string> result_names(Reports const& reports) {
  std::vector<std::string> names{"loss"};
  (add_metric_names<Net, M>(names), ...);
  std::size_t output = 0;
  for (AddedMetric const& r : reports) names.push_back(r.is_loss ? output_name<Net>(output++) + "_loss" : r.name);
  return names;
}

/// The means over batches of what layers report, over rows of the outputs' losses.
template <std::size_t Count>
class ReportMeans {
 public:
  explicit ReportMeans(std::array<AddedMetric, Count> const& reports) : reports_(reports) {}
  void add(std::array<float, Count> const& values, std::size_t rows) {
    for (std::size_t i = 0; i < Count; ++i)
      sums_[i] += static_cast<double>(values[i]) * (reports_[i].is_loss ? static_cast<double>(rows) : 1);
    rows_ += rows;
    ++batches_;
  }
  void put(double* to) const {
    for (std::size_t i = 0; i < Count; ++i) to[i] = sums_[i] / static_cast<double>(reports_[i].is_loss ? rows_ : batches_);
  }

 private:
  std::array<AddedMetric, Count> const& reports_;
  std::array<double, Count> sums_{};
  std::size_t rows_ = 0, batches_ = 0;
};

}  // namespace tenon::nn::detail
