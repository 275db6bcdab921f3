// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/metric/mean_metric.hpp>
#include <tenon/nn/trainer.hpp>

#include <utility>

namespace tenon::diagnose {
template <class Net>
inline constexpr bool is_a_model = Module<Net> && !std::is_const_v<Net> && requires { typename Net::input_shape; };
template <class L, bool Is>
inline constexpr bool is_a_loss = Is;
template <class L, bool Keeps>
inline constexpr bool loss_keeps_the_batch = Keeps;
template <class O>
inline constexpr bool is_an_optimizer = Optimizer<O>;
template <class M, bool Is>
inline constexpr bool is_a_metric = Is;
}  // namespace tenon::diagnose

/// How a model, a loss, an optimizer and metrics become a trainer.
namespace tenon::nn {

namespace detail {

/// Stands for a trainer that could not be made, so that one mistake prints one error.
template <class Net, class L, class Opt>
struct NoTrainer {
  struct Anything {
    constexpr Anything(auto const&...) {}
  };
  Net& net;
  Opt opt{};
  L used_loss{};
  Net& model() { return net; }
  Opt& optimizer() { return opt; }
  L& loss() { return used_loss; }
  template <class N = Net>
  Predictions<N> predict(Anything) {
    return {};
  }
  History fit(Anything, Anything, FitOptions<Anything, Anything> const& = {}, auto const&...) { return {}; }
  History fit(DataSet auto&&, DatasetFitOptions<Anything, Anything> const& = {}, auto const&...) { return {}; }
  Scores train_on_batch(Anything, Anything, SampleWeight const& = {}) { return {}; }
  Scores evaluate(Anything, Anything, SampleWeight const& = {}) { return {}; }
};

/// Whether a model, other than a Sequential, has `call(auto const& x)`.
template <class Net>
inline constexpr bool is_plain_model = false;
template <class Net>
  requires(diagnose::is_a_model<Net> && !requires { Net::is_checked_model; })
inline constexpr bool is_plain_model<Net> = takes_input_alone<Net, BatchOf<typename Net::input_shape, 1>>;

/// What `compile` knows of its arguments.
template <class Net, class L>
struct Compiled {
  static constexpr bool model = diagnose::is_a_model<Net>;
  static constexpr auto find_output() {
    if constexpr (model)
      return std::type_identity<OutputRow<Net>>{};
    else
      return std::type_identity<Input<float, 1>>{};
  }
  using output = typename decltype(find_output())::type;
  using labels = typename LabelsOfLoss<L, output>::type;
  static constexpr bool fits = is_several<output> == is_losses<L> && !std::is_void_v<labels>;
  /// Whether the model has said itself what is wrong.
  static constexpr bool output_is_reported = [] {
    if constexpr (model) {
      if constexpr (is_broken_model<Net>)
        return true;
      else
        return is_broken_value<typename decltype(output_of<Net, typename Net::input_shape, 1, true>())::type>;
    } else
      return false;
  }();
  /// Whether the loss has said itself what is wrong.
  static constexpr bool loss_is_reported = [] {
    if constexpr (fits)
      if constexpr (requires(L const& l, BatchOf<labels, 2> const& y, BatchOf<output, 2> const& p) { l.call(y, p); })
        return tenon::detail::is_broken<decltype(std::declval<L const&>().call(std::declval<BatchOf<labels, 2> const&>(),
                                                                               std::declval<BatchOf<output, 2> const&>()))>;
    return false;
  }();
  /// Whether it is a function that gives one number for all samples.
  static constexpr bool folds_batch = [] {
    if constexpr (fits)
      if constexpr (requires(L const& l, BatchOf<labels, 2> const& y, BatchOf<output, 2> const& p) { l.values(y, p); }) {
        using V = decltype(std::declval<L const&>().values(std::declval<BatchOf<labels, 2> const&>(),
                                                           std::declval<BatchOf<output, 2> const&>()));
        if constexpr (!tenon::detail::is_broken<V>) return V::shape_type::rank == 0;
      }
    return false;
  }();
  static constexpr bool loss = [] {
    if constexpr (fits && !loss_is_reported)
      return LossFor<L, output, labels>;
    else
      return true;  // another message
  }();
  template <class M>
  static constexpr bool metric = [] {
    if constexpr (fits)
      return MetricFor<M, output, labels>;
    else
      return true;
  }();
  template <class M>
  static constexpr bool metric_labels = [] {
    if constexpr (fits)
      return metric_takes_labels<M, output, labels>();
    else
      return true;
  }();
};

}  // namespace detail

/// Makes a trainer for batches of B rows: `auto trainer = compile<32>(net, Huber{}, Nadam{}, MeanAbsoluteError{});`
/// A model with several outputs takes a loss for each and says of which its metrics are:
/// `compile<32>(net, losses(MeanSquaredError{}, Huber{}), Nadam{}, of<0>(MeanAbsoluteError{}))`.
/// The loss may be a callable without captures; a loss, or such a callable, among the metrics is its mean.
template <std::size_t B, class Net, class LossModule, class Opt, class... M>
auto compile(Net& net, LossModule loss, Opt optimizer, M... metrics) {
  using L = detail::LossOf<LossModule>;
  if constexpr (std::is_same_v<L, Invalid>)
    return detail::NoTrainer<Net, L, Opt>{net};  // what made it has said what is wrong
  else {
    // A model of one's own is called from here first: what is wrong in it is then a few lines from the user's.
    if constexpr (detail::is_plain_model<Net>) {
      using Row = detail::BatchOf<typename Net::input_shape, 1>;
      using Given [[maybe_unused]] = decltype(std::declval<Net const&>().call(std::declval<Row const&>()));
    }
    using Known = detail::Compiled<Net, L>;
    constexpr bool all = Known::model && Known::fits && Known::loss && diagnose::is_an_optimizer<Opt> &&
                         (Known::template metric<detail::MetricOf<M>> && ...) &&
                         (Known::template metric_labels<detail::MetricOf<M>> && ...);
    static_assert(diagnose::is_a_model<Net>, "compile: the first argument must be a model: a module with input_shape, not const");
    static_assert(diagnose::loss_is_for_these_outputs<L, typename Known::output, Known::fits>,
                  "compile: a model with several outputs takes nn::losses(...), one for each of them (loss, outputs follow)");
    static_assert(
        diagnose::is_a_loss<L, Known::loss>,
        "compile: the second argument must be a loss: a module with call(y_true, y_pred), or a function without captures "
        "(with a parameter: nn::loss(function, parameter))");
    static_assert(
        diagnose::loss_keeps_the_batch<L, !Known::folds_batch>,
        "compile: a loss function gives values for each sample, not one number for all of them: the mean over the batch "
        "is taken behind it");
    static_assert(diagnose::is_an_optimizer<Opt>,
                  "compile: the third argument must be an optimizer: a module with Slots, begin and update");
    static_assert(
        (diagnose::is_a_metric<detail::MetricOf<M>, Known::template metric<detail::MetricOf<M>>> && ...),
        "compile: after the optimizer come metrics: modules with update and result, or losses; of a model with several outputs "
        "nn::of<number>(metric)");
    static_assert(
        (diagnose::metric_takes_the_labels_of_the_loss<detail::MetricOf<M>, Known::template metric_labels<detail::MetricOf<M>>> &&
         ...),
        "compile: a metric takes other labels than the loss");
    if constexpr (!all || Known::loss_is_reported || Known::output_is_reported)
      return detail::NoTrainer<Net, L, Opt>{net};
    else if constexpr (!TrainStep<Net, L, Opt, Batch<B>, Metrics<detail::MetricOf<M>...>, typename Net::input_shape,
                                  typename Known::labels, true>::Recording::value)
      return detail::NoTrainer<Net, L, Opt>{net};  // the step has said why: nothing else is made of the model
    else
      return Trainer<Net, L, Opt, Batch<B>, Metrics<detail::MetricOf<M>...>>(net, detail::as_loss(loss), std::move(optimizer),
                                                                             detail::as_metric(metrics)...);
  }
}

}  // namespace tenon::nn
