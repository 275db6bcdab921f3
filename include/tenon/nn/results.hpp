// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/train.hpp>

#include <array>
#include <initializer_list>
#include <string>
#include <vector>

/// The figures that accumulate while a model trains or is evaluated: the mean loss and the metrics.
namespace tenon::nn::detail {

template <class Metric>
constexpr NodeId record_result(Builder& b, Metric const& metric) {
  auto const result = metric.result();
  static_assert(decltype(result)::shape_type::rank == 0, "metric: result() must be a scalar");
  return tenon::detail::lift(b, cast<float>(result)).id;
}

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
  static constexpr auto& graph = Frozen<ResultsSource>::graph;
};

/// Reads the results of what has accumulated, the mean loss first.
template <class... M>
std::array<double, 1 + sizeof...(M)> read_results(Mean& loss, std::tuple<M...>& metrics) {
  using P = kernel::Program<ResultsSource<M...>>;
  std::array<float, 1 + sizeof...(M)> results;
  alignas(64) std::byte scratch[P::workspace_bytes + 1];
  std::byte* memory[P::leaves + P::outputs + 1];
  std::byte** out = memory;
  collect_module(loss, out);
  std::apply([&out](auto&... m) { (collect_module(m, out), ...); }, metrics);
  for (float& r : results) *out++ = reinterpret_cast<std::byte*>(&r);
  *out = scratch;
  P::run(memory);
  std::array<double, 1 + sizeof...(M)> all;
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<double>(results[i]);
  return all;
}

/// "loss" and the metrics' names; of two that are called alike the second becomes "name_1". With validation, all of
/// them again as "val_name".
[[gnu::cold, gnu::noinline]] inline std::vector<std::string> result_names(std::initializer_list<char const*> wanted,
                                                                          bool validation) {
  std::vector<std::string> names;
  for (bool const again : {false, true})
    for (char const* const name : wanted) {
      if (again && !validation) break;
      std::string unique = again ? "val_" : "";
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
  return names;
}

template <class Metric>
constexpr char const* metric_name() {
  if constexpr (requires { Metric::name; })
    return Metric::name;
  else
    return "metric";
}
template <class... M>
std::vector<std::string> result_names(bool validation = false) {
  return result_names({"loss", metric_name<M>()...}, validation);
}

}  // namespace tenon::nn::detail
