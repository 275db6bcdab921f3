// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/batch_inputs.hpp>
#include <tenon/nn/loss/reduced.hpp>
#include <tenon/nn/outputs.hpp>

/// What a training makes of a loss's values: weights of rows, masks of steps and the loss's own reduction, as one value a row
/// whose mean over the batch is the objective. Keras' reduce_weighted_values is the definition.
namespace tenon::nn::detail {

// ---- masks that reach the end of a model

/// How many axes the mask has that a model carries to each of its outputs, four bits for each; 0 for one without.
template <class Net, class X, std::size_t B>
constexpr std::uint64_t find_masks() {
  Trace t;
  Net net;
  t.mark(net);
  BatchInputs<B> inputs{t};
  auto const x = inputs.template input<X>();
  Context<false, false> context(t.draft.builder);
  auto const y = call_layer(net, x, context);
  std::uint64_t found = 0;
  int output = 0;
  auto note = [&]<class P>(P const&) {
    found |= static_cast<std::uint64_t>(context.template masked_axes<typename P::shape_type>()) << (4 * output++);
  };
  if constexpr (is_several<std::remove_cvref_t<decltype(y)>>)
    std::apply([&note](auto const&... each) { (note(each), ...); }, y);
  else
    note(y);
  return found;
}
/// Whether an output has an axis of steps and one more, so that there may be a mask.
template <class Row>
inline constexpr bool has_steps = Row::shape_type::rank >= 2;
template <class... Row>
inline constexpr bool has_steps<std::tuple<Row...>> = (has_steps<Row> || ...);

/// The same for a training, where it can be found. The model is recorded once more for it, but not where no output has steps.
template <class Net, class X, class P, std::size_t B>
inline constexpr std::uint64_t output_masks = 0;
template <class Net, class X, class P, std::size_t B>
  requires has_steps<typename RowOfBatch<P>::type> &&
               requires { typename std::integral_constant<std::uint64_t, find_masks<Net, X, B>()>; }
inline constexpr std::uint64_t output_masks<Net, X, P, B> = find_masks<Net, X, B>();
template <std::uint64_t Masks, std::size_t Output>
inline constexpr int mask_of_output = int(Masks >> (4 * Output) & 15);

/// Whether a loss or metric says that it takes whole sequences: no steps can be left out of what it is given then.
template <class L>
    struct TakesSequences : std::bool_constant < requires {
  requires L::takes_sequences;
}>{};
template <class L>
struct TakesSequences<MeanMetric<L>> : TakesSequences<L> {};
template <class M>
struct TakesSequences<WeightedMetric<M>> : TakesSequences<M> {};
template <class L, Reduction R>
struct TakesSequences<Reduced<L, R>> : TakesSequences<L> {};

/// Stands for a mask where there is none.
struct EveryStep {};
/// The mask, if labels and output both have its axes and the loss or metric can do without the steps that do not count.
template <int Axes, class L, class Y, class P, class C>
constexpr auto mask_for(C const& context) {
  if constexpr (Axes == 0 || TakesSequences<L>::value)
    return EveryStep{};
  else if constexpr (!std::is_same_v<FirstAxes<typename P::shape_type, Axes>, FirstAxes<typename Y::shape_type, Axes>>)
    return EveryStep{};
  else
    return context.template mask<FirstAxes<typename P::shape_type, Axes>>();
}

/// The first axes as one: each step of each row is a row.
constexpr Dims joined_axes(Dims const& d, int count) {
  Dims r;
  r.push_back(1);
  for (int i = 0; i < d.rank; ++i) {
    if (i < count)
      r[0] *= d[i];
    else
      r.push_back(d[i]);
  }
  return r;
}
template <int Axes, class X>
constexpr auto steps_as_rows(X const& x) {
  return reshape_to_shape<shape_from<joined_axes(dims_of<typename X::shape_type>, Axes)>>(x);
}
/// [batch, steps...] -> [batch, n]
template <std::size_t B, class X>
constexpr auto rows_of_steps(X const& x) {
  return reshape<B, X::shape_type::size / B>(x);
}

// ---- losses

template <class L>
constexpr Reduction reduction_of() {
  if constexpr (requires { L::reduction; })
    return L::reduction;
  else
    return Reduction::sum_over_batch_size;
}

/// How many values a loss has for a row, in Keras, where it folds the last axis alone.
template <class L, class Y, class P>
constexpr std::size_t values_per_row() {
  constexpr Dims d = dims_of<typename P::shape_type>;
  if constexpr (requires(L const& l, Y const& y, P const& p) { l.values(y, p); })
    return decltype(std::declval<L const&>().values(std::declval<Y const&>(), std::declval<P const&>()))::shape_type::size /
           std::size_t(d[0]);
  else {
    std::size_t n = 1;
    for (int i = 1; i < d.rank - 1; ++i) n *= std::size_t(d[i]);
    return n;
  }
}

/// x / y, and 0 where y is 0.
constexpr auto quotient_or_0(auto const& x, auto const& y) { return where(y == 0, 0, x / y); }

/// Losses, a value a row, by what the rows weigh and which steps count; their mean over the real rows is the objective.
/// -> [batch]
template <class L, class Y, class P, class W, class M, class Real>
constexpr auto row_losses(L const& loss, Y const& y, P const& p, W const& weights, M const& mask, Real const& real) {
  constexpr Reduction how = reduction_of<L>();
  constexpr bool masked = !std::is_same_v<M, EveryStep>;
  [[maybe_unused]] constexpr std::size_t B = std::size_t(dims_of<typename P::shape_type>[0]);
  // Of each row the mean, in which steps that do not count are 0.
  auto const losses = [&] {
    if constexpr (masked) {
      constexpr int axes = int(M::shape_type::rank);
      auto const each = loss.call(steps_as_rows<axes>(y), steps_as_rows<axes>(p));
      return mean<1>(where(rows_of_steps<B>(mask), rows_of_steps<B>(each), 0));
    } else
      return loss.call(y, p);
  }();
  using T = typename decltype(losses)::value_type;
  // Which part of each row counts.
  auto const part = [&] {
    if constexpr (masked)
      return mean<1>(cast<T>(rows_of_steps<B>(mask)));
    else
      return cast<T>(real);
  };
  auto const weighed = weights.weigh(losses);
  if constexpr (how == Reduction::sum)
    return weighed * (sum(cast<T>(real)) * static_cast<T>(values_per_row<L, Y, P>()));
  else if constexpr (how == Reduction::mean_with_sample_weight)
    return quotient_or_0(weighed, mean(weights.weigh(part())));
  else if constexpr (masked)
    return quotient_or_0(weighed, mean(part()));
  else
    return weighed;
}

/// The same of a model's outputs; of several the weighted sum, and the context learns what each output's is.   -> [batch]
template <std::uint64_t Masks, class L, class Y, class P, class W, class Real, class C>
constexpr auto weighted_losses(L const& loss, Y const& y, P const& p, W const& weights, Real const& real, C& context) {
  if constexpr (is_losses<L>)
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      auto const one = [&]<std::size_t J>(std::integral_constant<std::size_t, J>) {
        auto const& l = loss.losses.template layer<J>();
        auto const mask = mask_for<mask_of_output<Masks, J>, std::remove_cvref_t<decltype(l)>, std::tuple_element_t<J, Y>,
                                   std::tuple_element_t<J, P>>(context);
        return cast<float>(row_losses(l, std::get<J>(y), std::get<J>(p), weights.template of_output<J>(), mask, real));
      };
      auto const parts = std::tuple{one(std::integral_constant<std::size_t, I>{})...};  // braces: in order
      (context.report_loss(mean(std::get<I>(parts))), ...);
      return loss.sum_of(parts);
    }(std::make_index_sequence<L::loss_count>{});
  else
    return row_losses(loss, y, p, weights, mask_for<mask_of_output<Masks, 0>, L, Y, P>(context), real);
}

// ---- metrics

/// Adds a batch to a metric, each step that counts as a row where the output has a mask. The weights of the rows reach those that
/// ask for them.
template <std::uint64_t Masks, class M, class Y, class P, class W, class Real, class C, class U>
constexpr void update_metric(M const& metric, Y const& y, P const& p, W const& weights, Real const& real, C const& context,
                             U& updates) {
  if constexpr (requires { M::output; })
    update_metric<mask_of_output<Masks, M::output>>(metric.metric, std::get<M::output>(y), std::get<M::output>(p),
                                                    weights.template of_output<M::output>(), real, context, updates);
  else {
    auto const of_rows = [&] {
      if constexpr (requires { requires M::is_weighted; })
        return weights.of(real) * 1.F;
      else
        return cast<float>(real);
    }();
    auto const mask = mask_for<is_several<P> ? 0 : mask_of_output<Masks, 0>, M, Y, P>(context);
    using Mask = std::remove_cvref_t<decltype(mask)>;
    if constexpr (std::is_same_v<Mask, EveryStep>)
      metric.update(y, p, of_rows, updates);
    else {
      constexpr int axes = int(Mask::shape_type::rank);
      constexpr std::size_t all = Mask::shape_type::size, B = std::size_t(dims_of<typename Mask::shape_type>[0]);
      auto const of_steps = reshape<B, 1>(of_rows) * cast<float>(rows_of_steps<B>(mask));
      metric.update(steps_as_rows<axes>(y), steps_as_rows<axes>(p), reshape<all>(of_steps), updates);
    }
  }
}

}  // namespace tenon::nn::detail
