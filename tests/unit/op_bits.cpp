// SPDX-License-Identifier: MIT
// Integers bit by bit.
#include "support/op_laws.hpp"

namespace tn = tenon;
using tenon_test::op_laws;
using tenon_test::op_laws_short;

namespace {

struct BitwiseAnd {
  using op = tn::op::BitwiseAnd;
  static constexpr auto call = [](auto const& a, auto const& b) { return a & b; };
  static constexpr auto reference = [](auto a, auto b) { return a & b; };
  static constexpr double ulps = 0, low = 0, high = 0;
};
struct BitwiseOr {
  using op = tn::op::BitwiseOr;
  static constexpr auto call = [](auto const& a, auto const& b) { return tn::bitwise_or(a, b); };
  static constexpr auto reference = [](auto a, auto b) { return a | b; };
  static constexpr double ulps = 0, low = 0, high = 0;
};
struct BitwiseXor {
  using op = tn::op::BitwiseXor;
  static constexpr auto call = [](auto const& a, auto const& b) { return a ^ b; };
  static constexpr auto reference = [](auto a, auto b) { return a ^ b; };
  static constexpr double ulps = 0, low = 0, high = 0;
};
struct Invert {
  using op = tn::op::Invert;
  static constexpr auto call = [](auto const& x) { return ~x; };
  static constexpr auto reference = [](auto x) {
    if constexpr (std::is_same_v<decltype(x), bool>)
      return !x;
    else
      return -1 - x;
  };
  static constexpr double ulps = 0, low = 0, high = 0;
};

// By counts as they come, most of them more than there are bits, and by usual ones.
template <class W>
W left(W a, W count) {
  return count < 0 || count > 63 ? W(0) : a << count;
}
template <class W>
W right(W a, W count) {
  return count < 0 || count > 63 ? W(a < 0 ? -1 : 0) : a >> count;
}
struct LeftShift {
  using op = tn::op::LeftShift;
  static constexpr auto call = [](auto const& a, auto const& count) { return a << count; };
  static constexpr auto reference = [](auto a, auto count) { return left(a, count); };
  static constexpr double ulps = 0, low = 0, high = 0;
};
struct LeftShiftBySome : LeftShift {
  static constexpr auto call = [](auto const& a, auto const& count) { return tn::left_shift(a, count & 63); };
  static constexpr auto reference = [](auto a, auto count) { return left(a, decltype(a)(count & 63)); };
};
struct RightShift {
  using op = tn::op::RightShift;
  static constexpr auto call = [](auto const& a, auto const& count) { return tn::right_shift(a, count); };
  static constexpr auto reference = [](auto a, auto count) { return right(a, count); };
  static constexpr double ulps = 0, low = 0, high = 0;
};
struct RightShiftBySome : RightShift {
  static constexpr auto call = [](auto const& a, auto const& count) { return a >> (count & 63); };
  static constexpr auto reference = [](auto a, auto count) { return right(a, decltype(a)(count & 63)); };
};

}  // namespace

TEST_CASE("bitwise_and", "[op]") { op_laws<BitwiseAnd, std::int32_t, std::uint8_t, std::int64_t, bool>(); }
TEST_CASE("bitwise_or", "[op]") { op_laws_short<BitwiseOr, std::uint32_t, std::int16_t, bool>(); }
TEST_CASE("bitwise_xor", "[op]") { op_laws_short<BitwiseXor, std::uint64_t, std::int8_t, bool>(); }
TEST_CASE("invert", "[op]") { op_laws_short<Invert, std::int32_t, std::uint16_t, std::uint64_t, bool>(); }
TEST_CASE("left_shift", "[op]") {
  op_laws_short<LeftShift, std::int32_t, std::uint8_t, std::int64_t>();
  op_laws_short<LeftShiftBySome, std::uint32_t, std::int32_t, std::int8_t, std::uint64_t>();
}
TEST_CASE("right_shift", "[op]") {
  op_laws_short<RightShift, std::int32_t, std::int16_t, std::int64_t>();
  op_laws_short<RightShiftBySome, std::uint32_t, std::int32_t, std::int8_t, std::int64_t>();
}

TEST_CASE("bits: numbers beside tensors, and masks of comparisons") {
  tn::Tensor<std::uint8_t, 4> x{0b1100, 0b1010, 255, 0};
  CHECK((tn::Tensor<std::uint8_t, 4>(x & 6)).data()[1] == 0b0010);
  CHECK((tn::Tensor<std::uint8_t, 4>(1 << x)).data()[3] == 1);
  CHECK((tn::Tensor<std::uint8_t, 4>(x << 5)).data()[0] == 0b10000000);
  x |= 1;
  x ^= 0b1000;
  x <<= 1;
  CHECK(x.data()[0] == 0b1010);
  CHECK(x.data()[2] == 0b11101110);
  x >>= 1;
  x &= 7;
  CHECK(x.data()[2] == 7);
  tn::Tensor<float, 3> const y{-1, 0.5f, 2};
  tn::Tensor<bool, 3> const inside = (y > 0) & (y < 1), outside = ~inside | (y == 0.5f);
  CHECK((!inside.data()[0] && inside.data()[1] && !inside.data()[2]));
  CHECK((outside.data()[0] && outside.data()[1] && outside.data()[2]));
}
