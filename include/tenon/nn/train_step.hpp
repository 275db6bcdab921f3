// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/apply_gradients.hpp>
#include <tenon/nn/metric/mean.hpp>

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
using tenon::detail::Trace;

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

/// The inputs of a program on a batch of B rows, first rows real: what else it reads comes before them.
template <std::size_t B>
struct BatchInputs {
  Trace& trace;

  /// Rows of R, or of a tuple of such.   [B, R...]
  template <class R>
  constexpr auto input() {
    return read(std::type_identity<RowOf<R>>{});
  }
  /// The random key of this step, of which nothing is left where nobody uses it.
  constexpr NodeId key() { return trace.template input<std::uint64_t, Shape<2>>(LeafKind::key).id(); }
  /// Which rows are real, and how many. From here on folds of the batch leave the others out.
  constexpr auto rows() {
    auto const mask = trace.template input<bool, Shape<B>>(LeafKind::rows);
    mark_batch(trace.draft.builder, mask.id());
    follow_batch(trace.draft.builder, mask.id(), trace.template input<float, Shape<>>(LeafKind::rows).id());
    return mask;
  }

 private:
  template <class R>
  constexpr auto read(std::type_identity<R>) {
    auto const x = trace.template input<typename R::value_type, typename BatchOf<R, B>::shape_type>();
    mark_batch(trace.draft.builder, x.id());
    return x;
  }
  template <class... R>
  constexpr auto read(std::type_identity<std::tuple<R...>>) {
    return std::tuple<BatchOf<R, B>...>{read(std::type_identity<R>{})...};  // braces: in order
  }
};

/// What rows weigh. Without weights all weigh the same, and a program has no leaf for them.
template <bool Weighted>
struct RowWeights {
  constexpr auto of(auto const& mask) const { return cast<float>(mask); }
  constexpr auto const& weigh(auto const& losses) const { return losses; }
};
template <>
struct RowWeights<true> {
  NodeId id;
  constexpr auto of(auto const& mask) const {
    return Traced<float, typename std::remove_cvref_t<decltype(mask)>::shape_type>(mask.builder(), id);
  }
  template <class T, class S>
  constexpr auto weigh(Traced<T, S> const& losses) const {
    return losses * cast<T>(Traced<float, S>(losses.builder(), id));
  }
};
template <bool Weighted, std::size_t B>
constexpr RowWeights<Weighted> read_weights(BatchInputs<B>& inputs) {
  if constexpr (Weighted)
    return {inputs.template input<Shape<>>().id()};
  else
    return {};
}

/// What a loss gives, a value a sample, weighted; the context learns what each output's is.   -> [B]
template <class L, class Y, class P, class W, class C>
constexpr auto weighted_losses(L const& loss, Y const& y, P const& prediction, W const& weights, C& context) {
  if constexpr (requires { loss.parts(y, prediction); }) {
    auto const parts = loss.parts(y, prediction);
    std::apply([&](auto const&... part) { (context.report_loss(mean(weights.weigh(part))), ...); }, parts);
    return weights.weigh(loss.sum_of(parts));
  } else
    return weights.weigh(loss.call(y, prediction));
}
/// Adds a batch to a metric. The weights of the rows reach those that ask for them.
template <class M, class Y, class P, class W, class Mask, class C>
constexpr void update_metric(M const& metric, Y const& y, P const& prediction, W const& weights, Mask const& mask, C& context) {
  if constexpr (requires { requires M::is_weighted; })
    metric.update(y, prediction, weights.of(mask), context);
  else
    metric.update(y, prediction, cast<float>(mask), context);
}
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
    auto const row_weights = read_weights<Weighted>(inputs);
    NodeId const key = inputs.key();
    auto const mask = inputs.rows();

    Builder& b = t.draft.builder;
    Context<true, false> context(b, key), updates(b);
    // First, so that what all parameters share is there when the first gradient is: each update then joins the kernel
    // of its gradient.
    auto shared = state.optimizer.begin(updates);
    auto const prediction = call_layer(net, x, context);
    add_penalties(net, context);
    auto const losses = weighted_losses(state.loss, y, prediction, row_weights, context);
    NodeId objective = mean(losses).id();
    if (context.loss() >= 0) objective = (Value{&b, objective} + as_dtype_of(b, objective, context.loss())).id;

    // Rows that only fill the batch were selected away in every fold, so their cotangents are zero.
    b.batch.masking = false;
    RecordedGradients const gradients = record_gradients(net, b, objective, state.optimizer);

    state.mean_loss.add(losses, cast<float>(mask), updates);
    std::apply([&](auto&... m) { (update_metric(m, y, prediction, row_weights, mask, updates), ...); }, state.metrics);

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
    auto const row_weights = read_weights<Weighted>(inputs);
    auto const mask = inputs.rows();

    Context<false, false> context(t.draft.builder);
    auto const prediction = call_layer(net, x, context);
    add_penalties(net, context);
    Builder& b = t.draft.builder;
    auto const losses = cast<float>(weighted_losses(state.loss, y, prediction, row_weights, context));
    b.batch.masking = false;
    auto const rows = cast<float>(mask);
    if (context.loss() >= 0)  // what layers added counts, as it does in training
      state.mean_loss.add(losses + Traced<float, Shape<>>(&b, as_dtype_of(b, losses.id(), context.loss()).id), rows, context);
    else
      state.mean_loss.add(losses, rows, context);
    std::apply([&](auto&... m) { (update_metric(m, y, prediction, row_weights, mask, context), ...); }, state.metrics);
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
