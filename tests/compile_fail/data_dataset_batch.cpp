// SPDX-License-Identifier: MIT
// A batch of sequences of unequal length, of which nobody said how they are filled up.
// EXPECT: batch: lengths of elements differ: padded_batch<N>(filling) fills them up
// EXPECT: Sequence<int, 5>
// MAX_LINES: 12
#include <tenon/data/datasets.hpp>

auto sentences(tenon::data::Sequence<int, 5> const& first) {
  auto const all = tenon::data::from_tensors(first);
#ifdef BROKEN
  return all | tenon::data::batch<4>();
#else
  return all | tenon::data::padded_batch<4>();
#endif
}
