// SPDX-License-Identifier: MIT
#pragma once

/// What defines models: types, the vocabulary, modules, layers, initializers, losses. No kernels, no <cmath>: cheap to
/// include in many units. The unit that runs a model includes <tenon/tenon.hpp>, or <tenon/embedded.hpp> on a
/// microcontroller.

// As in core.hpp: headers with assertions first, each after what it includes.
// clang-format off
#include <tenon/op/apply.hpp>
#include <tenon/op/arithmetic.hpp>
#include <tenon/op/reduce.hpp>
#include <tenon/op/matmul.hpp>
#include <tenon/op/shape_ops.hpp>
#include <tenon/op/concat.hpp>
#include <tenon/tensor/storage.hpp>
#include <tenon/tensor/view.hpp>
#include <tenon/tensor/tensor.hpp>
#include <tenon/trace/module.hpp>
#include <tenon/trace/effects.hpp>
#include <tenon/trace/options.hpp>
#include <tenon/trace/function.hpp>
#include <tenon/trace/capture.hpp>
#include <tenon/nn/context.hpp>
#include <tenon/nn/sequential.hpp>
// clang-format on
#include <tenon/nn/layers.hpp>
