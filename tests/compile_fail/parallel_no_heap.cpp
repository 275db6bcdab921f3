// SPDX-License-Identifier: MIT
// FLAGS: -DTENON_NO_HEAP
// EXPECT: threads take memory from the heap, which TENON_NO_HEAP forbids
// MAX_LINES: 8
#ifdef BROKEN
#define TENON_PARALLEL_TBB
#endif
#include <tenon/parallel.hpp>

void use_all_cores() { tenon::parallel::set_threads(0); }
