// SPDX-License-Identifier: MIT
#pragma once

/// What `fit` can be given to see and do while it trains.
#include <tenon/nn/callback/callbacks.hpp>
#include <tenon/nn/callback/checkpoint.hpp>
#include <tenon/nn/callback/csv_logger.hpp>
#include <tenon/nn/callback/early_stopping.hpp>
#include <tenon/nn/callback/lambda.hpp>
#include <tenon/nn/callback/learning_rate.hpp>
#include <tenon/nn/callback/swap_ema.hpp>
#include <tenon/nn/callback/terminate_on_nan.hpp>
