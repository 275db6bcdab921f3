// SPDX-License-Identifier: MIT
// Acceptance cases of chapter 12: tensor arrays.
#include "support/catch.hpp"

#include <tenon/core.hpp>
#include <tenon/data/tensor_array.hpp>

namespace tn = tenon;

TEST_CASE("ch12-074: what was written is read", "[ch12]") {
  tn::TensorArray<tn::Tensor<float, 2>, 3, tn::clear_after_read> array;
  array.write(0, {1.F, 2.F}).write(1, {3.F, 10.F}).write(2, {5.F, 7.F});
  tn::Tensor<float, 2> const read = array.read(1);
  CHECK(read(0) == 3);
  CHECK(read(1) == 10);
  // What was read is gone: the mean over the first axis is that of ch12-076.
  auto const [mean, variance] = tn::moments<0>(array.stack());
  tn::Tensor<float, 2> const m = mean;
  CHECK((m(0) == 2 && m(1) == 3));
}
