// SPDX-License-Identifier: MIT
// Quantiles, means without NaN, conditions, different values, intervals, grids, evaluated by the compiler.
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
using B = tn::Tensor<bool, N...>;
using M = tn::QuantileMethod;

namespace {
constexpr D<2, 4> x{{3, -1, 2, 0.5}, {1, 4, -2, 8}};
constexpr I<2, 3> i{{5, 0, 5}, {-1, 7, 0}};
constexpr double eps = 1e-15;
constexpr float nan = std::numeric_limits<float>::quiet_NaN();
}  // namespace

// Quantiles.
static_assert(near(tn::quantile(x, 0.3), {0.55}, eps));
static_assert(near(tn::quantile<1>(x, 0.25), {0.125, 0.25}, eps));
static_assert(near(tn::quantile<0>(x, D<2>{0.5, 0.9}), {2, 1.5, 0, 4.25, 2.8, 3.5, 1.6, 7.25}, eps));
static_assert(is(tn::quantile<1>(x, D<3>{0, 0.5, 1}), {-1, -2, 1.25, 2.5, 3, 8}));
static_assert(is(tn::quantile<M::lower, 1>(x, 0.4), {0.5, 1}));
static_assert(is(tn::quantile<M::higher, 1>(x, 0.4), {2, 4}));
static_assert(is(tn::quantile<M::nearest, 1>(x, 0.4), {0.5, 1}));
static_assert(is(tn::quantile<M::midpoint, 1>(x, 0.4), {1.25, 2.5}));
static_assert(near(tn::percentile<0>(x, 75), {2.5, 2.75, 1, 6.125}, eps));
static_assert(near(tn::percentile(F<5>{5, 1, 4, 2, 3}, 90), {4.6}, 3e-7));
static_assert(is(tn::quantile<1>(F<2, 2>{{1, nan}, {1, 2}}, 0.5), {nan, 1.5}));
static_assert(has_shape<2, 4>(tn::quantile<0>(x, D<2>{0, 1})) && has_shape<2, 1>(tn::quantile<1>(x, 0.5, tn::keepdims)));
static_assert(is(tn::median<0>(x, tn::keepdims), {2, 1.5, 0, 4.25}));

// Without NaN; weighted; ranges and differences.
static_assert(is(tn::nansum(F<4>{1, nan, 2, 6}), {9}) && is(tn::nanmean(F<4>{1, nan, 2, 6}), {3}) &&
              is(tn::nanmax(F<3>{1, nan, 2}), {2}) && is(tn::nanmin<1>(F<2, 2>{{1, nan}, {nan, nan}}), {1, nan}));
static_assert(is(tn::average<1>(x, D<4>{1, 2, 1, 4}), {0.625, 4.875}));
static_assert(is(tn::ptp<1>(x), {4, 10}));
static_assert(is(tn::diff(x), {-4, 3, -1.5, 3, -6, 10}));
static_assert(is(tn::diff<0>(i), {-6, 7, -5}));

// Conditions: what is selected comes first, and a count says how much it is.
static_assert(is(std::get<0>(tn::argwhere(i)), {0, 0, 0, 2, 1, 0, 1, 1, 0, 0, 0, 0}));
static_assert(is(std::get<1>(tn::argwhere(i)), {4}));
static_assert(is(std::get<0>(tn::nonzero(i > 0)), {0, 0, 1, 0, 0, 0}) &&
              is(std::get<1>(tn::nonzero(i > 0)), {0, 2, 1, 0, 0, 0}) && is(std::get<2>(tn::nonzero(i > 0)), {3}));
static_assert(is(std::get<0>(tn::where(B<4>{false, true, false, true})), {1, 3, 0, 0}));
static_assert(is(std::get<0>(tn::compress(B<2>{false, true}, x)), {1, 4, -2, 8, 0, 0, 0, 0}));
static_assert(is(std::get<0>(tn::compress<1>(B<4>{true, false, false, true}, x, -9)), {3, 0.5, -9, -9, 1, 8, -9, -9}));
static_assert(is(std::get<1>(tn::compress<1>(B<4>{true, false, false, true}, x)), {2}));
static_assert(is(std::get<0>(tn::boolean_mask(x, x > 1.0)), {3, 2, 4, 8, 0, 0, 0, 0}));
static_assert(is(std::get<1>(tn::boolean_mask(x, x > 1.0)), {4}));
static_assert(has_shape<6, 2>(std::get<0>(tn::argwhere(i))) && has_shape<2, 4>(std::get<0>(tn::compress<1>(B<4>{}, x))));

// Values: each once, smallest first, the largest again behind the last.
static_assert(is(std::get<0>(tn::unique(i)), {-1, 0, 5, 7, 7, 7}) && is(std::get<1>(tn::unique(i)), {4}));
static_assert(is(std::get<1>(tn::unique_inverse(i)), {2, 1, 2, 0, 3, 1}));
static_assert(is(std::get<1>(tn::unique_counts(i)), {1, 2, 2, 1, 0, 0}));
static_assert(is(std::get<0>(tn::unique(F<4>{nan, 1, nan, 0.5f})), {0.5, 1, nan, nan}) &&
              is(std::get<1>(tn::unique_counts(F<4>{nan, 1, nan, 0.5f})), {1, 1, 2, 0}));

// Intervals.
static_assert(is(std::get<0>(tn::histogram<5>(x)), {2, 2, 2, 1, 1}));
static_assert(is(std::get<1>(tn::histogram<5>(x)), {-2, 0, 2, 4, 6, 8}));
static_assert(is(std::get<0>(tn::histogram<4>(x, -1, 3)), {1, 1, 1, 2}));
static_assert(is(std::get<1>(tn::histogram<4>(x, -1, 3)), {-1, 0, 1, 2, 3}));
static_assert(is(std::get<0>(tn::histogram<4>(i)), {3, 0, 0, 3}));
static_assert(is(std::get<1>(tn::histogram<4>(i)), {-1, 1, 3, 5, 7}));
static_assert(is(std::get<1>(tn::histogram<2>(x, 3, 3)), {2.5, 3, 3.5}), "a range without width");
static_assert(is(tn::digitize(x, D<3>{-1, 1, 3}), {3, 1, 2, 1, 2, 3, 0, 3}));

// Grids.
static_assert(is(std::get<0>(tn::meshgrid(I<3>{1, 2, 3}, I<2>{10, 20})), {1, 2, 3, 1, 2, 3}) &&
              is(std::get<1>(tn::meshgrid(I<3>{1, 2, 3}, I<2>{10, 20})), {10, 10, 10, 20, 20, 20}));
static_assert(is(std::get<0>(tn::meshgrid<tn::Indexing::ij>(I<3>{1, 2, 3}, I<2>{10, 20})), {1, 1, 2, 2, 3, 3}) &&
              is(std::get<1>(tn::meshgrid<tn::Indexing::ij>(I<3>{1, 2, 3}, I<2>{10, 20})), {10, 20, 10, 20, 10, 20}));
static_assert(has_shape<2, 3, 1>(std::get<2>(tn::meshgrid(I<3>{}, I<2>{}, I<1>{}))));
