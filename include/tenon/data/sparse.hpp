// SPDX-License-Identifier: MIT
#pragma once

/// Sparse tensors: coordinates, compressed rows and columns, products, and what keeps them sparse.

// Headers that errors come from first: "included from" is then one line of a message.
// clang-format off
#include <tenon/data/sparse/entries.hpp>
#include <tenon/data/sparse/tensor.hpp>
#include <tenon/data/sparse/convert.hpp>
#include <tenon/data/sparse/matmul.hpp>
#include <tenon/data/sparse/compressed.hpp>
#include <tenon/data/sparse/elementwise.hpp>
#include <tenon/data/sparse/order.hpp>
#include <tenon/data/sparse/reduce.hpp>
#include <tenon/data/sparse/sparse_matmul.hpp>
#include <tenon/data/sparse/pairs.hpp>
#include <tenon/data/sparse/slice.hpp>
// clang-format on
#include <tenon/data/sparse/compress.hpp>
