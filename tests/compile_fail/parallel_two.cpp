// SPDX-License-Identifier: MIT
// EXPECT: TENON_PARALLEL_OPENMP and TENON_PARALLEL_TBB exclude each other: define one of them
// MAX_LINES: 8
#ifdef BROKEN
#define TENON_PARALLEL_OPENMP
#define TENON_PARALLEL_TBB
#endif
#include <tenon/parallel.hpp>

void use_all_cores() { tenon::parallel::set_threads(0); }
