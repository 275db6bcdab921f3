// SPDX-License-Identifier: MIT
// Reductions, scans, sorting, searching, counting, evaluated by the compiler.
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

namespace {
constexpr D<2, 4> x{{3, -1, 2, 0.5}, {1, 4, -2, 8}};
constexpr F<5> z{3, 0, 3, -1, 2};
constexpr I<2, 3> i{{5, 3, 9}, {-1, 7, 0}};
constexpr double eps = 1e-15;
}  // namespace

// Reductions: of all elements, along an axis, with the axis kept.
static_assert(is(tn::sum(x), {15.5}));
static_assert(is(tn::sum<0>(x), {4, 3, 0, 8.5}));
static_assert(is(tn::sum<-1>(x, tn::keepdims), {4.5, 11}));
static_assert(is(tn::mean(x), {1.9375}));
static_assert(is(tn::mean<0>(x), {2, 1.5, 0, 4.25}));
static_assert(is(tn::mean<-1>(x, tn::keepdims), {1.125, 2.75}));
static_assert(is(tn::max(x), {8}));
static_assert(is(tn::max<0>(x), {3, 4, 2, 8}));
static_assert(is(tn::max<-1>(x, tn::keepdims), {3, 8}));
static_assert(is(tn::min(x), {-2}));
static_assert(is(tn::min<0>(x), {1, -1, -2, 0.5}));
static_assert(is(tn::min<-1>(x, tn::keepdims), {-1, -2}));
static_assert(is(tn::prod(x), {192}));
static_assert(is(tn::prod<0>(x), {3, -4, -4, 4}));
static_assert(is(tn::prod<-1>(x, tn::keepdims), {-3, -64}));
static_assert(near(tn::var(x), {8.65234375}, eps));
static_assert(near(tn::var<1>(x, tn::ddof<1>), {3.0625, 18.25}, eps));
static_assert(near(tn::std<0>(x), {1, 2.5, 2, 3.75}, eps));
static_assert(is(tn::median<1>(x), {1.25, 2.5}));
static_assert(is(tn::median(z), {2}));
static_assert(near(tn::logsumexp<1>(x), {3.38409170128869, 8.019089550356505}, eps));
static_assert(is(tn::count_nonzero(z), {4}));
static_assert(is(tn::any<0>(x > 3.0), {0, 1, 0, 1}));
static_assert(is(tn::all_of<1>(x > -1.5), {1, 0}));
static_assert(is(tn::norm(D<2>{3, 4}), {5}));
static_assert(is(tn::norm<1>(x, tn::order<1>), {6.5, 15}));
static_assert(is(tn::norm<0>(x, tn::order_inf), {3, 4, 2, 8}));
static_assert(near(tn::norm(x, tn::order<3>), {8.532173338143435}, eps));
static_assert(is(std::get<0>(tn::moments<1>(x)), {1.125, 2.75}));
static_assert(near(std::get<1>(tn::moments<1>(x)), {2.296875, 13.6875}, eps));
static_assert(is(tn::sum<0>(i), {4, 10, 9}));
static_assert(is(tn::max(i), {9}));
static_assert(is(tn::prod<1>(i), {135, 0}));
static_assert(is(tn::argmax<1>(x), {0, 3}));
static_assert(is(tn::argmin<0>(i), {1, 0, 1}));
static_assert(is(tn::argmax(x), {7}));
static_assert(is(tn::sum<1>(D<2, 0>{}), {0, 0}) && is(tn::prod<1>(D<2, 0>{}), {1, 1}) && is(tn::all_of(F<0>{}), {1}));
static_assert(has_shape<1, 4>(tn::sum<0>(x, tn::keepdims)) && has_shape<2>(tn::mean<1>(x)));

// Scans.
static_assert(is(tn::cumsum<1>(x), {3, 2, 4, 4.5, 1, 5, 3, 11}));
static_assert(is(tn::cumsum<0>(i, tn::reverse), {4, 10, 9, -1, 7, 0}));
static_assert(is(tn::cumprod(z), {3, 0, 0, 0, 0}));
static_assert(is(tn::cummax<1>(i), {5, 5, 9, -1, 7, 7}));
static_assert(is(tn::cummin(z), {3, 0, 0, -1, -1}));

// Sorting and searching.
static_assert(is(tn::sort<1>(x), {-1, 0.5, 2, 3, -2, 1, 4, 8}));
static_assert(is(tn::sort<0>(x, tn::reverse), {3, 4, 2, 8, 1, -1, -2, 0.5}));
static_assert(is(tn::argsort(z), {3, 1, 4, 0, 2}));
static_assert(is(tn::sort(i), {3, 5, 9, -1, 0, 7}));
static_assert(is(std::get<0>(tn::top_k<2>(x)), {3, 2, 8, 4}));
static_assert(is(std::get<1>(tn::top_k<2>(x)), {0, 2, 3, 1}));
static_assert(is(tn::searchsorted(D<3>{1, 2, 4}, D<4>{0, 2, 3, 9}), {0, 1, 2, 3}));

// Counting, segments, one-hot.
static_assert(is(tn::bincount<4>(I<6>{0, 1, 1, 3, 1, 0}), {2, 3, 0, 1}));
static_assert(is(tn::one_hot<3, double>(I<2>{2, 0}), {0, 0, 1, 1, 0, 0}));
static_assert(is(tn::segment_sum<2>(x, I<2>{1, 1}), {0, 0, 0, 0, 4, 3, 0, 8.5}));
static_assert(near(tn::segment_mean<2>(z, I<5>{0, 1, 0, 1, 0}), {2.6666666666666665, -0.5}, 3e-7));
static_assert(is(tn::segment_max<2>(z, I<5>{0, 1, 0, 1, 0}), {3, 0}));
static_assert(is(tn::segment_min<2>(z, I<5>{0, 1, 0, 1, 0}), {2, -1}));

static_assert(!near(z, {3, 0, 3, -1, 2.5}, eps) && !near(z, {3, 0, 3}, eps), "the comparison compares");
