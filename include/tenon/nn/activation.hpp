// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/piecewise_activation.hpp>
#include <tenon/op/smooth_activation.hpp>
#include <tenon/op/softmax.hpp>
#include <tenon/trace/module.hpp>

/// Activations as types, for a layer's template argument (`Dense<30, Relu>`) or a place of their own in a model
/// (`Dense<30>, Relu`). Keras' definitions and defaults; those with numbers to set are layers (nn/layer/activation.hpp);
/// `Sparsemax` and `Glu` stand in nn/axis_activation.hpp.
/// One's own is a struct with `operator()(x)`, without members.
namespace tenon::nn {

namespace detail {
/// What makes an activation a layer too.
template <class Function>
struct ActivationLayer {
  TENON_MODULE(ActivationLayer);
  static constexpr bool supports_masking = true;
  constexpr auto call(auto const& x) const { return Function{}(x); }
};
}  // namespace detail

/// x itself.
struct Linear : detail::ActivationLayer<Linear> {
  static constexpr char name[] = "Linear";
  constexpr auto operator()(auto const& x) const { return x; }
};
struct Relu : detail::ActivationLayer<Relu> {
  static constexpr char name[] = "Relu";
  constexpr auto operator()(auto const& x) const { return relu(x); }
};
struct Relu6 : detail::ActivationLayer<Relu6> {
  static constexpr char name[] = "Relu6";
  constexpr auto operator()(auto const& x) const { return relu6(x); }
};
/// Slope 0.2 below 0.
struct LeakyRelu : detail::ActivationLayer<LeakyRelu> {
  static constexpr char name[] = "LeakyRelu";
  constexpr auto operator()(auto const& x) const { return leaky_relu(x); }
};
struct Elu : detail::ActivationLayer<Elu> {
  static constexpr char name[] = "Elu";
  constexpr auto operator()(auto const& x) const { return elu(x); }
};
struct Selu : detail::ActivationLayer<Selu> {
  static constexpr char name[] = "Selu";
  constexpr auto operator()(auto const& x) const { return selu(x); }
};
struct Celu : detail::ActivationLayer<Celu> {
  static constexpr char name[] = "Celu";
  constexpr auto operator()(auto const& x) const { return celu(x); }
};
struct Gelu : detail::ActivationLayer<Gelu> {
  static constexpr char name[] = "Gelu";
  constexpr auto operator()(auto const& x) const { return gelu(x); }
};
/// The approximation of `Gelu` by tanh.
struct GeluTanh : detail::ActivationLayer<GeluTanh> {
  static constexpr char name[] = "GeluTanh";
  constexpr auto operator()(auto const& x) const { return gelu(x, approximate); }
};
/// Also called swish.
struct Silu : detail::ActivationLayer<Silu> {
  static constexpr char name[] = "Silu";
  constexpr auto operator()(auto const& x) const { return silu(x); }
};
struct Mish : detail::ActivationLayer<Mish> {
  static constexpr char name[] = "Mish";
  constexpr auto operator()(auto const& x) const { return mish(x); }
};
struct Softplus : detail::ActivationLayer<Softplus> {
  static constexpr char name[] = "Softplus";
  constexpr auto operator()(auto const& x) const { return softplus(x); }
};
struct Softsign : detail::ActivationLayer<Softsign> {
  static constexpr char name[] = "Softsign";
  constexpr auto operator()(auto const& x) const { return softsign(x); }
};
struct Squareplus : detail::ActivationLayer<Squareplus> {
  static constexpr char name[] = "Squareplus";
  constexpr auto operator()(auto const& x) const { return squareplus(x); }
};
struct SparsePlus : detail::ActivationLayer<SparsePlus> {
  static constexpr char name[] = "SparsePlus";
  constexpr auto operator()(auto const& x) const { return sparse_plus(x); }
};
struct Tanh : detail::ActivationLayer<Tanh> {
  static constexpr char name[] = "Tanh";
  constexpr auto operator()(auto const& x) const { return tanh(x); }
};
struct Sigmoid : detail::ActivationLayer<Sigmoid> {
  static constexpr char name[] = "Sigmoid";
  constexpr auto operator()(auto const& x) const { return sigmoid(x); }
};
struct LogSigmoid : detail::ActivationLayer<LogSigmoid> {
  static constexpr char name[] = "LogSigmoid";
  constexpr auto operator()(auto const& x) const { return log_sigmoid(x); }
};
struct SparseSigmoid : detail::ActivationLayer<SparseSigmoid> {
  static constexpr char name[] = "SparseSigmoid";
  constexpr auto operator()(auto const& x) const { return sparse_sigmoid(x); }
};
struct HardSigmoid : detail::ActivationLayer<HardSigmoid> {
  static constexpr char name[] = "HardSigmoid";
  constexpr auto operator()(auto const& x) const { return hard_sigmoid(x); }
};
struct HardSilu : detail::ActivationLayer<HardSilu> {
  static constexpr char name[] = "HardSilu";
  constexpr auto operator()(auto const& x) const { return hard_silu(x); }
};
struct HardTanh : detail::ActivationLayer<HardTanh> {
  static constexpr char name[] = "HardTanh";
  constexpr auto operator()(auto const& x) const { return hard_tanh(x); }
};
struct HardShrink : detail::ActivationLayer<HardShrink> {
  static constexpr char name[] = "HardShrink";
  constexpr auto operator()(auto const& x) const { return hard_shrink(x); }
};
struct SoftShrink : detail::ActivationLayer<SoftShrink> {
  static constexpr char name[] = "SoftShrink";
  constexpr auto operator()(auto const& x) const { return soft_shrink(x); }
};
struct TanhShrink : detail::ActivationLayer<TanhShrink> {
  static constexpr char name[] = "TanhShrink";
  constexpr auto operator()(auto const& x) const { return tanh_shrink(x); }
};
struct Exponential : detail::ActivationLayer<Exponential> {
  static constexpr char name[] = "Exponential";
  constexpr auto operator()(auto const& x) const { return exp(x); }
};
/// Along the last axis, as the next one; `SoftmaxAlong` names others.
struct Softmax : detail::ActivationLayer<Softmax> {
  static constexpr char name[] = "Softmax";
  constexpr auto operator()(auto const& x) const { return softmax(x); }
};
struct LogSoftmax : detail::ActivationLayer<LogSoftmax> {
  static constexpr char name[] = "LogSoftmax";
  constexpr auto operator()(auto const& x) const { return log_softmax(x); }
};
}  // namespace tenon::nn
