// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/cost.hpp>
#include <tenon/nn/check.hpp>
#include <tenon/tensor/run.hpp>
#include <tenon/trace/workspace_budget.hpp>

namespace tenon {

namespace nn::detail {

/// Writes the data pointers of a module's tensors.
template <class M>
void collect_module(M& m, std::byte**& out) {
  for_each_tensor(m, [&out](Path const&, auto& t) { *out++ = reinterpret_cast<std::byte*>(t.data()); });
}

/// Memory of a program's intermediate values, at least one byte.
template <std::size_t Bytes>
using Workspace = BasicTensor<std::uint8_t, Shape<Bytes == 0 ? 1 : Bytes>>;

/// Where the rows of an input lie: a pointer, or a tuple of them.
template <class R>
struct PointerTo {
  using type = typename R::value_type const*;
  using written = typename R::value_type*;
};
template <class... R>
struct PointerTo<std::tuple<R...>> {
  using type = std::tuple<typename PointerTo<R>::type...>;
  using written = std::tuple<typename PointerTo<R>::written...>;
};
template <class S>
using RowPointer = typename PointerTo<RowOf<S>>::type;
template <class S>
using WrittenRows = typename PointerTo<RowOf<S>>::written;

template <class T>
void collect_pointer(T* p, std::byte**& out) {
  *out++ = reinterpret_cast<std::byte*>(const_cast<std::remove_const_t<T>*>(p));
}
template <class... P>
void collect_pointer(std::tuple<P...> const& all, std::byte**& out) {
  std::apply([&out](P... p) { (collect_pointer(p, out), ...); }, all);
}

template <class State>
constexpr std::int64_t slot_bytes() {
  if constexpr (requires(State s) { s.slots; })
    return tenon::detail::count_bytes<decltype(State::slots)>(LeafKind::state);
  else
    return 0;
}

/// Which of a batch's rows are real, as programs read it: not at all, the mask, or their number too.
template <std::size_t B, int Read>
class RealRows {
 public:
  void collect(std::size_t rows, std::byte**& out) {
    if (rows != rows_) {
      for (std::size_t i = 0; i < B; ++i) mask_.data()[i] = i < rows;
      rows_ = rows;
      count_ = static_cast<float>(rows);
    }
    *out++ = reinterpret_cast<std::byte*>(mask_.data());
    if constexpr (Read == 2) *out++ = reinterpret_cast<std::byte*>(&count_);
  }

 private:
  Tensor<bool, B> mask_;
  std::size_t rows_ = 0;
  float count_ = 0;
};
template <std::size_t B>
class RealRows<B, 0> {
 public:
  void collect(std::size_t, std::byte**&) {}
};

/// The random key that a program carries from step to step: nothing where nobody uses it.
template <bool Used>
struct StepKey {
  Variable<std::uint64_t, 2> key;  ///< the seed, and the number of the step
  TENON_MODULE(StepKey, key);
  void start(std::uint64_t seed, std::uint64_t step) {
    key.data()[0] = seed;
    key.data()[1] = step;
  }
};
template <>
struct StepKey<false> {
  TENON_MODULE(StepKey);
  void start(std::uint64_t, std::uint64_t) {}
};

/// What layers reported in the last step.
template <int Count>
class Reported {
 public:
  std::array<float, static_cast<std::size_t>(Count)> values{};
  void collect(std::byte**& out) {
    for (float& x : values) *out++ = reinterpret_cast<std::byte*>(&x);
  }
};
template <>
class Reported<0> {
 public:
  static constexpr std::array<float, 0> values{};
  void collect(std::byte**&) {}
};

/// The source of a step without a budget.
struct AnyWorkspace {
  template <class Source>
  using source_of = Source;
};

}  // namespace nn::detail

/// One step of training on batches of B rows, as a program: forward, backward, optimizer, metrics. It carries the
/// optimizer's and the metrics' state and the workspace, nothing else; after construction it allocates nothing.
/// Its cost is a constant: `tn::cost<TrainStep<...>>`. One that is `Weighted` takes a weight for each row. With a
/// `WorkspaceBudget` for Budget (see `Within`) values are computed again so that the workspace is no larger than that.
template <class Net, class LossModule, class Opt, class B, class MetricList = Metrics<>, class X = typename Net::input_shape,
          class Y = nn::detail::DefaultLabels<Net, LossModule, X>, bool Weighted = false, class Budget = nn::detail::AnyWorkspace>
class TrainStep {
  using Check = decltype(nn::detail::TrainCheck<Net, LossModule, Opt, B::size, MetricList, X, Y>::report());
  static constexpr bool ok = Check::value;
  using Recorded =
      std::conditional_t<Check::value, nn::detail::TrainSource<Net, LossModule, Opt, B::size, MetricList, X, Y, Weighted>,
                         nn::detail::NoSource<Net>>;

 public:
  using source = typename Budget::template source_of<Recorded>;
  using State = nn::detail::StateIf<Check::value, Net, LossModule, Opt, MetricList>;
  using Recording = decltype(nn::detail::check_recording<source>());
  static constexpr std::size_t batch = B::size;
  static constexpr std::size_t workspace_bytes = static_cast<std::size_t>(Planned<source>::plan.workspace_bytes);
  /// Bytes of what the optimizer keeps for each parameter; its own counters are not among them.
  static constexpr std::int64_t slot_bytes = nn::detail::slot_bytes<State>();
  /// How many scalars the model's layers report, `reported.values` of the last step, and what they are.
  static constexpr int reports = nn::detail::added_metrics<Recorded, 1>;
  static constexpr auto& report_list = nn::detail::added_metric_list<Recorded, reports>;

  TrainStep() = default;
  explicit TrainStep(LossModule loss, Opt optimizer) {
    if constexpr (ok) {
      state.loss = static_cast<LossModule&&>(loss);
      state.optimizer = static_cast<Opt&&>(optimizer);
    }
  }

  /// Where inputs and labels lie; tuples of pointers where there are several.
  using Inputs = nn::detail::RowPointer<X>;
  using LabelRows = nn::detail::RowPointer<Y>;

  /// Trains on the first `rows` of a batch; the others are ignored, though they must hold readable numbers.
  /// Returns the objective: the mean loss of the rows, plus what layers added.   x [B, X...], y [B, Y...]
  float operator()(Net& net, Inputs x, LabelRows y, std::size_t rows = B::size)
    requires(!Weighted)
  {
    if constexpr (ok)
      return run<Planned<source>>(net, x, y, nullptr, rows);
    else
      return 0;
  }
  /// The sum of the rows' weighted losses is divided by their number. A row that only fills the batch weighs 0.
  /// weights [B], of several outputs [B, outputs]
  float operator()(Net& net, Inputs x, LabelRows y, float const* weights, std::size_t rows = B::size)
    requires Weighted
  {
    if constexpr (ok)
      return run<Planned<source>>(net, x, y, weights, rows);
    else
      return 0;
  }

  State state;
  /// Empty where nobody asks for `context.key()`.
  [[no_unique_address]] nn::detail::StepKey<nn::detail::uses_key<source>> random;
  [[no_unique_address]] nn::detail::Reported<reports> reported;

 private:
  template <class>
  float run(Net& net, Inputs const& x, LabelRows const& y, [[maybe_unused]] float const* weights, std::size_t rows) {
    using P = kernel::Program<source>;
    std::byte* memory[P::leaves + P::outputs + 1] = {};
    std::byte** out = memory;
    nn::detail::collect_module(net, out);
    state.for_each_module([&out](auto& m) { nn::detail::collect_module(m, out); });
    nn::detail::collect_pointer(x, out);
    nn::detail::collect_pointer(y, out);
    if constexpr (Weighted) nn::detail::collect_pointer(weights, out);
    nn::detail::collect_module(random, out);
    rows_.collect(rows, out);
    float objective = 0;
    out = memory + P::leaves + P::outputs - 1 - reports;
    *out++ = reinterpret_cast<std::byte*>(&objective);
    reported.collect(out);
    *out = reinterpret_cast<std::byte*>(workspace_.data());
    P::run(memory);
    return objective;
  }

  nn::detail::Workspace<workspace_bytes> workspace_;
  nn::detail::RealRows<B::size, nn::detail::rows_read<source>> rows_;
};

namespace nn::detail {
template <class Step, std::int64_t Bytes>
struct StepWithin;
template <class Net, class L, class Opt, class B, class M, class X, class Y, bool W, class Budget, std::int64_t Bytes>
struct StepWithin<TrainStep<Net, L, Opt, B, M, X, Y, W, Budget>, Bytes>
    : std::type_identity<TrainStep<Net, L, Opt, B, M, X, Y, W, WorkspaceBudget<Bytes>>> {};
}  // namespace nn::detail

/// A TrainStep whose workspace takes at most so many bytes: `tn::Within<tn::TrainStep<Net, Loss, Adam, tn::Batch<32>>, 32 *
/// 1024>`. It gives the same numbers; values for which there is no room are computed again on the way back.
/// Fails to compile, with the least bytes it found, where the budget is too small.   Example: examples/36_workspace_budget.cpp
template <class Step, std::int64_t Bytes>
using Within = typename nn::detail::StepWithin<Step, Bytes>::type;

/// The model on the first `rows` of a batch of B rows, with its own workspace.   [B, X...] -> [B, Y...]
template <class Net, class B, class X = typename Net::input_shape>
class PredictStep {
  using Check = decltype(nn::detail::PredictCheck<Net, B::size, X>::report());
  static constexpr bool ok = Check::value;

 public:
  using source = std::conditional_t<Check::value, nn::detail::PredictSource<Net, B::size, X>, nn::detail::NoSource<Net>>;
  using Recording = decltype(nn::detail::check_recording<source>());
  static constexpr std::size_t workspace_bytes = static_cast<std::size_t>(Planned<source>::plan.workspace_bytes);

  /// Whether a row's prediction depends on which others are real.
  static constexpr bool reads_rows = nn::detail::rows_read<source> != 0;

  using Inputs = nn::detail::RowPointer<X>;
  using Outputs = nn::detail::WrittenRows<nn::detail::OutputRow<Net, X>>;

  void operator()(Net const& net, Inputs x, Outputs prediction, std::size_t rows = B::size) {
    if constexpr (ok) run<Planned<source>>(net, x, prediction, rows);
  }

 private:
  template <class>
  void run(Net const& net, Inputs const& x, Outputs const& prediction, std::size_t rows) {
    using P = kernel::Program<source>;
    std::byte* memory[P::leaves + P::outputs + 1];
    std::byte** out = memory;
    nn::detail::collect_module(const_cast<Net&>(net), out);
    nn::detail::collect_pointer(x, out);
    rows_.collect(rows, out);
    nn::detail::collect_pointer(prediction, out);
    *out = reinterpret_cast<std::byte*>(workspace_.data());
    P::run(memory);
  }

  nn::detail::Workspace<workspace_bytes> workspace_;
  [[no_unique_address]] nn::detail::RealRows<B::size, nn::detail::rows_read<source>> rows_;
};

/// Adds batches to the loss and metrics of a training state.
template <class Net, class LossModule, class Opt, class B, class MetricList = Metrics<>, class X = typename Net::input_shape,
          class Y = nn::detail::DefaultLabels<Net, LossModule, X>, bool Weighted = false>
class EvaluateStep {
  using Check = decltype(nn::detail::TrainCheck<Net, LossModule, Opt, B::size, MetricList, X, Y>::report());
  static constexpr bool ok = Check::value;

 public:
  using source =
      std::conditional_t<Check::value, nn::detail::EvaluateSource<Net, LossModule, Opt, B::size, MetricList, X, Y, Weighted>,
                         nn::detail::NoSource<Net>>;
  using State = nn::detail::StateIf<Check::value, Net, LossModule, Opt, MetricList>;
  using Recording = decltype(nn::detail::check_recording<source>());
  static constexpr std::size_t workspace_bytes = static_cast<std::size_t>(Planned<source>::plan.workspace_bytes);
  /// As those of a TrainStep.
  static constexpr int reports = nn::detail::added_metrics<source, 0>;
  static constexpr auto& report_list = nn::detail::added_metric_list<source, reports>;

  using Inputs = nn::detail::RowPointer<X>;
  using LabelRows = nn::detail::RowPointer<Y>;

  void operator()(Net const& net, State& state, Inputs x, LabelRows y, std::size_t rows = B::size)
    requires(!Weighted)
  {
    if constexpr (ok) run<Planned<source>>(net, state, x, y, nullptr, rows);
  }
  void operator()(Net const& net, State& state, Inputs x, LabelRows y, float const* weights, std::size_t rows = B::size)
    requires Weighted
  {
    if constexpr (ok) run<Planned<source>>(net, state, x, y, weights, rows);
  }

  [[no_unique_address]] nn::detail::Reported<reports> reported;

 private:
  template <class>
  void run(Net const& net, State& state, Inputs const& x, LabelRows const& y, [[maybe_unused]] float const* weights,
           std::size_t rows) {
    using P = kernel::Program<source>;
    std::byte* memory[P::leaves + P::outputs + 1] = {};
    std::byte** out = memory;
    nn::detail::collect_module(const_cast<Net&>(net), out);
    state.for_each_module([&out](auto& m) { nn::detail::collect_module(m, out); });
    nn::detail::collect_pointer(x, out);
    nn::detail::collect_pointer(y, out);
    if constexpr (Weighted) nn::detail::collect_pointer(weights, out);
    rows_.collect(rows, out);
    out = memory + P::leaves + P::outputs - reports;
    reported.collect(out);
    *out = reinterpret_cast<std::byte*>(workspace_.data());
    P::run(memory);
  }

  nn::detail::Workspace<workspace_bytes> workspace_;
  nn::detail::RealRows<B::size, nn::detail::rows_read<source>> rows_;
};

}  // namespace tenon
