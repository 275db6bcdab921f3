// SPDX-License-Identifier: MIT
#pragma once

/// All metrics. Every loss is one too: nn/metric/mean_metric.hpp.
#include <tenon/nn/metric/accuracy.hpp>
#include <tenon/nn/metric/auc.hpp>
#include <tenon/nn/metric/confusion.hpp>
#include <tenon/nn/metric/f_score.hpp>
#include <tenon/nn/metric/iou.hpp>
#include <tenon/nn/metric/mean.hpp>
#include <tenon/nn/metric/mean_metric.hpp>
#include <tenon/nn/metric/regression.hpp>
#include <tenon/nn/metric/streaming.hpp>
#include <tenon/nn/metric/threshold_curve.hpp>
