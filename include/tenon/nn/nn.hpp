// SPDX-License-Identifier: MIT
#pragma once

/// All of nn but what runs on a host only (fit, summary): the types that models and training steps are made of.
#include <tenon/nn/concepts.hpp>
#include <tenon/nn/layers.hpp>
#include <tenon/nn/metric/mean.hpp>
#include <tenon/nn/metric/mean_absolute_error.hpp>
#include <tenon/nn/optimizers.hpp>
#include <tenon/nn/train_step.hpp>
