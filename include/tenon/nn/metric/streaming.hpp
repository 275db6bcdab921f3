// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>

/// Metrics on their own, outside of a training: fed batch by batch, asked at any time. In a traced function, such as a step of a
/// loop of one's own, `update(metric, y, p)` of nn/loop.hpp adds a batch.
///   nn::Precision<> precision;
///   nn::update_state(precision, y_true, y_pred);
///   float const so_far = nn::result(precision);
namespace tenon::diagnose {
template <class M>
inline constexpr bool is_a_metric_with_update_and_result = Module<M> && requires(M const& m) { m.result(); };
}  // namespace tenon::diagnose

namespace tenon::nn {

namespace detail {

/// The weights 1 of a batch.
template <class P>
constexpr auto unit_weights(P const& y_pred) {
  constexpr Dims batch{1, {P::shape_type::rank == 0 ? 1 : dims_of<typename P::shape_type>[0]}};
  return Traced<float, shape_from<batch>>(y_pred.builder(), y_pred.builder()->constant(DType::f32, batch, 1.0));
}
struct UpdateState {
  template <class M, class Y, class P, class... W>
  constexpr void operator()(M& metric, Y const& y_true, P const& y_pred, W const&... weights) const {
    Context<false> context(*y_pred.builder());
    if constexpr (sizeof...(W) == 0)
      metric.update(y_true, y_pred, unit_weights(y_pred), context);
    else
      metric.update(y_true, y_pred, weights..., context);
  }
};
struct AddValues {
  template <class M, class V>
  constexpr void operator()(M& metric, V const& values) const {
    Context<false> context(*values.builder());
    metric.add(values, unit_weights(values), context);
  }
};
struct ResultOf {
  template <class M>
  constexpr auto operator()(M const& metric) const {
    return metric.result();
  }
};

}  // namespace detail

/// Adds a batch to a metric's state, as a program of its own.   [batch, S...], [batch, S...]
template <class M, class Y, class P>
void update_state(M& metric, Y const& y_true, P const& y_pred) {
  static_assert(diagnose::is_a_metric_with_update_and_result<M>,
                "update_state: this type is no metric: it needs update and result");
  if constexpr (diagnose::is_a_metric_with_update_and_result<M>) Function<detail::UpdateState>{}(metric, y_true, y_pred);
}
/// With weights of the samples, or of more of the first axes.   [batch, S...], [batch, S...], [batch, W...]
template <class M, class Y, class P, class W>
void update_state(M& metric, Y const& y_true, P const& y_pred, W const& sample_weight) {
  static_assert(diagnose::is_a_metric_with_update_and_result<M>,
                "update_state: this type is no metric: it needs update and result");
  if constexpr (diagnose::is_a_metric_with_update_and_result<M>)
    Function<detail::UpdateState>{}(metric, y_true, y_pred, sample_weight);
}
/// Adds values to a `Mean` or a `Sum`.   [batch, S...]
template <class M, class V>
void update_state(M& metric, V const& values) {
  Function<detail::AddValues>{}(metric, values);
}

/// What a metric says of all that it has seen: a number, or a tensor where it has several.
template <class M>
auto result(M const& metric) {
  static_assert(diagnose::is_a_metric_with_update_and_result<M>, "result: this type is no metric: it needs update and result");
  if constexpr (diagnose::is_a_metric_with_update_and_result<M>) {
    auto const r = Function<detail::ResultOf>{}(metric);
    if constexpr (decltype(r)::rank == 0)
      return r.item();
    else
      return r;
  } else
    return 0.f;
}

/// Forgets what a metric has seen; its hyper-parameters stay.
template <Module M>
void reset_state(M& metric) {
  M fresh;
  for_each_field(metric, [&](auto name, auto& field) {
    using Field = std::remove_cvref_t<decltype(field)>;
    if constexpr (requires { Field::is_variable; })
      field = decltype(name){}(fresh);
    else if constexpr (Module<Field>)
      reset_state(field);
  });
}

}  // namespace tenon::nn
