// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/apply_gradients.hpp>
#include <tenon/nn/row_losses.hpp>

#include <array>

/// One step of training as one program: forward, backward, optimizer and metrics, recorded once, fused and planned as
/// a whole.
namespace tenon {

/// The number of rows a step takes at once.
template <std::size_t N>
struct Batch {
  static constexpr std::size_t size = N;
};

/// The metrics of a training: modules with `update` and `result`.
template <class... M>
struct Metrics {
  static constexpr std::size_t count = sizeof...(M);
};

namespace nn::detail {

using tenon::detail::record_updates;

/// Adds the penalties of a model's parameters to the objective, each once however often a layer is used.
template <class Net, class C>
constexpr void add_penalties(Net const& net, C& context) {
  tenon::detail::for_each_param(net, [&context](auto const& p) {
    using P = std::remove_cvref_t<decltype(p)>;
    using Regularizer = typename P::regularizer_type;
    if constexpr (!std::is_same_v<Regularizer, Unregularized>) {
      auto const penalty = tenon::detail::constrained<Regularizer>(p);
      if constexpr (std::is_same_v<typename P::value_type, float>)
        context.add_loss(penalty);
      else
        context.add_loss(cast<float>(penalty));
    }
  });
}

/// What a training carries from step to step beside the model: everything is a module.
template <class Net, class LossModule, class Opt, class MetricList>
struct TrainState;
template <class Net, class LossModule, class Opt, class... M>
struct TrainState<Net, LossModule, Opt, Metrics<M...>> {
  LossModule loss;
  Opt optimizer;
  SlotTree<Opt, Net> slots;
  Mean mean_loss;
  std::tuple<M...> metrics;

  template <class F>
  constexpr void for_each_module(F&& f) {
    f(loss);
    f(optimizer);
    f(slots);
    f(mean_loss);
    std::apply([&](auto&... m) { (f(m), ...); }, metrics);
  }
};

/// A value that was added to the objective, in the dtype of another.
constexpr Value as_dtype_of(Builder& b, NodeId other, NodeId x) { return {&b, cast(b, x, b[other].dtype)}; }

/// The scalars that layers reported, behind all other outputs.
constexpr void record_metrics(GraphDraft& draft, auto const& context, tenon::detail::List<AddedMetric>* metrics) {
  for (AddedMetric const& m : context.metrics()) draft.add_output(m.value);
  if (metrics != nullptr) *metrics = context.metrics();
}

template <class Net, class LossModule, class Opt, std::size_t B, class MetricList, class X, class Y, bool Weighted = false>
struct TrainSource {
  static constexpr GraphDraft record(tenon::detail::List<AddedMetric>* metrics = nullptr) {
    Trace t;
    Net net;
    t.mark(net);
    TrainState<Net, LossModule, Opt, MetricList> state;
    state.for_each_module([&t](auto& m) { t.mark(m); });
    BatchInputs<B> inputs{t};
    auto const x = inputs.template input<X>();
    auto const y = inputs.template input<Y>();
    auto const row_weights = read_weights<Weighted, listed_losses<LossModule>>(inputs);
    NodeId const key = inputs.key();
    auto const mask = inputs.rows();

    Builder& b = t.draft.builder;
    Context<true, false> context(b, key), updates(b);
    // First, so that what all parameters share is there when the first gradient is: each update then joins the kernel
    // of its gradient.
    auto shared = state.optimizer.begin(updates);
    auto const prediction = call_layer(net, x, context);
    add_penalties(net, context);
    constexpr std::uint64_t masks = output_masks<Net, X, std::remove_cvref_t<decltype(prediction)>, B>;
    auto const losses = weighted_losses<masks>(state.loss, y, prediction, row_weights, mask, context);
    NodeId objective = mean(losses).id();
    if (context.loss() >= 0) objective = (Value{&b, objective} + as_dtype_of(b, objective, context.loss())).id;

    // Rows that only fill the batch were selected away in every fold, so their cotangents are zero.
    b.batch.masking = false;
    RecordedGradients const gradients = record_gradients(net, b, objective, state.optimizer);

    state.mean_loss.add(losses, cast<float>(mask), updates);
    Context<true> metrics_context(b);  // one that asserts: what gives nothing is not instantiated before
    std::apply([&](auto&... m) { (update_metric<masks>(m, y, prediction, row_weights, mask, context, metrics_context), ...); },
               state.metrics);

    apply_gradients(net, state.optimizer, state.slots, gradients, shared, updates);
    context.advance_key();
    record_updates(t.draft);
    t.draft.add_output(cast(b, objective, DType::f32));
    record_metrics(t.draft, context, metrics);
    return static_cast<GraphDraft&&>(t.draft);
  }
  static constexpr auto& graph = tenon::Frozen<TrainSource>::graph;
  static constexpr RecordError error = tenon::Frozen<TrainSource>::error;
};

/// Adds a batch to the loss and the metrics, without training.
template <class Net, class LossModule, class Opt, std::size_t B, class MetricList, class X, class Y, bool Weighted = false>
struct EvaluateSource {
  static constexpr GraphDraft record(tenon::detail::List<AddedMetric>* metrics = nullptr) {
    Trace t;
    Net net;
    t.mark(net);
    TrainState<Net, LossModule, Opt, MetricList> state;
    state.for_each_module([&t](auto& m) { t.mark(m); });
    BatchInputs<B> inputs{t};
    auto const x = inputs.template input<X>();
    auto const y = inputs.template input<Y>();
    auto const row_weights = read_weights<Weighted, listed_losses<LossModule>>(inputs);
    auto const mask = inputs.rows();

    Context<false, false> context(t.draft.builder);
    auto const prediction = call_layer(net, x, context);
    add_penalties(net, context);
    Builder& b = t.draft.builder;
    constexpr std::uint64_t masks = output_masks<Net, X, std::remove_cvref_t<decltype(prediction)>, B>;
    auto const losses = cast<float>(weighted_losses<masks>(state.loss, y, prediction, row_weights, mask, context));
    b.batch.masking = false;
    auto const rows = cast<float>(mask);
    if (context.loss() >= 0)  // what layers added counts, as it does in training
      state.mean_loss.add(losses + Traced<float, Shape<>>(&b, as_dtype_of(b, losses.id(), context.loss()).id), rows, context);
    else
      state.mean_loss.add(losses, rows, context);
    std::apply([&](auto&... m) { (update_metric<masks>(m, y, prediction, row_weights, mask, context, context), ...); },
               state.metrics);
    record_updates(t.draft);
    record_metrics(t.draft, context, metrics);
    return static_cast<GraphDraft&&>(t.draft);
  }
  static constexpr auto& graph = tenon::Frozen<EvaluateSource>::graph;
  static constexpr RecordError error = tenon::Frozen<EvaluateSource>::error;
};

template <class Source>
constexpr int count_leaves(LeafKind kind) {
  GraphView const g = Source::graph.view();
  int count = 0;
  for (int i = 0; i < g.leaf_count; ++i) count += g.leaves[i].kind == kind;
  return count;
}
/// How many of `BatchInputs::rows` a program reads: none, the mask, or both.
template <class Source>
inline constexpr int rows_read = count_leaves<Source>(LeafKind::rows);
template <class Source>
inline constexpr bool uses_key = count_leaves<Source>(LeafKind::key) != 0;

/// How many scalars a program gives that its layers reported; `Own` outputs stand before them.
template <class Source, int Own>
inline constexpr int added_metrics = [] {
  GraphView const g = Source::graph.view();
  int count = -Own;
  for (int i = 0; i < g.output_count; ++i) count += g.outputs[i].leaf < 0;
  return count < 0 ? 0 : count;
}();
/// What they are: the program is recorded once more to learn them, where there are some.
template <class Source, int Count>
inline constexpr auto added_metric_list = [] {
  std::array<AddedMetric, static_cast<std::size_t>(Count)> all{};
  if constexpr (Count > 0) {
    tenon::detail::List<AddedMetric> metrics;
    Source::record(&metrics);
    for (int i = 0; i < Count; ++i) all[static_cast<std::size_t>(i)] = metrics[i];
  }
  return all;
}();

template <class Y>
constexpr void record_outputs(GraphDraft& draft, Y const& y) {
  draft.add_output(tenon::detail::lift(draft.builder, y).id);
}
template <class... Y>
constexpr void record_outputs(GraphDraft& draft, std::tuple<Y...> const& y) {
  std::apply([&](Y const&... one) { (record_outputs(draft, one), ...); }, y);
}

/// The model's output for a batch.
template <class Net, std::size_t B, class X>
struct PredictSource {
  static constexpr GraphDraft record() {
    Trace t;
    Net net;
    t.mark(net);
    BatchInputs<B> inputs{t};
    auto const x = inputs.template input<X>();
    inputs.rows();
    Context<false, false> context(t.draft.builder);
    record_outputs(t.draft, call_layer(net, x, context));
    return static_cast<GraphDraft&&>(t.draft);
  }
  static constexpr auto& graph = tenon::Frozen<PredictSource>::graph;
  static constexpr RecordError error = tenon::Frozen<PredictSource>::error;
};

}  // namespace nn::detail
}  // namespace tenon
