// SPDX-License-Identifier: MIT
// Every elementwise function, evaluated by the compiler.
#include "support/constant.hpp"

#include <tenon/op/vocabulary.hpp>

#include <cstdint>
#include <limits>

namespace tn = tenon;
using tenon_test::is;
using tenon_test::near;
using F = tn::Tensor<float, 3>;
using D = tn::Tensor<double, 3>;
using I = tn::Tensor<std::int32_t, 3>;
using U = tn::Tensor<std::uint8_t, 3>;
using B = tn::Tensor<bool, 3>;

namespace {
constexpr double float_eps = 5e-7, double_eps = 1e-15;
constexpr float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
constexpr F x{1.5f, -2, 0.25f}, y{2, 0.5f, -4};
constexpr I i{7, -8, 3}, j{2, 3, -4};
constexpr B p{true, false, true}, q{true, true, false};
}  // namespace

// Arithmetic: exact.
static_assert(is(x + y, {3.5, -1.5, -3.75}) && is(x - y, {-0.5, -2.5, 4.25}) && is(x * y, {3, -1, -1}) &&
              is(x / y, {0.75, -4, -0.0625}));
static_assert(is(-x, {-1.5, 2, -0.25}) && is(x + 1, {2.5, -1, 1.25}) && is(2.0 * x, {3, -4, 0.5}) && is(1 / y, {0.5, 2, -0.25}));
static_assert(is(i + j, {9, -5, -1}) && is(i * j, {14, -24, -12}) && is(i / j, {3, -2, 0}) && is(-i, {-7, 8, -3}));
static_assert(is(U{200, 1, 2} + U{100, 1, 2}, {44, 2, 4}), "integers wrap");
static_assert(is(tn::fma(x, y, x), {4.5, -3, -0.75}) && is(tn::square(x), {2.25, 4, 0.0625}) && is(tn::abs(x), {1.5, 2, 0.25}));
static_assert(is(tn::sign(x), {1, -1, 1}) && is(tn::abs(i), {7, 8, 3}) && is(tn::sign(i), {1, -1, 1}));
static_assert(is(tn::floor_divide(i, j), {3, -3, -1}) && is(tn::remainder(i, j), {1, 1, -1}), "as in Python");
static_assert(is(tn::floor_divide(x, y), {0, -4, -1}) && is(tn::remainder(x, y), {1.5, 0, -3.75}));
static_assert(is(tn::lerp(x, y, F{0.5f, 0, 1}), {1.75, -2, -4}));

// Rounding.
static_assert(is(tn::floor(F{1.5f, -1.5f, 2}), {1, -2, 2}) && is(tn::ceil(F{1.5f, -1.5f, 2}), {2, -1, 2}));
static_assert(is(tn::trunc(F{1.5f, -1.5f, 2}), {1, -1, 2}) && is(tn::round(F{1.5f, 2.5f, -0.5f}), {2, 2, 0}));

// Comparison, logic, choice.
static_assert(is(x < y, {1, 1, 0}) && is(x <= x, {1, 1, 1}) && is(x > y, {0, 0, 1}) && is(x >= y, {0, 0, 1}));
static_assert(is(i == I{7, 8, 3}, {1, 0, 1}) && is(i != I{7, 8, 3}, {0, 1, 0}));
static_assert(is(p && q, {1, 0, 0}) && is(p || q, {1, 1, 1}) && is(!p, {0, 1, 0}) && is(tn::logical_xor(p, q), {0, 1, 1}));
static_assert(is(tn::where(p, x, y), {1.5, 0.5, 0.25}) && is(tn::where(q, 1, i), {1, 1, 3}));
static_assert(is(tn::minimum(x, y), {1.5, -2, -4}) && is(tn::maximum(i, j), {7, 3, 3}) && is(tn::clip(x, -1, 1), {1, -1, 0.25}));
static_assert(is(tn::isnan(F{nan, 1, inf}), {1, 0, 0}) && is(tn::isinf(F{nan, 1, -inf}), {0, 0, 1}) &&
              is(tn::isfinite(F{nan, 1, inf}), {0, 1, 0}));
static_assert(is(tn::isclose(x, x + 1e-7f), {1, 1, 1}) && is(tn::allclose(x, y), {0}));
static_assert(is(tn::nan_to_num(F{nan, 1, 2}), {0, 1, 2}));

// Casts.
static_assert(is(tn::cast<std::int32_t>(F{1.9f, -1.9f, nan}), {1, -1, 0}) &&
              is(tn::cast<std::uint8_t>(F{300, -5, 7}), {255, 0, 7}));
static_assert(is(tn::cast<bool>(i), {1, 1, 1}) && is(tn::cast<double>(x), {1.5, -2, 0.25}) && is(tn::cast<float>(p), {1, 0, 1}));

// Functions: within the rounding of the values here, of both floating dtypes.
static_assert(near(tn::exp(F{0, 1, float(-2.5)}), {1.0, 2.718281828459045, 0.0820849986238988}, float_eps) &&
              near(tn::exp(D{0, 1, -2.5}), {1.0, 2.718281828459045, 0.0820849986238988}, double_eps));
static_assert(near(tn::expm1(F{float(9.999999747378752e-06), 1, float(-2.5)}),
                   {1.0000049747542893e-05, 1.718281828459045, -0.9179150013761013}, float_eps) &&
              near(tn::expm1(D{9.999999747378752e-06, 1, -2.5}), {1.0000049747542893e-05, 1.718281828459045, -0.9179150013761013},
                   double_eps));
static_assert(near(tn::exp2(F{float(0.5), 3, float(-2.5)}), {1.4142135623730951, 8.0, 0.1767766952966369}, float_eps) &&
              near(tn::exp2(D{0.5, 3, -2.5}), {1.4142135623730951, 8.0, 0.1767766952966369}, double_eps));
static_assert(near(tn::log(F{1, float(2.5), float(0.125)}), {0.0, 0.9162907318741551, -2.0794415416798357}, float_eps) &&
              near(tn::log(D{1, 2.5, 0.125}), {0.0, 0.9162907318741551, -2.0794415416798357}, double_eps));
static_assert(near(tn::log1p(F{float(9.999999747378752e-06), float(2.5), float(-0.5)}),
                   {9.999949747714609e-06, 1.252762968495368, -0.6931471805599453}, float_eps) &&
              near(tn::log1p(D{9.999999747378752e-06, 2.5, -0.5}),
                   {9.999949747714609e-06, 1.252762968495368, -0.6931471805599453}, double_eps));
static_assert(near(tn::log2(F{8, float(2.5), float(0.125)}), {3.0, 1.3219280948873624, -3.0}, float_eps) &&
              near(tn::log2(D{8, 2.5, 0.125}), {3.0, 1.3219280948873624, -3.0}, double_eps));
static_assert(near(tn::log10(F{1000, float(2.5), float(0.125)}), {3.0, 0.3979400086720376, -0.9030899869919435}, float_eps) &&
              near(tn::log10(D{1000, 2.5, 0.125}), {3.0, 0.3979400086720376, -0.9030899869919435}, double_eps));
static_assert(near(tn::sqrt(F{4, 2, float(0.25)}), {2.0, 1.4142135623730951, 0.5}, float_eps) &&
              near(tn::sqrt(D{4, 2, 0.25}), {2.0, 1.4142135623730951, 0.5}, double_eps));
static_assert(near(tn::rsqrt(F{4, 2, float(0.25)}), {0.5, 0.7071067811865475, 2.0}, float_eps) &&
              near(tn::rsqrt(D{4, 2, 0.25}), {0.5, 0.7071067811865475, 2.0}, double_eps));
static_assert(near(tn::reciprocal(F{4, -2, float(0.25)}), {0.25, -0.5, 4.0}, float_eps) &&
              near(tn::reciprocal(D{4, -2, 0.25}), {0.25, -0.5, 4.0}, double_eps));
static_assert(near(tn::cbrt(F{8, -2, float(0.125)}), {2.0, -1.2599210498948732, 0.5}, float_eps) &&
              near(tn::cbrt(D{8, -2, 0.125}), {2.0, -1.2599210498948732, 0.5}, double_eps));
static_assert(near(tn::tanh(F{float(0.5), -2, float(0.0010000000474974513)}),
                   {0.46211715726000974, -0.9640275800758169, 0.0009999997141642038}, float_eps) &&
              near(tn::tanh(D{0.5, -2, 0.0010000000474974513}), {0.46211715726000974, -0.9640275800758169, 0.0009999997141642038},
                   double_eps));
static_assert(near(tn::sigmoid(F{float(0.5), -2, 10}), {0.6224593312018546, 0.11920292202211755, 0.9999546021312976},
                   float_eps) &&
              near(tn::sigmoid(D{0.5, -2, 10}), {0.6224593312018546, 0.11920292202211755, 0.9999546021312976}, double_eps));
static_assert(near(tn::softplus(F{float(0.5), -2, 10}), {0.9740769841801067, 0.1269280110429725, 10.000045398899218},
                   float_eps) &&
              near(tn::softplus(D{0.5, -2, 10}), {0.9740769841801067, 0.1269280110429725, 10.000045398899218}, double_eps));
static_assert(near(tn::sin(F{float(0.5), -2, 100}), {0.479425538604203, -0.9092974268256817, -0.5063656411097588}, float_eps) &&
              near(tn::sin(D{0.5, -2, 100}), {0.479425538604203, -0.9092974268256817, -0.5063656411097588}, double_eps));
static_assert(near(tn::cos(F{float(0.5), -2, 100}), {0.8775825618903728, -0.4161468365471424, 0.8623188722876839}, float_eps) &&
              near(tn::cos(D{0.5, -2, 100}), {0.8775825618903728, -0.4161468365471424, 0.8623188722876839}, double_eps));
static_assert(near(tn::tan(F{float(0.5), -2, 100}), {0.5463024898437905, 2.185039863261519, -0.5872139151569291}, float_eps) &&
              near(tn::tan(D{0.5, -2, 100}), {0.5463024898437905, 2.185039863261519, -0.5872139151569291}, double_eps));
static_assert(near(tn::asin(F{float(0.5), -1, float(0.10000000149011612)}),
                   {0.5235987755982989, -1.5707963267948966, 0.10016742265918284}, float_eps) &&
              near(tn::asin(D{0.5, -1, 0.10000000149011612}), {0.5235987755982989, -1.5707963267948966, 0.10016742265918284},
                   double_eps));
static_assert(near(tn::acos(F{float(0.5), -1, float(0.10000000149011612)}),
                   {1.0471975511965979, 3.141592653589793, 1.4706289041357137}, float_eps) &&
              near(tn::acos(D{0.5, -1, 0.10000000149011612}), {1.0471975511965979, 3.141592653589793, 1.4706289041357137},
                   double_eps));
static_assert(near(tn::atan(F{float(0.5), -2, 100}), {0.4636476090008061, -1.1071487177940904, 1.5607966601082315}, float_eps) &&
              near(tn::atan(D{0.5, -2, 100}), {0.4636476090008061, -1.1071487177940904, 1.5607966601082315}, double_eps));
static_assert(near(tn::sinh(F{float(0.5), -2, float(0.0010000000474974513)}),
                   {0.5210953054937474, -3.626860407847019, 0.00100000021416415}, float_eps) &&
              near(tn::sinh(D{0.5, -2, 0.0010000000474974513}), {0.5210953054937474, -3.626860407847019, 0.00100000021416415},
                   double_eps));
static_assert(near(tn::cosh(F{float(0.5), -2, float(0.0010000000474974513)}),
                   {1.1276259652063807, 3.7621956910836314, 1.000000500000089}, float_eps) &&
              near(tn::cosh(D{0.5, -2, 0.0010000000474974513}), {1.1276259652063807, 3.7621956910836314, 1.000000500000089},
                   double_eps));
static_assert(near(tn::asinh(F{float(0.5), -2, float(0.0010000000474974513)}),
                   {0.48121182505960347, -1.4436354751788103, 0.0009999998808308357}, float_eps) &&
              near(tn::asinh(D{0.5, -2, 0.0010000000474974513}),
                   {0.48121182505960347, -1.4436354751788103, 0.0009999998808308357}, double_eps));
static_assert(near(tn::acosh(F{1, 2, 100}), {0.0, 1.3169578969248166, 5.298292365610484}, float_eps) &&
              near(tn::acosh(D{1, 2, 100}), {0.0, 1.3169578969248166, 5.298292365610484}, double_eps));
static_assert(near(tn::atanh(F{float(0.5), float(-0.8999999761581421), float(0.0010000000474974513)}),
                   {0.5493061443340548, -1.4722193640997716, 0.001000000380831032}, float_eps) &&
              near(tn::atanh(D{0.5, -0.8999999761581421, 0.0010000000474974513}),
                   {0.5493061443340548, -1.4722193640997716, 0.001000000380831032}, double_eps));
static_assert(near(tn::erf(F{float(0.5), -2, float(0.0010000000474974513)}),
                   {0.5204998778130465, -0.9953222650189527, 0.0011283788445643173}, float_eps) &&
              near(tn::erf(D{0.5, -2, 0.0010000000474974513}), {0.5204998778130465, -0.9953222650189527, 0.0011283788445643173},
                   double_eps));
static_assert(near(tn::erfc(F{float(0.5), -2, 3}), {0.4795001221869535, 1.9953222650189528, 2.2090496998585438e-05}, float_eps) &&
              near(tn::erfc(D{0.5, -2, 3}), {0.4795001221869535, 1.9953222650189528, 2.2090496998585438e-05}, double_eps));
static_assert(near(tn::lgamma(F{float(0.5), 10, 4}), {0.5723649429247004, 12.801827480081467, 1.7917594692280554}, float_eps) &&
              near(tn::lgamma(D{0.5, 10, 4}), {0.5723649429247004, 12.801827480081467, 1.7917594692280554}, double_eps));
static_assert(near(tn::relu(F{float(0.5), -2, 0}), {0.5, 0, 0.0}, float_eps) &&
              near(tn::relu(D{0.5, -2, 0}), {0.5, 0, 0.0}, double_eps));
static_assert(near(tn::elu(F{float(0.5), -2, 0}), {0.5, -0.8646647167633873, 0.0}, float_eps) &&
              near(tn::elu(D{0.5, -2, 0}), {0.5, -0.8646647167633873, 0.0}, double_eps));
static_assert(near(tn::selu(F{float(0.5), -2, 0}), {0.5253504936777402, -1.520166468595695, 0.0}, float_eps) &&
              near(tn::selu(D{0.5, -2, 0}), {0.5253504936777402, -1.520166468595695, 0.0}, double_eps));
static_assert(near(tn::digamma(F{1, 0.5f, 2.5f}), {-0.5772156649015329, -1.9635100260214235, 0.7031566406452432}, float_eps));
static_assert(near(tn::digamma(D{1, 0.5, 2.5}), {-0.5772156649015329, -1.9635100260214235, 0.7031566406452432}, 4e-15));
static_assert(near(tn::pow(D{2, 0.5, -2}, D{0.5, -3, 3}), {1.4142135623730951, 8, -8}, double_eps) &&
              near(tn::pow(F{2, 0.5f, -2}, F{0.5f, -3, 3}), {1.4142135623730951, 8, -8}, float_eps));
static_assert(near(tn::hypot(F{3, -5, 1}, F{4, 12, 1}), {5, 13, 1.4142135623730951}, float_eps) &&
              near(tn::atan2(D{1, -1, 0}, D{1, -1, -1}), {0.7853981633974483, -2.356194490192345, 3.141592653589793},
                   double_eps));
static_assert(near(tn::softmax<0>(F{1, 2, 3}), {0.09003057317038046, 0.24472847105479764, 0.6652409557748218}, float_eps) &&
              near(tn::log_softmax<0>(D{1, 2, 3}), {-2.4076059644443806, -1.4076059644443804, -0.4076059644443804}, double_eps));
