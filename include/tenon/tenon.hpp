// SPDX-License-Identifier: MIT
#pragma once

/// Everything.
#include <tenon/embedded.hpp>

#include <tenon/data/batch.hpp>
#include <tenon/data/rows.hpp>
#include <tenon/data/scaler.hpp>
#include <tenon/data/split.hpp>
#include <tenon/io/csv.hpp>
#include <tenon/io/npy.hpp>
#include <tenon/io/npz.hpp>
#include <tenon/io/safetensors.hpp>
#include <tenon/nn/any_of.hpp>
#include <tenon/nn/callbacks.hpp>
#include <tenon/nn/class_report.hpp>
#include <tenon/nn/export_header.hpp>
#include <tenon/nn/fit.hpp>
#include <tenon/nn/history_file.hpp>
#include <tenon/nn/save.hpp>
#include <tenon/nn/summary.hpp>
#include <tenon/tensor/create.hpp>
#include <tenon/tensor/print.hpp>

// The literals 0_c, 1_c: indices that are types. What reflection of modules is made of: pairs of a name and an accessor.
#include <boost/hana/integral_constant.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>
