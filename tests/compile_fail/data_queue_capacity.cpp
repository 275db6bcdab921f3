// SPDX-License-Identifier: MIT
// A batch larger than what can be in the queue: nobody would ever get it.
// EXPECT: dequeue_many: so many elements can never be there
// EXPECT: queue_can_give<16, 4, 16>
// MAX_LINES: 12
#include <tenon/data/queues.hpp>

#ifdef BROKEN
constexpr std::size_t stay = 4;
#else
constexpr std::size_t stay = 0;
#endif

bool read(tenon::data::RandomShuffleQueue<int, 16, stay>& queue, tenon::data::Batched<int, 16>& batch) {
  return bool(queue.dequeue_many(batch));
}
