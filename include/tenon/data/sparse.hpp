// SPDX-License-Identifier: MIT
#pragma once

/// Sparse tensors: coordinates, compressed rows and columns, products, and layers with sparse weights.

// Headers that errors come from first: "included from" is then one line of a message.
// clang-format off
#include <tenon/data/sparse/entries.hpp>
#include <tenon/data/sparse/tensor.hpp>
#include <tenon/data/sparse/convert.hpp>
// clang-format on
