// SPDX-License-Identifier: MIT
#pragma once

/// Tensors, functions, models and training steps without anything that needs an operating system, exceptions or a
/// heap (define TENON_NO_HEAP to have the compiler prove the last).

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
#include <tenon/trace/loop.hpp>
#include <tenon/trace/branch.hpp>
#include <tenon/trace/host_call.hpp>
#include <tenon/trace/cost.hpp>
#include <tenon/autodiff/grad.hpp>
#include <tenon/autodiff/jvp.hpp>
#include <tenon/autodiff/vmap.hpp>
#include <tenon/autodiff/wrt.hpp>
#include <tenon/autodiff/selected.hpp>
#include <tenon/autodiff/linearize.hpp>
#include <tenon/autodiff/watch.hpp>
#include <tenon/autodiff/tape.hpp>
#include <tenon/autodiff/jacobian.hpp>
#include <tenon/autodiff/hessian_diagonal.hpp>
#include <tenon/autodiff/custom.hpp>
#include <tenon/nn/context.hpp>
#include <tenon/nn/sequential.hpp>
#include <tenon/nn/check.hpp>
#include <tenon/nn/train.hpp>
// clang-format on
#include <tenon/autodiff/grad_check.hpp>
#include <tenon/core.hpp>
#include <tenon/model.hpp>
#include <tenon/nn/nn.hpp>
#include <tenon/trace/concrete.hpp>
#include <tenon/trace/fast.hpp>
#include <tenon/trace/into.hpp>
#include <tenon/trace/run.hpp>
