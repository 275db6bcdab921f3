// SPDX-License-Identifier: MIT
#pragma once

// RaggedTensor and what is done with it.
#include <tenon/data/ragged/print.hpp>
#include <tenon/data/ragged/tensor.hpp>
