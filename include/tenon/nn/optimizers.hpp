// SPDX-License-Identifier: MIT
#pragma once

/// All optimizers, what changes them, and schedules.
#include <tenon/nn/optimizer/accumulate.hpp>
#include <tenon/nn/optimizer/adadelta.hpp>
#include <tenon/nn/optimizer/adafactor.hpp>
#include <tenon/nn/optimizer/adagrad.hpp>
#include <tenon/nn/optimizer/adam.hpp>
#include <tenon/nn/optimizer/adamax.hpp>
#include <tenon/nn/optimizer/clip.hpp>
#include <tenon/nn/optimizer/ema.hpp>
#include <tenon/nn/optimizer/ftrl.hpp>
#include <tenon/nn/optimizer/lamb.hpp>
#include <tenon/nn/optimizer/lion.hpp>
#include <tenon/nn/optimizer/loss_scale.hpp>
#include <tenon/nn/optimizer/muon.hpp>
#include <tenon/nn/optimizer/nadam.hpp>
#include <tenon/nn/optimizer/per_layer.hpp>
#include <tenon/nn/optimizer/rmsprop.hpp>
#include <tenon/nn/optimizer/scheduled.hpp>
#include <tenon/nn/optimizer/sgd.hpp>
#include <tenon/nn/optimizer/weight_decay.hpp>
#include <tenon/nn/schedule.hpp>
