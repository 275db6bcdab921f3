// SPDX-License-Identifier: MIT
#pragma once

/// The whole vocabulary.
#include <tenon/op/activation.hpp>
#include <tenon/op/arithmetic.hpp>
#include <tenon/op/cast.hpp>
#include <tenon/op/comparison.hpp>
#include <tenon/op/exponential.hpp>
#include <tenon/op/identity.hpp>
#include <tenon/op/matmul.hpp>
#include <tenon/op/power.hpp>
#include <tenon/op/reduce.hpp>
#include <tenon/op/rounding.hpp>
#include <tenon/op/scan.hpp>
#include <tenon/op/shape_ops.hpp>
#include <tenon/op/special.hpp>
#include <tenon/op/trigonometric.hpp>
