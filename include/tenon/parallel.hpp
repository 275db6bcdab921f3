// SPDX-License-Identifier: MIT
#pragma once

/// How many threads large kernels run on, and work of one's own on the same threads: `tn::parallel::set_threads(n)`,
/// `tn::parallel::threads()`, `tn::parallel::for_each_chunk(count, f)`. Without the CMake target tenon::parallel there is one
/// thread, and this header does the same on it.   docs/parallel.md
#include <tenon/kernel/parallel.hpp>
