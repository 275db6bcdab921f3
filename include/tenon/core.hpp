// SPDX-License-Identifier: MIT
#pragma once

/// Tensors and eager expressions, with the kernels that evaluate them.

// The headers with assertions come first, each after what it includes: "included from" is then one line of a message.
// clang-format off
#include <tenon/shape/shape.hpp>
#include <tenon/op/node.hpp>
#include <tenon/op/elementwise.hpp>
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
#include <tenon/tensor/expr.hpp>
#include <tenon/tensor/view.hpp>
#include <tenon/tensor/tensor.hpp>
#include <tenon/op/along_axis.hpp>
#include <tenon/op/arrange.hpp>
#include <tenon/op/meshgrid.hpp>
#include <tenon/op/matrix_parts.hpp>
#include <tenon/op/indexing.hpp>
#include <tenon/op/sort.hpp>
#include <tenon/op/segment.hpp>
#include <tenon/op/selection.hpp>
#include <tenon/op/unique.hpp>
#include <tenon/op/histogram.hpp>
#include <tenon/op/einops.hpp>
#include <tenon/op/einsum.hpp>
#include <tenon/op/linalg/chain.hpp>
#include <tenon/op/linalg/tensordot.hpp>
#include <tenon/op/signal/sliding.hpp>
#include <tenon/op/signal/convolution.hpp>
#include <tenon/op/signal/patches.hpp>
#include <tenon/op/signal/pooling.hpp>
#include <tenon/op/signal/resize.hpp>
#include <tenon/op/signal/winograd_conv.hpp>
#include <tenon/op/random/key.hpp>
#include <tenon/op/random/draw.hpp>
#include <tenon/op/random/choose.hpp>
#include <tenon/op/quantile.hpp>
#include <tenon/tensor/param.hpp>
#include <tenon/tensor/subscript.hpp>
#include <tenon/tensor/assign.hpp>
#include <tenon/tensor/strided.hpp>
#include <tenon/tensor/memory.hpp>
#include <tenon/op/special.hpp>
#include <tenon/op/vander.hpp>
// clang-format on
#include <tenon/op/vocabulary.hpp>
#include <tenon/tensor/arena.hpp>
#include <tenon/tensor/create.hpp>
#include <tenon/tensor/random_key.hpp>
#include <tenon/tensor/run.hpp>
