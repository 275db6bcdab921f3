// SPDX-License-Identifier: MIT
// The programs without threads: what the others are compared with.
#include "programs.hpp"

#if defined(TENON_PARALLEL_OPENMP) || defined(TENON_PARALLEL_TBB)
#error "this unit is for one thread"
#endif

Results serial_results() { return all_results(); }

bool serial_chunks_are_in_order() {
  tn::parallel::set_threads(4);
  bool in_order = tn::parallel::threads() == 1;
  int next = 0;
  tn::parallel::for_each_chunk(5, [&](int i) { in_order = in_order && i == next++; });
  return in_order && next == 5;
}
