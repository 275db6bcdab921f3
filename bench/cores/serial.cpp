// SPDX-License-Identifier: MIT
#include "jobs.hpp"

#if defined(TENON_PARALLEL_OPENMP) || defined(TENON_PARALLEL_TBB)
#error "this unit is for one thread"
#endif

std::vector<Job> serial_jobs() { return jobs(); }
