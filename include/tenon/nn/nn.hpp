// SPDX-License-Identifier: MIT
#pragma once

/// All of nn but what runs on a host only (fit, summary): the types that models and training steps are made of.
#include <tenon/nn/concepts.hpp>
#include <tenon/nn/layers.hpp>
#include <tenon/nn/loop.hpp>
#include <tenon/nn/losses.hpp>
#include <tenon/nn/metrics.hpp>
#include <tenon/nn/optimizers.hpp>
#include <tenon/nn/packed.hpp>
#include <tenon/nn/train_step.hpp>
