// SPDX-License-Identifier: MIT
// FLAGS: -DTENON_NO_HEAP
// EXPECT: TENON_NO_HEAP: strings without a capacity are on the heap
// MAX_LINES: 12
#include <tenon/core.hpp>

#include <tenon/data/string/tensor.hpp>

namespace tn = tenon;

#ifdef BROKEN
using Words = tn::StringTensor<2>;
#else
using Words = tn::BasicStringTensor<tn::Shape<2>, 32>;
#endif
Words words;
