// SPDX-License-Identifier: MIT
#pragma once

// RaggedTensor and what is done with it.
#include <tenon/data/ragged/dense.hpp>
#include <tenon/data/ragged/elementwise.hpp>
#include <tenon/data/ragged/from_tensor.hpp>
#include <tenon/data/ragged/join.hpp>
#include <tenon/data/ragged/map_rows.hpp>
#include <tenon/data/ragged/print.hpp>
#include <tenon/data/ragged/reduce.hpp>
#include <tenon/data/ragged/select.hpp>
#include <tenon/data/ragged/sort.hpp>
#include <tenon/data/ragged/tensor.hpp>
#include <tenon/data/ragged/traced_reduce.hpp>
#include <tenon/data/ragged/traced_rows.hpp>
