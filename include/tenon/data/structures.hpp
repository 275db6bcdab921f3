// SPDX-License-Identifier: MIT
#pragma once

// All data structures beside dense tensors. `tenon.hpp` does not bring them: each has a header of its own.
#include <tenon/data/capacity.hpp>
#include <tenon/data/datasets.hpp>
#include <tenon/data/outcome.hpp>
#include <tenon/data/prefetch.hpp>
#include <tenon/data/queues.hpp>
#include <tenon/data/ragged.hpp>
#include <tenon/data/sets.hpp>
#include <tenon/data/sparse.hpp>
#include <tenon/data/strings.hpp>
#include <tenon/data/tensor_array.hpp>
