// SPDX-License-Identifier: MIT
// FLAGS: -DTENON_NO_HEAP
// EXPECT: TENON_NO_HEAP is defined and this tensor's storage is the heap: use storage::Inline, Arena or Borrowed
// MAX_LINES: 12
#include <tenon/core.hpp>

namespace tn = tenon;

#ifdef BROKEN
using Storage = tn::storage::Heap;
#else
using Storage = tn::storage::Inline;
#endif

tn::BasicTensor<float, tn::Shape<8, 8>, Storage> weights;
