// SPDX-License-Identifier: MIT
#pragma once

/// The whole vocabulary.

// As in core.hpp: each header after what it includes, so that "included from" is short.
// clang-format off
#include <tenon/op/ops.hpp>
#include <tenon/op/along_axis.hpp>
#include <tenon/op/arrange.hpp>
#include <tenon/op/meshgrid.hpp>
#include <tenon/op/matrix_parts.hpp>
#include <tenon/op/indexing.hpp>
#include <tenon/op/arg.hpp>
#include <tenon/op/scan.hpp>
#include <tenon/op/sort.hpp>
#include <tenon/op/segment.hpp>
#include <tenon/op/vander.hpp>
#include <tenon/op/selection.hpp>
#include <tenon/op/unique.hpp>
#include <tenon/op/histogram.hpp>
#include <tenon/op/statistics.hpp>
#include <tenon/op/einops.hpp>
#include <tenon/op/einsum.hpp>
#include <tenon/op/linalg.hpp>
#include <tenon/op/signal.hpp>
#include <tenon/op/power.hpp>
#include <tenon/op/rounding.hpp>
#include <tenon/op/bits.hpp>
#include <tenon/op/division.hpp>
#include <tenon/op/signs.hpp>
#include <tenon/op/special.hpp>
#include <tenon/op/piecewise_activation.hpp>
#include <tenon/op/smooth_activation.hpp>
#include <tenon/op/fast.hpp>
#include <tenon/op/trigonometric.hpp>
#include <tenon/op/composite.hpp>
#include <tenon/op/axis_activation.hpp>
#include <tenon/op/random.hpp>
#include <tenon/op/averages.hpp>
#include <tenon/op/quantile.hpp>
// clang-format on
