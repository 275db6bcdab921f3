// SPDX-License-Identifier: MIT
#pragma once

/// Tensors and eager expressions, with the kernels that evaluate them.
#include <tenon/tensor/arena.hpp>
#include <tenon/tensor/create.hpp>
#include <tenon/tensor/run.hpp>
#include <tenon/tensor/tensor.hpp>
