// SPDX-License-Identifier: MIT
// EXPECT: TensorArray: there is no such slot
// EXPECT: got<3>
// EXPECT: expected_from_to<0, 2>
#include <tenon/core.hpp>
#include <tenon/data/tensor_array.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr auto slot = tn::at<3>;
#else
constexpr auto slot = tn::at<2>;
#endif
auto run(tn::TensorArray<tn::Tensor<float, 2>, 3>& array) { return array.read(slot); }
