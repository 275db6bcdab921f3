// SPDX-License-Identifier: MIT
// Layout, slices, indexing, patterns, evaluated by the compiler.
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
constexpr I<2, 3> m{{1, 2, 3}, {4, 5, 6}};
constexpr I<2, 2> s{{1, 2}, {3, 4}};
constexpr I<2, 1, 3> t{{{1, 2, 3}}, {{4, 5, 6}}};
}  // namespace

// Shapes.
static_assert(is(tn::transpose(m), {1, 4, 2, 5, 3, 6}));
static_assert(is(tn::permute<2, 0, 1>(t), {1, 4, 2, 5, 3, 6}));
static_assert(is(tn::reshape<3, 2>(m), {1, 2, 3, 4, 5, 6}));
static_assert(is(tn::flatten(t), {1, 2, 3, 4, 5, 6}));
static_assert(is(tn::squeeze(t), {1, 2, 3, 4, 5, 6}));
static_assert(is(tn::expand<1>(m), {1, 2, 3, 4, 5, 6}));
static_assert(is(tn::broadcast_to<2, 3>(I<3>{1, 2, 3}), {1, 2, 3, 1, 2, 3}));
static_assert(is(tn::moveaxis<0, 2>(t), {1, 4, 2, 5, 3, 6}));
static_assert(is(tn::swapaxes<0, 1>(m), {1, 4, 2, 5, 3, 6}));
static_assert(is(tn::concat<1>(m, s), {1, 2, 3, 1, 2, 4, 5, 6, 3, 4}));
static_assert(is(tn::stack<1>(s, s + 4), {1, 2, 5, 6, 3, 4, 7, 8}));
static_assert(is(tn::tile<2, 1>(s), {1, 2, 3, 4, 1, 2, 3, 4}));
static_assert(is(tn::repeat<2, 0>(s), {1, 2, 1, 2, 3, 4, 3, 4}));
static_assert(is(tn::flip<1>(m), {3, 2, 1, 6, 5, 4}));
static_assert(is(tn::roll<1, 1>(m), {3, 1, 2, 6, 4, 5}));
static_assert(is(tn::rot90(m), {3, 6, 2, 5, 1, 4}));
static_assert(is(tn::tril(m), {1, 0, 0, 4, 5, 0}));
static_assert(is(tn::triu<1>(m), {0, 2, 3, 0, 0, 6}));
static_assert(is(tn::diagonal(m), {1, 5}));
static_assert(is(tn::diag(I<2>{7, 8}), {7, 0, 0, 8}));
static_assert(is(tn::pad<1, 0, 0, 1>(s), {0, 0, 0, 1, 2, 0, 3, 4, 0}));
static_assert(is(tn::pad<tn::PadMode::edge, 0, 0, 1, 1>(s), {1, 1, 2, 2, 3, 3, 4, 4}));
static_assert(is(tn::pad<tn::PadMode::reflect, 0, 0, 2, 0>(m), {3, 2, 1, 2, 3, 6, 5, 4, 5, 6}));
static_assert(is(std::get<1>(tn::split<3, 1>(m)), {2, 5}));
static_assert(is(std::get<1>(tn::unstack(m)), {4, 5, 6}));
static_assert(has_shape<3, 2, 1>(tn::permute<2, 0, 1>(t)) && has_shape<2, 1, 3>(tn::expand<1>(m)) &&
              has_shape<4, 2>(tn::tile<2, 1>(s)));

// Slices, read and written.
static_assert(is(m(tn::all, tn::from<1>), {2, 3, 5, 6}));
static_assert(is(m(tn::at<-1>, tn::reversed), {6, 5, 4}));
static_assert(is(m(tn::ellipsis, tn::range<0, 3, 2>), {1, 3, 4, 6}));
static_assert(is(m(tn::newaxis, tn::at<1>), {4, 5, 6}));
constexpr I<2, 3> written = [] {
  I<2, 3> r = m;
  for (std::size_t k = 0; k < 3; ++k) r(1, k) *= 10;
  return r;
}();
static_assert(is(written, {1, 2, 3, 40, 50, 60}));

// Run-time indices, known here.
static_assert(is(tn::take<1>(m, I<2>{2, -3}), {3, 1, 6, 4}));
static_assert(is(tn::take_along_axis<1>(m, I<2, 1>{{2}, {0}}), {3, 4}));
static_assert(is(tn::gather_nd(m, I<2, 2>{{0, 1}, {1, -1}}), {2, 6}));
static_assert(is(tn::scatter_nd_update(m, I<1, 2>{{0, 1}}, I<1>{9}), {1, 9, 3, 4, 5, 6}));
static_assert(is(tn::scatter_nd_add(m, I<2, 1>{{0}, {0}}, m), {6, 9, 12, 4, 5, 6}));
static_assert(is(tn::scatter_nd_sub(m, I<1, 1>{{1}}, I<1, 3>{{1, 1, 1}}), {1, 2, 3, 3, 4, 5}));
static_assert(is(tn::scatter_nd_max(m, I<1, 1>{{0}}, I<1, 3>{{2, 2, 2}}), {2, 2, 3, 4, 5, 6}));
static_assert(is(tn::scatter_nd_min(m, I<1, 1>{{0}}, I<1, 3>{{2, 2, 2}}), {1, 2, 2, 4, 5, 6}));
static_assert(is(tn::scatter_along_axis_update<1>(m, I<2, 1>{{2}, {0}}, I<2, 1>{{0}, {0}}), {1, 2, 0, 0, 5, 6}));
static_assert(is(tn::scatter_along_axis_add<1>(m, I<2, 1>{{2}, {0}}, I<2, 1>{{1}, {1}}), {1, 2, 4, 5, 5, 6}));

// Patterns.
static_assert(is(tn::rearrange<"a b -> b a">(m), {1, 4, 2, 5, 3, 6}));
static_assert(is(tn::rearrange<"a (b c) -> c b a", tn::axis<"c", 3>>(m), {1, 4, 2, 5, 3, 6}));
static_assert(is(tn::reduce<"a b -> a", tn::op::sum>(m), {6, 15}));
static_assert(is(tn::repeat<"a b -> a b c", tn::axis<"c", 2>>(s), {1, 1, 2, 2, 3, 3, 4, 4}));
