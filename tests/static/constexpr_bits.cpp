// SPDX-License-Identifier: MIT
// Bits, signs, what divisions leave, evaluated by the compiler.
#include "support/constant.hpp"

#include <tenon/op/vocabulary.hpp>

#include <cstdint>
#include <limits>
#include <tuple>

namespace tn = tenon;
using tenon_test::has_shape;
using tenon_test::is;
using tenon_test::near;
template <std::size_t... N>
using F = tn::Tensor<float, N...>;
template <std::size_t... N>
using D = tn::Tensor<double, N...>;
template <std::size_t... N>
using I = tn::Tensor<std::int32_t, N...>;
template <std::size_t... N>
using U = tn::Tensor<std::uint8_t, N...>;
template <std::size_t... N>
using B = tn::Tensor<bool, N...>;

namespace {
constexpr I<3> x{12, -7, 1}, y{10, 3, 33};
constexpr U<4> u{200, 1, 255, 16};
constexpr B<3> p{true, false, true}, q{true, true, false};
constexpr float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
constexpr double eps = 1e-15;
}  // namespace

// Bits of integers.
static_assert(is(tn::bitwise_and(x, y), {8, 1, 1}) && is(x & y, {8, 1, 1}));
static_assert(is(tn::bitwise_or(x, y), {14, -5, 33}) && is(x | y, {14, -5, 33}));
static_assert(is(tn::bitwise_xor(x, y), {6, -6, 32}) && is(x ^ y, {6, -6, 32}));
static_assert(is(tn::invert(x), {-13, 6, -2}) && is(~u, {55, 254, 0, 239}));
static_assert(is(x & 6, {4, 0, 0}) && is(1 | x, {13, -7, 1}) && is(u ^ 255, {55, 254, 0, 239}));
static_assert(is(tn::bitwise_and(I<2, 1>{{3}, {8}}, I<3>{1, 10, 12}), {1, 2, 0, 0, 8, 8}));
static_assert(is(~tn::Tensor<std::uint64_t, 1>{0} >> 60, {15}) && is(~tn::Tensor<std::int64_t, 2>{0, -1}, {-1, 0}));

// Shifts; by the width of the dtype or more, or by a negative count, all bits fall off.
static_assert(is(tn::left_shift(x, y), {12288, -56, 0}) && is(x << 2, {48, -28, 4}) && is(1 << y, {1024, 8, 0}));
static_assert(is(tn::right_shift(x, y), {0, -1, 0}) && is(x >> 1, {6, -4, 0}));
static_assert(is(I<3>{1, 2, 3} << I<3>{-1, 32, 31}, {0, 0, -2147483648}));
static_assert(is(I<4>{-8, -8, 8, 8} >> I<4>{-1, 40, 2, 32}, {-1, -1, 2, 0}));
static_assert(is(u << 1, {144, 2, 254, 32}) && is(u << U<4>{8, 7, 1, 4}, {0, 128, 254, 0}) &&
              is(u >> U<4>{8, 7, 1, 4}, {0, 0, 127, 1}));
static_assert(is(tn::Tensor<std::int64_t, 2>{1, -1} << 40, {1099511627776, -1099511627776}));

// Of bool: and, or, exclusive or, not.
static_assert(is(p & q, {1, 0, 0}) && is(p | q, {1, 1, 1}) && is(p ^ q, {0, 1, 1}) && is(~p, {0, 1, 0}));
static_assert(is(tn::logical_and(x, I<3>{0, 2, 5}), {0, 1, 1}) && is(tn::logical_or(F<2>{0, nan}, F<2>{0, 0}), {0, 1}) &&
              is(tn::logical_not(I<2>{0, 3}), {1, 0}));

// Signs.
static_assert(is(tn::signbit(F<4>{-0.f, 0, -2, inf}), {1, 0, 1, 0}) && is(tn::signbit(x), {0, 1, 0}));
static_assert(is(tn::copysign(F<3>{1, -2, 3}, F<3>{-0.f, 5, -inf}), {-1, 2, -3}));
static_assert(is(tn::signbit(tn::copysign(F<2>{0, 0}, F<2>{-1, 1})), {1, 0}));
static_assert(is(tn::heaviside(F<3>{-2, 0, 5}, 0.5f), {0, 0.5, 1}) && is(tn::heaviside(x - 1, 3), {1, 0, 3}));
static_assert(is(tn::negative(x), {-12, 7, -1}) && is(tn::positive(x), {12, -7, 1}));
static_assert(is(tn::isposinf(F<3>{inf, -inf, nan}), {1, 0, 0}) && is(tn::isneginf(F<3>{inf, -inf, nan}), {0, 1, 0}));
static_assert(near(tn::deg2rad(D<2>{180, -90}), {3.141592653589793, -1.5707963267948966}, eps));
static_assert(near(tn::rad2deg(D<2>{1, -2}), {57.29577951308232, -114.59155902616465}, eps));
static_assert(near(tn::sinc(D<3>{0, 0.5, -1.25}), {1, 0.6366197723675814, -0.18006326323142122}, eps));

// What divisions leave is exact, whatever the quotient.
static_assert(is(tn::fmod(I<4>{7, -7, 7, 5}, I<4>{3, 3, -3, 0}), {1, -1, 1, 0}));
static_assert(is(tn::fmod(D<4>{7.5, -7.5, 7.5, -7.5}, D<4>{2, 2, -2, -2}), {1.5, -1.5, 1.5, -1.5}));
static_assert(is(tn::remainder(D<4>{7.5, -7.5, 7.5, -7.5}, D<4>{2, 2, -2, -2}), {1.5, 0.5, -0.5, -1.5}));
static_assert(is(tn::floor_divide(D<4>{7.5, -7.5, 7.5, -7.5}, D<4>{2, 2, -2, -2}), {3, -4, -4, 3}));
static_assert(is(tn::fmod(D<3>{1e300, -1e300, 1e22}, D<3>{7, 7, 0.1}), {1, -1, 0.08768742176060307}));
static_assert(is(tn::remainder(D<3>{1e300, -1e300, 1e22}, D<3>{7, 7, 0.1}), {1, 6, 0.08768742176060307}));
static_assert(is(tn::fmod(F<2>{3e38f, 1}, F<2>{3, 3e-45f}), {2, 0}));
static_assert(is(tn::signbit(tn::remainder(D<2>{6, -6}, D<2>{-3, 3})), {1, 0}) &&
              is(tn::remainder(D<2>{-5, 5}, D<2>{inf, inf}), {inf, 5}));

static_assert(is(F<3>{nan, 1, inf}, {nan, 1, inf}) && !is(F<3>{nan, 1, inf}, {1, 1, inf}) &&
                  !is(F<3>{nan, 1, inf}, {nan, 1, -inf}) && !is(F<3>{nan, 1, inf}, {nan, inf, inf}) &&
                  !is(F<3>{nan, 1, inf}, {nan, 1, 2}) && !is(F<3>{nan, 1, inf}, {nan, nan, inf}),
              "the comparison compares");
