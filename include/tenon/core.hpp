// SPDX-License-Identifier: MIT
#pragma once

/// Tensors and eager expressions, with the kernels that evaluate them.

// The headers with assertions come first, each after what it includes: "included from" is then one line of a message.
// clang-format off
#include <tenon/op/apply.hpp>
#include <tenon/op/arithmetic.hpp>
#include <tenon/op/reduce.hpp>
#include <tenon/op/matmul.hpp>
#include <tenon/op/shape_ops.hpp>
#include <tenon/op/concat.hpp>
#include <tenon/op/linalg/matrix.hpp>
#include <tenon/op/linalg/triangular.hpp>
#include <tenon/op/linalg/products.hpp>
#include <tenon/op/linalg/norm.hpp>
#include <tenon/tensor/storage.hpp>
#include <tenon/tensor/view.hpp>
#include <tenon/tensor/tensor.hpp>
// clang-format on
#include <tenon/op/vocabulary.hpp>
#include <tenon/tensor/arena.hpp>
#include <tenon/tensor/assign.hpp>
#include <tenon/tensor/create.hpp>
#include <tenon/tensor/memory.hpp>
#include <tenon/tensor/random_key.hpp>
#include <tenon/tensor/run.hpp>
#include <tenon/tensor/subscript.hpp>
