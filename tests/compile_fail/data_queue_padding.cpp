// SPDX-License-Identifier: MIT
// A batch of elements of unequal length from a queue that does not say what fills them up.
// EXPECT: dequeue_many: lengths of elements differ: a PaddingFifoQueue fills them up
// EXPECT: Sequence<float, 5>
// MAX_LINES: 12
#include <tenon/data/queues.hpp>

using Words = tenon::data::Sequence<float, 5>;
#ifdef BROKEN
using Queue = tenon::data::FifoQueue<Words, 8>;
#else
using Queue = tenon::data::PaddingFifoQueue<Words, 8>;
#endif

bool read(Queue& queue, tenon::data::Batched<Words, 4>& batch) { return bool(queue.dequeue_many(batch)); }
