// SPDX-License-Identifier: MIT
#pragma once

/// Everything.
#include <tenon/embedded.hpp>

#include <tenon/data/rows.hpp>
#include <tenon/data/scaler.hpp>
#include <tenon/data/split.hpp>
#include <tenon/io/csv.hpp>
#include <tenon/io/npy.hpp>
#include <tenon/io/npz.hpp>
#include <tenon/nn/fit.hpp>
#include <tenon/nn/summary.hpp>
#include <tenon/tensor/create.hpp>
#include <tenon/tensor/print.hpp>
