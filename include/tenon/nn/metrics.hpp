// SPDX-License-Identifier: MIT
#pragma once

/// All metrics. Every loss is one too.
#include <tenon/nn/metric/mean.hpp>
#include <tenon/nn/metric/mean_metric.hpp>
