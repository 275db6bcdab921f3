// SPDX-License-Identifier: MIT
#pragma once

#include "support/laws/gradient_laws.hpp"
#include "support/laws/loss_laws.hpp"

#include <limits>

/// What holds for every metric. A test gives the metric and what one sample adds to the weighted mean that it is:
///
///   metric_laws<MeanMetric<MeanAbsoluteError>, Shape<2>>([](std::vector<double> const& y, std::vector<double> const& p) { ...
///   });
namespace tenon_test {

/// The program that adds a batch of `B` samples to a metric's variables.
template <class Metric, class S, std::size_t B>
struct MetricSource {
  static constexpr tn::GraphDraft record() {
    tn::detail::Trace t;
    Metric metric;
    t.mark(metric);
    using X = typename Batched<S>::template tensor<float, B>;
    auto const y = t.input<float, typename X::shape_type>(), p = t.input<float, typename X::shape_type>();
    auto const weights = t.input<float, tn::Shape<B>>();
    tn::nn::Context<false> context(t.draft.builder);
    metric.update(y, p, weights, context);
    tn::nn::detail::record_updates(t.draft);
    return static_cast<tn::GraphDraft&&>(t.draft);
  }
  static constexpr auto& graph = tn::Frozen<MetricSource>::graph;
};

/// Adds samples [from, from + B) of y, p and weights.
template <class S, std::size_t B, class Metric>
void update(Metric& metric, float* y, float* p, float* weights, std::size_t from) {
  using P = tn::kernel::Program<MetricSource<Metric, S, B>>;
  std::vector<std::byte*> memory;
  tn::for_each_tensor(metric, [&](tn::Path const&, auto& t) { memory.push_back(reinterpret_cast<std::byte*>(t.data())); });
  for (float* x : {y + from * S::size, p + from * S::size, weights + from}) memory.push_back(reinterpret_cast<std::byte*>(x));
  alignas(64) static std::byte workspace[P::workspace_bytes + 1];
  for (int o = 0; o < P::outputs; ++o) memory.push_back(nullptr);
  memory.push_back(workspace);
  P::run(memory.data());
}
template <class Metric>
float result_of(Metric const& metric) {
  return tn::function([](auto const& m) { return m.result(); })(metric).item();
}

template <class Metric, class S, class Definition>
void metric_laws(Definition const& definition) {
  static_assert(tn::Metric<Metric, S>);
  constexpr std::size_t n = 24;
  float y[n * S::size], p[n * S::size], weights[n], ones[n];
  auto expected = [&](float const* w) {
    double total = 0, count = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (w[i] == 0) continue;
      std::vector<double> yi, pi;
      for (std::size_t e = 0; e < S::size; ++e) {
        yi.push_back(y[i * S::size + e]);
        pi.push_back(p[i * S::size + e]);
      }
      total += w[i] * definition(yi, pi);
      count += w[i];
    }
    return total / count;
  };
  for (std::size_t i = 0; i < n * S::size; ++i) {
    y[i] = static_cast<float>(spread(i, -2, 2));
    p[i] = static_cast<float>(spread(i + 1000, -2, 2));
  }
  for (std::size_t i = 0; i < n; ++i) {
    ones[i] = 1;
    weights[i] = static_cast<float>(spread(i + 77, 0.5, 2));
  }

  CHECK(result_of(Metric{}) == 0);  // before anything was added

  Metric whole;
  update<S, 24>(whole, y, p, ones, 0);
  CHECK(result_of(whole) == Approx(expected(ones)).epsilon(1e-6));

  Metric streamed;
  for (std::size_t from = 0; from < n; from += 8) update<S, 8>(streamed, y, p, ones, from);
  CHECK(result_of(streamed) == Approx(result_of(whole)).epsilon(1e-6));

  Metric weighted;
  for (std::size_t from = 0; from < n; from += 8) update<S, 8>(weighted, y, p, weights, from);
  CHECK(result_of(weighted) == Approx(expected(weights)).epsilon(1e-6));

  // A fresh object is a reset.
  weighted = Metric{};
  CHECK(result_of(weighted) == 0);
  update<S, 24>(weighted, y, p, ones, 0);
  CHECK(result_of(weighted) == result_of(whole));

  // A sample of weight 0 may hold anything.
  weights[3] = weights[20] = 0;
  for (std::size_t e = 0; e < S::size; ++e) {
    y[3 * S::size + e] = std::numeric_limits<float>::quiet_NaN();
    p[20 * S::size + e] = std::numeric_limits<float>::infinity();
  }
  Metric masked;
  for (std::size_t from = 0; from < n; from += 8) update<S, 8>(masked, y, p, weights, from);
  CHECK(result_of(masked) == Approx(expected(weights)).epsilon(1e-6));
}

}  // namespace tenon_test
