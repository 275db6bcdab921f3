// SPDX-License-Identifier: MIT
#pragma once

/// What the library itself and most models are made of: cheap to include. op/vocabulary.hpp has the rest.
#include <tenon/op/activation.hpp>
#include <tenon/op/arithmetic.hpp>
#include <tenon/op/cast.hpp>
#include <tenon/op/comparison.hpp>
#include <tenon/op/concat.hpp>
#include <tenon/op/exponential.hpp>
#include <tenon/op/identity.hpp>
#include <tenon/op/matmul.hpp>
#include <tenon/op/reduce.hpp>
#include <tenon/op/region.hpp>
#include <tenon/op/shape_ops.hpp>
