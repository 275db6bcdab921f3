// SPDX-License-Identifier: MIT
#include "coverage.hpp"

static tenon_test::Family const family("layout", [](tenon_test::Rows& rows) {
  ROW("reshape", reshape<2, 8>(x));
  ROW("reshape_to_shape", reshape_to_shape<Shape<16>>(x));
  ROW("flatten", flatten(x));
  ROW("transpose", transpose(x));
  ROW("permute", permute<1, 0>(x));
  ROW("moveaxis", moveaxis<0, 1>(x));
  ROW("swapaxes", swapaxes<0, 1>(x));
  ROW("expand", expand<0>(x));
  ROW("squeeze", squeeze(x));
  ROW("broadcast_to", broadcast_to<2, 4, 4>(x));
  ROW("broadcast_to_shape", broadcast_to_shape<Shape<2, 4, 4>>(x));
  ROW("slice", slice(x, from<1>, at<0>));
  ROW("flip", flip<0>(x));
  ROW("roll", roll<1>(x));
  ROW("rot90", rot90(x));
  ROW("concat", concat<0>(x, y));
  ROW("stack", stack(x, y));
  ROW("split", std::get<1>(split<2>(x)));
  ROW("unstack", std::get<1>(unstack(x)));
  ROW("tile", tile<2>(x));
  ROW("repeat", repeat<2>(x));
  ROW("pad", pad<1, 0, 0, 1>(x));
  ROW("pad reflecting", pad<PadMode::reflect, 1, 1, 1, 1>(x));
  ROW("tril", tril(x));
  ROW("triu", triu(x));
  ROW("diagonal", diagonal(x));
  ROW("diag", diag(x));
  ROW("rearrange", rearrange<"a (b c) -> b (a c)", axis<"b", 2>>(x));
  ROW("reduce", reduce<"a b -> b", op::max>(x));
  ROW("repeat in a pattern", repeat<"a b -> a b c", axis<"c", 2>>(x));
});
