// SPDX-License-Identifier: MIT
#pragma once

/// Tensors, functions, models and training steps without anything that needs an operating system, exceptions or a
/// heap (define TENON_NO_HEAP to have the compiler prove the last).
#include <tenon/autodiff/grad.hpp>
#include <tenon/core.hpp>
#include <tenon/model.hpp>
#include <tenon/nn/train.hpp>
#include <tenon/trace/run.hpp>
