// SPDX-License-Identifier: MIT
#pragma once

/// What models are made of: layers, initializers, activations and losses.
#include <tenon/nn/activation.hpp>
#include <tenon/nn/initializer.hpp>
#include <tenon/nn/layer/activation.hpp>
#include <tenon/nn/layer/dense.hpp>
#include <tenon/nn/loss/huber.hpp>
#include <tenon/nn/loss/mean_squared_error.hpp>
#include <tenon/nn/sequential.hpp>
