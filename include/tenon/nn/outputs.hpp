// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer_list.hpp>
#include <tenon/nn/metric/mean_metric.hpp>
#include <tenon/nn/signature.hpp>

/// Losses and metrics of models with several outputs.
namespace tenon::nn {

/// Stands in `losses(...)` for an output that is only predicted: it has no loss, and no labels are read for it. Such outputs are
/// a model's last ones.
struct NoLoss {
  TENON_MODULE(NoLoss);
};

namespace detail {
template <class... L>
inline constexpr std::size_t count_losses = (std::size_t{0} + ... + std::size_t{!std::is_same_v<L, NoLoss>});
template <std::size_t... I>
constexpr Tensor<float, sizeof...(I)> equal_weights(std::index_sequence<I...>) {
  return Tensor<float, sizeof...(I)>{(static_cast<void>(I), 1.F)...};
}
/// Whether there are losses, and what has none comes behind them.
template <class... L>
constexpr bool losses_come_first() {
  bool const none[] = {std::is_same_v<L, NoLoss>..., true};
  return count_losses<L...> > 0 && !none[count_losses<L...> - 1] && none[count_losses<L...>];
}
}  // namespace detail
}  // namespace tenon::nn

namespace tenon::diagnose {
template <bool First, class... L>
inline constexpr bool losses_come_first = First;
}  // namespace tenon::diagnose

namespace tenon::nn {

/// A loss for each output of a model, and what each of them weighs in the sum: made by `losses(...)`. What each one is stands
/// in the history too, as "output_1_loss" or by the names that the model has as `output_names`.
template <class... L>
struct Losses {
  static constexpr std::size_t loss_count = detail::count_losses<L...>;
  LayerList<L...> losses;
  Tensor<float, loss_count> weights = detail::equal_weights(std::make_index_sequence<loss_count>{});
  TENON_MODULE(Losses, losses, weights);

  /// The weights of the losses in the sum, Keras' loss_weights: `losses(a, b).weighted(0.9F, 0.1F)`.
  template <class... W>
  constexpr Losses weighted(W... w) const {
    static_assert(sizeof...(W) == loss_count, "losses: one weight for each loss");
    Losses r = *this;
    if constexpr (sizeof...(W) == loss_count) r.weights = Tensor<float, loss_count>{static_cast<float>(w)...};
    return r;
  }

  /// Each output's loss, a value a sample.   tuples of [batch, S...] -> tuple of [batch]
  template <class... Y, class... P>
  constexpr auto parts(std::tuple<Y...> const& y_true, std::tuple<P...> const& y_pred) const {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::tuple{cast<float>(losses.template layer<I>().call(std::get<I>(y_true), std::get<I>(y_pred)))...};
    }(std::make_index_sequence<loss_count>{});
  }
  /// Their weighted sum.   tuples of [batch, S...] -> [batch]
  template <class... Y, class... P>
  constexpr auto call(std::tuple<Y...> const& y_true, std::tuple<P...> const& y_pred) const {
    return sum_of(parts(y_true, y_pred));
  }
  template <class... V>
  constexpr auto sum_of(std::tuple<V...> const& parts) const {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return (... + (std::get<I>(parts) * weights(std::integral_constant<int, int(I)>{})));
    }(std::index_sequence_for<V...>{});
  }
};

/// `compile<32>(net, losses(MeanSquaredError{}, Huber{}), Adam{})` for a model with two outputs; `losses(Huber{}, NoLoss{})`
/// where the second one is only looked at.
template <class... L>
constexpr auto losses(L const&... l) {
  constexpr bool first = detail::losses_come_first<L...>();
  static_assert(diagnose::losses_come_first<first, L...>, "losses: at least one loss, and outputs without one (NoLoss) last");
  if constexpr (first) {
    Losses<detail::LossOf<L>...> r;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      ((r.losses.template layer<I>() = detail::as_loss(l)), ...);
    }(std::index_sequence_for<L...>{});
    return r;
  } else
    return Invalid{};
}

/// A metric that the weights of the rows reach. Others count every row alike.
template <class M>
struct WeightedMetric {
  M metric;
  TENON_MODULE(WeightedMetric, metric);
  static constexpr char const* name = detail::name_of<M>();
  static constexpr bool is_weighted = true;

  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    metric.update(y_true, y_pred, weights, context);
  }
  constexpr auto result() const { return metric.result(); }
};

/// Keras' weighted_metrics: `compile<32>(net, loss, Adam{}, weighted(MeanAbsoluteError{}))` is a mean by the weights that `fit`
/// and `evaluate` are given.
template <class M>
constexpr auto weighted(M const& metric) {
  return WeightedMetric<detail::MetricOf<M>>{detail::as_metric(metric)};
}

namespace detail {
/// The metric that says which labels it takes.
template <class M>
struct InnerMetric : std::type_identity<M> {};
template <class M>
struct InnerMetric<WeightedMetric<M>> : std::type_identity<M> {};
}  // namespace detail

/// A metric of output number I.
template <std::size_t I, class M>
struct OfOutput {
  M metric;
  TENON_MODULE(OfOutput, metric);
  static constexpr std::size_t output = I;
  static constexpr bool is_weighted = requires { requires M::is_weighted; };

  template <class... Y, class... P>
    requires(I < sizeof...(Y) && I < sizeof...(P))
  constexpr void update(std::tuple<Y...> const& y_true, std::tuple<P...> const& y_pred, auto const& weights,
                        auto& context) const {
    metric.update(std::get<I>(y_true), std::get<I>(y_pred), weights, context);
  }
  constexpr auto result() const { return metric.result(); }
};

/// `compile<32>(net, losses(...), Adam{}, of<0>(MeanAbsoluteError{}))`: a metric of the first output.
template <std::size_t I, class M>
constexpr OfOutput<I, detail::MetricOf<M>> of(M const& metric) {
  return {detail::as_metric(metric)};
}

namespace detail {

template <class L>
inline constexpr bool is_losses = false;
template <class... L>
inline constexpr bool is_losses<Losses<L...>> = true;
/// How many losses there are in a list; 0 of one that is none.
template <class L>
inline constexpr std::size_t listed_losses = 0;
template <class... L>
inline constexpr std::size_t listed_losses<Losses<L...>> = Losses<L...>::loss_count;

template <class... L, class... Out>
struct LabelsOfLoss<Losses<L...>, std::tuple<Out...>> : std::type_identity<void> {};
template <class... L, class... Out>
  requires(sizeof...(L) == sizeof...(Out))
struct LabelsOfLoss<Losses<L...>, std::tuple<Out...>> {
  template <std::size_t... I>
  static std::tuple<
      typename LabelsOfLoss<std::tuple_element_t<I, std::tuple<L...>>, std::tuple_element_t<I, std::tuple<Out...>>>::type...>
      of(std::index_sequence<I...>);
  using type = decltype(of(std::make_index_sequence<count_losses<L...>>{}));
};

/// What a metric takes as labels, where it says so, and Y, which the loss takes.
template <class M, class Out, class Y>
struct MetricRows {
  using output = Out;
  using given = Y;
  using inner = typename InnerMetric<M>::type;
  using wanted = typename LabelsOfLoss<inner, Out>::type;
  static constexpr bool declared = requires { typename inner::template labels<typename Out::shape_type>; };
};
template <class M, class... Out, class Y>
struct MetricRows<M, std::tuple<Out...>, Y> {
  using output = std::tuple<Out...>;
  using given = Y;
  using wanted = Y;
  static constexpr bool declared = false;
};
template <std::size_t I, class M, class... Out, class... Y>
  requires(I < sizeof...(Out) && I < sizeof...(Y))
struct MetricRows<OfOutput<I, M>, std::tuple<Out...>, std::tuple<Y...>>
    : MetricRows<M, std::tuple_element_t<I, std::tuple<Out...>>, std::tuple_element_t<I, std::tuple<Y...>>> {};
/// Whether a metric says that it takes other labels than the loss.
template <class M, class Out, class Y>
constexpr bool metric_takes_labels() {
  using R = MetricRows<M, Out, Y>;
  if constexpr (R::declared)
    return std::is_same_v<BatchOf<typename R::wanted, 1>, BatchOf<typename R::given, 1>>;
  else
    return true;
}

}  // namespace detail
}  // namespace tenon::nn
