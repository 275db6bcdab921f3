// SPDX-License-Identifier: MIT
// EXPECT: TENON_PARALLEL_OPENMP needs the compiler's OpenMP: add -fopenmp, or link tenon::parallel
// MAX_LINES: 8
#ifdef BROKEN
#define TENON_PARALLEL_OPENMP
#endif
#include <tenon/parallel.hpp>

void use_all_cores() { tenon::parallel::set_threads(0); }
