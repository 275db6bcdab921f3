// SPDX-License-Identifier: MIT
#pragma once

/// Convolutions, pools, patches and resampling.
#include <tenon/op/signal/convolution.hpp>
#include <tenon/op/signal/patches.hpp>
#include <tenon/op/signal/pooling.hpp>
#include <tenon/op/signal/resize.hpp>
#include <tenon/op/signal/winograd_conv.hpp>
