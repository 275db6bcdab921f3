// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/leaves.hpp>
#include <tenon/nn/apply_gradients.hpp>
#include <tenon/nn/metric/mean.hpp>
#include <tenon/nn/metric/streaming.hpp>

/// Pieces for training loops of one's own. A step is a traced function of what the loop carries: gradients, updates and metrics
/// are one program. Example: examples/18_models.cpp
namespace tenon::nn {

/// An optimizer and the state that it keeps for the parameters of a module, such as a model or one of its layers.
template <class Of, class Opt>
struct OptimizerFor {
  Opt optimizer;
  detail::SlotTree<Opt, Of> slots;
  TENON_MODULE(OptimizerFor, optimizer, slots);

  /// One step: the parameters of `module` are assigned, and the optimizer's state. Gradients are those that
  /// `tn::value_and_grad` gives with respect to it, there or as a `Gradient` that is an argument too. In a traced function that
  /// has module and optimizer as arguments. They are gradients of the loss, whatever scale the optimizer has.
  template <class Gradients>
  constexpr void apply_gradients(Of const& module, Gradients const& gradients) const {
    apply<false>(module, gradients);
  }

  /// The loss times the optimizer's scale, if it has one, as Keras' `scale_loss`; a step with the gradients of this is
  /// `apply_scaled_gradients`.   [] -> []
  template <Operand L>
  constexpr auto scale_loss(L const& loss) const {
    if constexpr (requires { optimizer.loss_scale(); })
      return loss * cast<typename L::value_type>(optimizer.loss_scale());
    else
      return loss * 1;
  }
  template <class Gradients>
  constexpr void apply_scaled_gradients(Of const& module, Gradients const& gradients) const {
    apply<true>(module, gradients);
  }

 private:
  template <bool Scaled, class Gradients>
  constexpr void apply(Of const& module, Gradients const& gradients) const {
    Builder* const b = detail::builder_of(module);
    Context<true, false> updates(*b);
    detail::RecordedGradients r;
    tenon::detail::for_each_param(module, [&](auto const& p) { r.parameters.push_back(tenon::detail::lift(*b, p).id); });
    tenon::detail::Form<Gradients>::nodes(*b, gradients, r.gradients);
    if constexpr (!Scaled && requires { optimizer.loss_scale(); })  // the optimizer divides by it
      for (NodeId& g : r.gradients) {
        NodeId const scale = tenon::cast(*b, optimizer.loss_scale().id(), (*b)[g].dtype);
        g = (Value{b, g} * Value{b, broadcast_to(*b, scale, (*b)[g].dims)}).id;
      }
    auto step = optimizer.begin(updates);
    detail::apply_gradients(module, optimizer, slots, r, step, updates);
  }
};

/// Adds a batch to a metric, in a traced function that has it as an argument.   [batch, ...], [batch, ...]
template <class M, class Y, Operand P>
constexpr void update(M const& metric, Y const& y_true, P const& y_pred) {
  constexpr std::size_t batch = static_cast<std::size_t>(dims_of<typename P::shape_type>[0]);
  Context<false> context(y_pred);
  Builder* const b = detail::builder_in(y_pred);
  metric.update(y_true, y_pred, Traced<float, Shape<batch>>(b, b->constant(DType::f32, dims_of<Shape<batch>>, 1.0)), context);
}
/// Adds a value to a mean, such as the loss of a batch.   []
template <Operand X>
constexpr void update(Mean const& mean, X const& value) {
  Context<false> context(value);
  Builder* const b = detail::builder_in(value);
  mean.add(reshape<1>(value), Traced<float, Shape<1>>(b, b->constant(DType::f32, dims_of<Shape<1>>, 1.0)), context);
}

}  // namespace tenon::nn
