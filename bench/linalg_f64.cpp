// SPDX-License-Identifier: MIT
#include "linalg.hpp"

[[maybe_unused]] static bool const added = bench::linalg::add_all<double>("f64");
