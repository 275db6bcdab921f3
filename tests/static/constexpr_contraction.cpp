// SPDX-License-Identifier: MIT
// Contractions, chains, LU and the status of factors, evaluated by the compiler.
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
constexpr D<2, 3> a{{1, 2, 3}, {4, 5, 6}};
constexpr D<3> v{1, -2, 3};
constexpr D<2, 3, 2> t{{{1, 2}, {3, 4}, {5, 6}}, {{7, 8}, {9, 10}, {11, 12}}};
constexpr D<2, 2, 3> s{{{1, 0, 2}, {-1, 3, 1}}, {{2, 1, -2}, {0, 1, 1}}};
constexpr D<2, 2, 2> two{{{2, 0}, {0, 4}}, {{1, 2}, {2, 4}}};
constexpr D<3, 3> m{{1, 1.5, 4.5}, {4, 2, 8}, {2, 3, 3}};
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
}  // namespace

// Vectors.
static_assert(is(tn::cross(v, D<3>{2, 0, -1}), {2, 7, 4}));
static_assert(is(tn::cross(a, v), {12, 0, -4, 27, -6, -13}));
static_assert(is(tn::cross(I<3>{1, 0, 0}, I<2, 3>{{0, 1, 0}, {0, 0, 1}}), {0, 0, 1, 0, -1, 0}));
static_assert(is(tn::vdot(a, tn::transpose(a)), {86}));
static_assert(is(tn::dot(a, v), {6, 12}));
static_assert(is(tn::outer(D<2, 2>{{1, 2}, {3, 4}}, v), {1, -2, 3, 2, -4, 6, 3, -6, 9, 4, -8, 12}));

// Sums over pairs of axes.
static_assert(is(tn::tensordot<2>(t, tn::transpose(a)), {86, 212}));
static_assert(is(tn::tensordot<0>(D<2>{2, -1}, v), {2, -4, 6, -1, 2, -3}));
static_assert(is((tn::tensordot<tn::Axes<0, 2>, tn::Axes<1, 0>>(t, s)), {-2, 31, 13, 2, 41, 17, 6, 51, 21}));
static_assert(is((tn::tensordot<tn::Axes<1>, tn::Axes<-1>>(t, s)),
                 {11, 13, -5, 8, 14, 16, -4, 10, 29, 31, 1, 20, 32, 34, 2, 22}));
static_assert(has_shape<2, 2, 2, 2>(tn::tensordot<tn::Axes<1>, tn::Axes<-1>>(t, s)));

// Patterns.
static_assert(is(tn::einsum<"bij->bj">(t), {9, 12, 27, 30}));
static_assert(is(tn::einsum<"bij->">(t), {78}));
static_assert(is(tn::einsum<"ijk->kij">(t), {1, 3, 5, 7, 9, 11, 2, 4, 6, 8, 10, 12}));
static_assert(is(tn::einsum<"ii->i">(m), {1, 2, 3}));
static_assert(is(tn::einsum<"i,j->ij">(v, v), {1, -2, 3, -2, 4, -6, 3, -6, 9}));
static_assert(is(tn::einsum<"ij,ij->i">(a, a), {14, 77}));
static_assert(is(tn::einsum<"bij,cki->bc">(t, s), {54, 9, 126, 45}));
static_assert(is(tn::einsum<"bij,j,bi->">(s, v, D<2, 2>{{1, -1}, {2, 0}}), {-1}));
static_assert(is(tn::einsum<"...i,ji->...j">(s, a), {7, 16, 8, 17, -2, 1, 5, 11}));
static_assert(is(tn::einsum<"...ij,...jk->...ik">(s, t), {11, 14, 13, 16, 1, 2, 20, 22}));
static_assert(is(tn::einsum<"ij,jk,kl">(I<1, 2>{{1, 2}}, I<2, 2>{{1, -1}, {0, 3}}, I<2, 1>{{2}, {1}}), {7}));

// Chains and powers.
static_assert(is(tn::multi_dot(a, m, v), {74.5, 196}));
static_assert(is(tn::multi_dot(v, m, tn::transpose(a), a), {58.5, 76.5, 94.5}));
static_assert(is(tn::multi_dot(I<1, 2>{{1, 2}}, I<2, 1>{{3}, {4}}, I<1, 2>{{5, 6}}), {55, 66}));
static_assert(is(tn::matrix_power<0>(m), {1, 0, 0, 0, 1, 0, 0, 0, 1}));
static_assert(is(tn::matrix_power<5>(I<2, 2>{{1, 1}, {1, 0}}), {8, 5, 5, 3}));

// LU: the second row leads, then the third.
constexpr auto factors = tn::lu(m);
static_assert(is(std::get<0>(factors), {0, 0, 1, 1, 0, 0, 0, 1, 0}));
static_assert(is(std::get<1>(factors), {1, 0, 0, 0.5, 1, 0, 0.25, 0.5, 1}));
static_assert(is(std::get<2>(factors), {4, 2, 8, 0, 2, -1, 0, 0, 3}));
static_assert(is(std::get<0>(tn::lu(m, tn::as_indices)), {2, 0, 1}));
static_assert(is(std::get<1>(tn::lu(D<3, 2>{{1, 2}, {2, 2}, {-2, 4}})), {1, 0, -1, 1, 0.5, 0.16666666666666666}));
static_assert(is(std::get<2>(tn::lu(D<2, 3>{{1, 2, 3}, {2, 2, 8}})), {2, 2, 8, 0, 1, -1}));
static_assert(has_shape<3, 3>(std::get<0>(tn::lu(D<3, 2>{}))) && has_shape<3, 2>(std::get<1>(tn::lu(D<3, 2>{}))) &&
              has_shape<2, 2>(std::get<2>(tn::lu(D<3, 2>{}))));
static_assert(is(tn::det(m), {24}) && is(std::get<0>(tn::slogdet(m)), {1}));
static_assert(is(std::get<0>(tn::slogdet(two)), {1, 0}));

// Which matrices have no inverse, and which no Cholesky factor.
constexpr auto solved = tn::solve_status(two, D<2>{2, 4});
static_assert(is(std::get<0>(solved), {1, 1, nan, nan}) && is(std::get<1>(solved), {0, 2}));
static_assert(is(std::get<0>(tn::inv_status(two)), {0.5, 0, 0, 0.25, nan, nan, nan, nan}) &&
              is(std::get<1>(tn::inv_status(two)), {0, 2}));
static_assert(is(std::get<0>(tn::cholesky_status(D<2, 2>{{4, 0}, {2, 5}})), {2, 0, 1, 2}) &&
              is(std::get<1>(tn::cholesky_status(D<2, 2>{{4, 0}, {2, 5}})), {0}));
static_assert(is(std::get<1>(tn::cholesky_status(D<2, 2>{{1, 2}, {2, 1}})), {2}));
