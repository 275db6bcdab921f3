// SPDX-License-Identifier: MIT
// EXPECT: with clear_after_read reading changes the array, which is const here
// EXPECT: const
#include <tenon/core.hpp>
#include <tenon/data/tensor_array.hpp>
namespace tn = tenon;

using Array = tn::TensorArray<tn::Tensor<float, 2>, 3, tn::clear_after_read>;
#ifdef BROKEN
auto run(Array const& array) { return array.read(0); }
#else
auto run(Array& array) { return array.read(0); }
#endif
