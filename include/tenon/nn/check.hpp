// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/train_step.hpp>

/// The assertions in front of programs of models. They stand in functions of their own, which the program types name:
/// a class whose own assertion fails is no class any more, and every use of it another error.
namespace tenon {

namespace diagnose {
template <class LossModule>
inline constexpr bool loss_has_call = nn::detail::HasCall<LossModule>;
template <class Got, class Wanted>
inline constexpr bool loss_gives_one_value_a_sample = std::is_same_v<Got, Wanted>;
template <class Labels, class Output>
inline constexpr bool labels_have_the_output_shape = std::is_same_v<Labels, Output>;
template <class Opt>
inline constexpr bool optimizer_has_its_functions = Optimizer<Opt>;
template <class M, class S>
inline constexpr bool metric_has_its_functions = Metric<M, S>;
}  // namespace diagnose

namespace nn::detail {

template <class S, std::size_t B>
using BatchOf = typename WithBatch<float, S>::template traced<B>;

/// A model that was reported already: nothing more is said about it.
template <class Net>
inline constexpr bool is_broken_model = requires { Net::is_broken_model; };

/// What a model gives for a batch. A Sequential has worked its shapes out; other models are called once for it.
template <class Net, class X, std::size_t B, bool Training>
constexpr auto output_of() {
  if constexpr (requires { Net::is_checked_model; })
    return std::type_identity<BatchOf<typename Net::output_shape, B>>{};
  else if constexpr (requires(Net const& net, BatchOf<X, B> const& x, Context<Training>& c) { net.call(x, c); })
    return std::type_identity<decltype(std::declval<Net const&>().call(std::declval<BatchOf<X, B> const&>(),
                                                                       std::declval<Context<Training>&>()))>{};
  else
    return std::type_identity<decltype(std::declval<Net const&>().call(std::declval<BatchOf<X, B> const&>()))>{};
}

template <class Source>
constexpr auto check_recording() {
  using Fault = tenon::detail::FaultOf<Source>;
  static_assert(diagnose::function_can_run_in_the_compiler<Fault>, TENON_NOT_CONSTANT);
  static_assert(diagnose::every_tensor_is_an_argument_or_a_field<Fault>, TENON_FOREIGN_TENSOR);
  static_assert(diagnose::every_value_is_of_this_function<Fault>, TENON_OTHER_TRACE);
  static_assert(diagnose::no_traced_value_decides_a_branch<Fault>, TENON_TRACED_CONDITION);
  static_assert(diagnose::every_operand_has_a_derivative<Fault>, TENON_NO_DERIVATIVE);
  static_assert(diagnose::no_integer_is_divided_by_zero<Fault>, TENON_ZERO_DIVISOR);
  static_assert(diagnose::program_has_a_random_key<Fault>, TENON_NO_KEY);
  static_assert(diagnose::folds_see_whole_batches<Fault>,
                "batch: rows were cut off, joined or reordered before this fold, which cannot tell any more which rows are real "
                "(its operand's shape follows)");
  constexpr bool planned = tenon::detail::can_be_planned<Source, Fault>();
  static_assert(!Fault::ok || diagnose::graph_is_planned_within_the_limits<Source::graph.view().node_count, planned>,
                TENON_PLAN_TOO_LONG);
  return std::bool_constant<planned>{};
}

template <class Net, class LossModule, class Opt, std::size_t B, class MetricList, class X, class Y>
struct TrainCheck;
template <class Net, class LossModule, class Opt, std::size_t B, class... M, class X, class Y>
struct TrainCheck<Net, LossModule, Opt, B, Metrics<M...>, X, Y> {
  /// Reports what is wrong with a training, and gives whether it can be recorded.
  static constexpr auto report() {
    using tenon::detail::is_broken;
    if constexpr (is_broken_model<Net>)
      return std::false_type{};
    else if constexpr (!(tenon::detail::is_valid_module<Net>() && tenon::detail::is_valid_module<LossModule>() &&
                         (tenon::detail::is_valid_module<M>() && ...))) {
      using Reported [[maybe_unused]] =
          decltype(((tenon::detail::check_module<Net>() && tenon::detail::check_module<LossModule>()) && ... &&
                    tenon::detail::check_module<M>()));
      return std::false_type{};
    } else {
      static_assert(diagnose::optimizer_has_its_functions<Opt>,
                    "training: this type is no optimizer: it needs Slots<V>, begin(context) and update(...)");
      static_assert((diagnose::metric_has_its_functions<M, Y> && ...),
                    "training: this type is no metric: it needs update(y_true, y_pred, weights, context) and result()");
      static_assert(diagnose::loss_has_call<LossModule>, "training: this type is no loss: it has no call(y_true, y_pred)");
      using P = typename decltype(output_of<Net, X, B, true>())::type;
      if constexpr (!Optimizer<Opt> || !(Metric<M, Y> && ...) || !HasCall<LossModule> || is_broken<P>)
        return std::false_type{};
      else {
        using Labels = typename BatchOf<Y, B>::shape_type;
        using Output = typename P::shape_type;
        static_assert(diagnose::labels_have_the_output_shape<Labels, Output>,
                      "training: the labels' shape is not that of the model's output (labels, output follow)");
        if constexpr (!std::is_same_v<Labels, Output>)
          return std::false_type{};
        else {
          using L =
              decltype(std::declval<LossModule const&>().call(std::declval<BatchOf<Y, B> const&>(), std::declval<P const&>()));
          if constexpr (!is_broken<L>)
            static_assert(diagnose::loss_gives_one_value_a_sample<typename L::shape_type, Shape<B>>,
                          "loss: call(y_true, y_pred) must give one value a sample, shape [batch]: reduce the other axes");
          return std::bool_constant<!is_broken<L> && std::is_same_v<typename L::shape_type, Shape<B>>>{};
        }
      }
    }
  }
};

template <class Net, std::size_t B, class X>
struct PredictCheck {
  static constexpr auto report() {
    if constexpr (is_broken_model<Net>)
      return std::false_type{};
    else if constexpr (!tenon::detail::is_valid_module<Net>()) {
      using Reported [[maybe_unused]] = decltype(tenon::detail::check_module<Net>());
      return std::false_type{};
    } else {
      using P = typename decltype(output_of<Net, X, B, false>())::type;
      return std::bool_constant<!tenon::detail::is_broken<P>>{};
    }
  }
};

/// Stands for the program of a mistake: it has no kernels.
template <class Net>
struct NoSource {
  static constexpr GraphDraft record() { return {}; }
  static constexpr auto& graph = Frozen<NoSource>::graph;
  static constexpr RecordError error{};
};

/// The state of a training that is as it should be; of another a stand-in, so that its users compile.
template <class LossModule, class Opt, class MetricList>
struct NoState;
template <class LossModule, class Opt, class... M>
struct NoState<LossModule, Opt, Metrics<M...>> {
  LossModule loss;
  Opt optimizer;
  Mean mean_loss;
  std::tuple<M...> metrics;
};
template <bool Ok, class Net, class LossModule, class Opt, class MetricList>
struct StateFor : std::type_identity<NoState<LossModule, Opt, MetricList>> {};
template <class Net, class LossModule, class Opt, class MetricList>
struct StateFor<true, Net, LossModule, Opt, MetricList> : std::type_identity<TrainState<Net, LossModule, Opt, MetricList>> {};
template <bool Ok, class Net, class LossModule, class Opt, class MetricList>
using StateIf = typename StateFor<Ok, Net, LossModule, Opt, MetricList>::type;

}  // namespace nn::detail
}  // namespace tenon
