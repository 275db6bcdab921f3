// SPDX-License-Identifier: MIT
// A priority without a total order: NaN has no place in a queue.
// EXPECT: PriorityQueue: elements need a member `priority`, or a first component, of a totally ordered type
// EXPECT: element_has_a_priority<Job
// MAX_LINES: 12
#include <tenon/data/queues.hpp>

#ifdef BROKEN
using Priority = float;
#else
using Priority = int;
#endif
struct Job {
  Priority priority{};
  int name = 0;
};

bool add(tenon::data::PriorityQueue<Job, 8>& queue, Job const& job) { return bool(queue.enqueue(job)); }
