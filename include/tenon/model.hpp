// SPDX-License-Identifier: MIT
#pragma once

/// What defines models: types, the basic vocabulary, modules, `Sequential`, dense layers and their activations, initializers,
/// two losses. No kernels and no heavy header of the standard library: cheap to include in many units. Other layers have
/// headers of their own, nn/layer/NAME.hpp; nn/layers.hpp has them all. The unit that runs a model includes
/// <tenon/tenon.hpp>, or <tenon/embedded.hpp> on a microcontroller, where nothing is left out.

// As in core.hpp: headers with assertions first, each after what it includes.
// clang-format off
#include <tenon/shape/shape.hpp>
#include <tenon/op/node.hpp>
#include <tenon/op/elementwise.hpp>
#include <tenon/op/apply.hpp>
#include <tenon/op/arithmetic.hpp>
#include <tenon/op/reduce.hpp>
#include <tenon/op/matmul.hpp>
#include <tenon/op/shape_ops.hpp>
#include <tenon/op/concat.hpp>
#include <tenon/tensor/storage.hpp>
#include <tenon/tensor/expr.hpp>
#include <tenon/tensor/view.hpp>
#include <tenon/tensor/tensor.hpp>
#include <tenon/tensor/param.hpp>
#include <tenon/trace/module.hpp>
#include <tenon/trace/options.hpp>
#include <tenon/trace/traced.hpp>
#include <tenon/trace/function.hpp>
#include <tenon/trace/capture.hpp>
#include <tenon/op/random/key.hpp>
#include <tenon/nn/context.hpp>
#include <tenon/nn/build.hpp>
#include <tenon/nn/option_kind.hpp>
#include <tenon/nn/sequential.hpp>
#include <tenon/nn/initializer.hpp>
#include <tenon/op/special.hpp>
#include <tenon/nn/layer/activation.hpp>
#include <tenon/nn/regularizer.hpp>
#include <tenon/nn/options.hpp>
#include <tenon/nn/layer/dense.hpp>
#include <tenon/nn/loss/per_sample.hpp>
// clang-format on
#include <tenon/nn/activation.hpp>
#include <tenon/nn/loss/huber.hpp>
#include <tenon/nn/loss/mean_squared_error.hpp>
