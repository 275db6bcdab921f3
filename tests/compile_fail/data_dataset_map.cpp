// SPDX-License-Identifier: MIT
// A function of two numbers on elements that are one tensor.
// EXPECT: map: the function does not take an element of this data set, or its components
// EXPECT: function_takes_element<tenon::BasicTensor<float, tenon::Shape<8>
// MAX_LINES: 12
#include <tenon/data/datasets.hpp>

#ifdef BROKEN
float f(float x, float y) { return x + y; }
#else
float f(tenon::Tensor<float, 8> const& x) { return x.data()[0]; }
#endif

auto pipeline(tenon::data::Rows<float, 8> const& x) { return tenon::data::from_rows(x) | tenon::data::map(f); }
