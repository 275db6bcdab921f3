// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/outputs.hpp>
#include <tenon/nn/train_step.hpp>

/// The assertions in front of programs of models. They stand in functions of their own, which the program types name:
/// a class whose own assertion fails is no class any more, and every use of it another error.
namespace tenon {

namespace diagnose {
template <class LossModule>
inline constexpr bool loss_has_call = nn::detail::HasCall<LossModule>;
template <class LossModule, bool Is>
inline constexpr bool reduction_gives_a_number = Is;
template <class Got, class Wanted>
inline constexpr bool loss_gives_one_value_a_sample = std::is_same_v<Got, Wanted>;
template <class Labels, class Wanted, bool Are>
inline constexpr bool labels_are_those_of_the_loss = Are;
template <class Output, bool Keeps>
inline constexpr bool model_gives_batches = Keeps;
template <class LossModule, class Outputs, bool Fits>
inline constexpr bool loss_is_for_these_outputs = Fits;
template <class M, bool Takes>
inline constexpr bool metric_takes_the_labels_of_the_loss = Takes;
template <class Opt>
inline constexpr bool optimizer_has_its_functions = Optimizer<Opt>;
template <class M, bool Has>
inline constexpr bool metric_has_its_functions = Has;
}  // namespace diagnose

namespace nn::detail {

/// A model that was reported already: nothing more is said about it.
template <class Net>
inline constexpr bool is_broken_model = requires { Net::is_broken_model; };

/// What a model gives for a batch. A Sequential has worked its shapes out; other models are called once for it.
template <class Net, class X, std::size_t B, bool Training>
constexpr auto output_of() {
  if constexpr (requires { Net::is_checked_model; })
    return std::type_identity<typename WithBatch<typename Net::value_type, typename Net::output_shape>::template traced<B>>{};
  else
    return std::type_identity<decltype(call_layer(std::declval<Net const&>(), std::declval<BatchOf<X, B> const&>(),
                                                  std::declval<Context<Training>&>()))>{};
}

template <class Source>
constexpr auto check_recording() {
  using Fault = tenon::detail::FaultOf<Source>;
  static_assert(diagnose::function_can_run_in_the_compiler<Fault>, TENON_NOT_CONSTANT);
  static_assert(diagnose::every_tensor_is_an_argument_or_a_field<Fault>, TENON_FOREIGN_TENSOR);
  static_assert(diagnose::every_value_is_of_this_function<Fault>, TENON_OTHER_TRACE);
  static_assert(diagnose::no_traced_value_decides_a_branch<Fault>, TENON_TRACED_CONDITION);
  static_assert(diagnose::no_element_is_read_as_a_number<Fault>, TENON_ELEMENT_READ);
  static_assert(diagnose::every_operand_has_a_derivative<Fault>, TENON_NO_DERIVATIVE);
  static_assert(diagnose::no_integer_is_divided_by_zero<Fault>, TENON_ZERO_DIVISOR);
  static_assert(diagnose::program_has_a_random_key<Fault>, TENON_NO_KEY);
  static_assert(diagnose::folds_see_whole_batches<Fault>,
                "batch: rows were cut off, joined or reordered before this fold, which cannot tell any more which rows are real "
                "(its operand's shape follows)");
  static_assert(diagnose::values_have_room_for_an_axis<Fault>, TENON_TOO_MANY_AXES);
  static_assert(diagnose::bodies_assign_no_variable<Fault>, TENON_ASSIGNED_IN_BODY);
  static_assert(diagnose::loops_in_reverse_have_a_bound<Fault>, TENON_UNBOUNDED_LOOP);
  constexpr bool planned = tenon::detail::can_be_planned<Source, Fault>();
  static_assert(!Fault::ok || diagnose::graph_is_planned_within_the_limits<Source::graph.view().node_count, planned>,
                TENON_PLAN_TOO_LONG);
  return std::bool_constant<planned>{};
}

/// Whether two kinds of rows are one; no where one of them is none.
template <class A, class B, bool Both>
constexpr bool same_batches() {
  if constexpr (Both)
    return std::is_same_v<BatchOf<A, 1>, BatchOf<B, 1>>;
  else
    return false;
}

template <class Net, class LossModule, class Opt, std::size_t B, class MetricList, class X, class Y>
struct TrainCheck;
template <class Net, class LossModule, class Opt, std::size_t B, class... M, class X, class Y>
struct TrainCheck<Net, LossModule, Opt, B, Metrics<M...>, X, Y> {
  /// Reports what is wrong with a training, and gives whether it can be recorded.
  static constexpr auto report() {
    if constexpr (is_broken_model<Net>)
      return std::false_type{};
    else if constexpr (!(tenon::detail::is_valid_module<Net>() && tenon::detail::is_valid_module<LossModule>() &&
                         (tenon::detail::is_valid_module<M>() && ...))) {
      static_assert(diagnose::struct_is_a_module<Net>, "training: " TENON_NO_MODULE);
      static_assert(diagnose::struct_is_a_module<LossModule>, "training: " TENON_NO_MODULE);
      static_assert((diagnose::struct_is_a_module<M> && ...), "training: " TENON_NO_MODULE);
      using Reported [[maybe_unused]] =
          decltype(((tenon::detail::check_module<Net>() && tenon::detail::check_module<LossModule>()) && ... &&
                    tenon::detail::check_module<M>()));
      return std::false_type{};
    } else {
      static_assert(diagnose::optimizer_has_its_functions<Opt>,
                    "training: this type is no optimizer: it needs Slots<V>, begin(context) and update(...)");
      static_assert(diagnose::loss_has_call<LossModule>, "training: this type is no loss: it has no call(y_true, y_pred)");
      using Paths = PathCheckOf<Opt, Net>;
      if constexpr (!Paths::ok)
        static_assert(diagnose::rule_matches_a_parameter<Paths::path, typename Paths::paths, Paths::ok>, TENON_NO_PARAMETER_AT);
      using P = typename decltype(output_of<Net, X, B, true>())::type;
      if constexpr (!Paths::ok || !Optimizer<Opt> || !HasCall<LossModule> || is_broken_value<P>)
        return std::false_type{};
      else {
        static_assert(diagnose::model_gives_batches<P, is_batch<P, B>>,
                      "training: the model's output must keep the batch as its first axis");
        if constexpr (!is_batch<P, B>)
          return std::false_type{};
        else {
          using Out = typename RowOfBatch<P>::type;
          using Wanted = typename LabelsOfLoss<LossModule, Out>::type;
          constexpr bool fits = is_several<Out> == is_losses<LossModule> && !std::is_void_v<Wanted>;
          static_assert(
              diagnose::loss_is_for_these_outputs<LossModule, Out, fits>,
              "training: a model with several outputs takes nn::losses(...), one for each of them (loss, outputs follow)");
          constexpr bool labels = same_batches<RowOf<Y>, Wanted, fits>();
          if constexpr (fits)
            static_assert(diagnose::labels_are_those_of_the_loss<RowOf<Y>, Wanted, labels>,
                          "training: the labels are not what the loss takes for the model's output (labels, wanted follow)");
          if constexpr (!labels)
            return std::false_type{};
          else {
            static_assert(
                (diagnose::metric_has_its_functions<M, MetricFor<M, Out, RowOf<Y>>> && ...),
                "training: this type is no metric: it needs update(y_true, y_pred, weights, context) and result(); of a "
                "model with several outputs it is nn::of<number>(metric)");
            static_assert((diagnose::metric_takes_the_labels_of_the_loss<M, metric_takes_labels<M, Out, RowOf<Y>>()> && ...),
                          "training: a metric takes other labels than the loss");
            using L =
                decltype(std::declval<LossModule const&>().call(std::declval<BatchOf<Y, B> const&>(), std::declval<P const&>()));
            if constexpr (!tenon::detail::is_broken<L>)
              static_assert(diagnose::loss_gives_one_value_a_sample<typename L::shape_type, Shape<B>>,
                            "loss: call(y_true, y_pred) must give one value a sample, shape [batch]: reduce the other axes");
            static_assert(diagnose::reduction_gives_a_number < LossModule, reduction_of<LossModule>() != Reduction::none >,
                          "training: a loss with Reduction::none gives no number to train on: take sum_over_batch_size or sum");
            return std::bool_constant<(MetricFor<M, Out, RowOf<Y>> && ...) && (metric_takes_labels<M, Out, RowOf<Y>>() && ...) &&
                                      !tenon::detail::is_broken<L> && std::is_same_v<typename L::shape_type, Shape<B>>>{};
          }
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
      static_assert(diagnose::struct_is_a_module<Net>, "model: " TENON_NO_MODULE);
      using Reported [[maybe_unused]] = decltype(tenon::detail::check_module<Net>());
      return std::false_type{};
    } else {
      using P = typename decltype(output_of<Net, X, B, false>())::type;
      return std::bool_constant<!is_broken_value<P>>{};
    }
  }
};

/// What a model gives, a row.
template <class Net, class X>
constexpr auto output_row() {
  if constexpr (is_broken_model<Net>)
    return std::type_identity<Input<float, 1>>{};
  else {
    using P = typename decltype(output_of<Net, X, 1, true>())::type;
    if constexpr (is_batch<P, 1>)
      return std::type_identity<typename RowOfBatch<P>::type>{};
    else
      return std::type_identity<Input<float, 1>>{};
  }
}
template <class Net, class X = typename Net::input_shape>
using OutputRow = typename decltype(output_row<Net, X>())::type;
/// The labels that a training has if nobody says which.
template <class Net, class LossModule, class X>
using DefaultLabels = typename LabelsOfLoss<LossModule, OutputRow<Net, X>>::type;

/// Stands for the program of a mistake: it has no kernels.
template <class Net>
struct NoSource {
  static constexpr GraphDraft record() { return {}; }
  static constexpr auto& graph = tenon::Frozen<NoSource>::graph;
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
