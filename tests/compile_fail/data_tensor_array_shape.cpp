// SPDX-License-Identifier: MIT
// EXPECT: TensorArray: the shapes differ
// EXPECT: Shape<3>
// EXPECT: Shape<2>
#include <tenon/core.hpp>
#include <tenon/data/tensor_array.hpp>
namespace tn = tenon;

#ifdef BROKEN
using X = tn::Tensor<float, 3>;
#else
using X = tn::Tensor<float, 2>;
#endif
void run(tn::TensorArray<tn::Tensor<float, 2>, 3>& array, X const& x) { array.write(0, x * 2); }
