// SPDX-License-Identifier: MIT
#include "coverage.hpp"

static tenon_test::Family const family("bits and signs", [](tenon_test::Rows& rows) {
  ROW("bitwise_and", bitwise_and(x, y));
  ROW("bitwise_or", bitwise_or(x, y));
  ROW("bitwise_xor", bitwise_xor(x, y));
  ROW("invert", invert(x));
  ROW("left_shift", left_shift(x, 2));
  ROW("right_shift", right_shift(x, 1));
  ROW("fmod", fmod(x, y));
  ROW("copysign", copysign(x, y));
  ROW("signbit", signbit(x));
  ROW("heaviside", heaviside(x, 1));
  ROW("negative", negative(x));
  ROW("positive", positive(x));
  ROW("deg2rad", deg2rad(x));
  ROW("rad2deg", rad2deg(x));
  ROW("sinc", sinc(x));
  ROW("logical_and", logical_and(x, y));
  ROW("logical_or", logical_or(x, y));
  ROW("logical_not", logical_not(x));
  ROW("isposinf", isposinf(x));
  ROW("isneginf", isneginf(x));
  ROW("operator&", x & y);
  ROW("operator|", x | y);
  ROW("operator^", x ^ y);
  ROW("operator~", ~x);
  ROW("operator<<", x << 2);
  ROW("operator>>", x >> 1);
});
