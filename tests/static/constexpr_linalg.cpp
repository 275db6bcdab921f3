// SPDX-License-Identifier: MIT
// Products and linear algebra, evaluated by the compiler.
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
constexpr D<3, 3> b{{4, 1, 0}, {1, 3, -1}, {0, -1, 2}};
constexpr D<3> v{1, -2, 3};
constexpr D<2, 2, 2> batch{{{1, 2}, {3, 4}}, {{0, 1}, {-1, 2}}};
constexpr double eps = 4e-15;
}  // namespace

// Products.
static_assert(is(tn::matmul(a, b), {6, 4, 4, 21, 13, 7}));
static_assert(is(tn::matmul(tn::transpose(a), a), {17, 22, 27, 22, 29, 36, 27, 36, 45}));
static_assert(is(tn::matmul(batch, batch), {7, 10, 15, 22, -1, 2, -2, 3}));
static_assert(is(tn::matmul(I<2, 2>{{1, 2}, {3, 4}}, I<2, 2>{{1, 0}, {-1, 1}}), {-1, 2, -1, 4}));
static_assert(is(tn::dot(v, v), {14}));
static_assert(is(tn::outer(v, v), {1, -2, 3, -2, 4, -6, 3, -6, 9}));
static_assert(is(tn::inner(a, b), {6, 4, 4, 21, 13, 7}));
static_assert(is(tn::kron(a, D<1, 2>{{1, -1}}), {1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6}));
static_assert(is(tn::tensordot<1>(a, b), {6, 4, 4, 21, 13, 7}));
static_assert(is(tn::einsum<"ij,jk->ik">(a, b), {6, 4, 4, 21, 13, 7}));
static_assert(is(tn::einsum<"ij->ji">(a), {1, 4, 2, 5, 3, 6}));
static_assert(is(tn::einsum<"ii">(b), {9}));
static_assert(is(tn::einsum<"ij,jk,k->i">(a, b, v), {10, 16}));
static_assert(is(tn::einsum<"bij,bjk->bik">(batch, batch), {7, 10, 15, 22, -1, 2, -2, 3}));
static_assert(is(tn::einsum<"ij,ij->">(a, a), {91}));
static_assert(is(tn::einsum<"...i,i->...">(a, v), {6, 12}));

// Square matrices.
static_assert(is(tn::trace(b), {9}));
static_assert(near(tn::det(b), {18}, eps));
static_assert(near(tn::det(batch), {-2, 1}, eps));
static_assert(near(tn::inv(b),
                   {0.2777777777777778, -0.11111111111111112, -0.05555555555555556, -0.11111111111111112, 0.4444444444444445,
                    0.22222222222222224, -0.05555555555555556, 0.22222222222222224, 0.6111111111111112},
                   eps));
static_assert(is(std::get<0>(tn::slogdet(b)), {1}));
static_assert(near(std::get<1>(tn::slogdet(b)), {2.8903717578961645}, eps));
static_assert(near(tn::solve(b, v), {0.33333333333333337, -0.33333333333333337, 1.3333333333333333}, eps));
static_assert(near(tn::solve(b, tn::transpose(a)),
                   {-0.1111111111111111, 0.2222222222222221, 1.4444444444444444, 3.1111111111111116, 2.2222222222222223,
                    4.555555555555556},
                   eps));
static_assert(near(tn::cholesky(b), {2, 0, 0, 0.5, 1.6583123951777, 0, 0, -0.6030226891555273, 1.2792042981336627}, eps));
static_assert(near(tn::matrix_power<3>(b), {75, 39, -9, 39, 45, -21, -9, -21, 15}, eps));
static_assert(near(tn::matrix_power<-1>(b),
                   {0.2777777777777778, -0.11111111111111112, -0.05555555555555556, -0.11111111111111112, 0.4444444444444445,
                    0.22222222222222224, -0.05555555555555556, 0.22222222222222224, 0.6111111111111112},
                   eps));
static_assert(near(tn::triangular_solve(b, v), {0.25, -0.75, 1.125}, eps));
static_assert(near(tn::triangular_solve(b, v, tn::upper), {0.2916666666666667, -0.16666666666666666, 1.5}, eps));
constexpr auto qr = tn::qr(b);
static_assert(near(tn::matmul(std::get<0>(qr), std::get<1>(qr)), {4, 1, 0, 1, 3, -1, 0, -1, 2}, eps));
static_assert(near(tn::matmul(tn::transpose(std::get<0>(qr)), std::get<0>(qr)), {1, 0, 0, 0, 1, 0, 0, 0, 1}, eps));
static_assert(near(tn::inv(D<5, 5>{{2, 1, 0, 0, 0}, {1, 2, 1, 0, 0}, {0, 1, 2, 1, 0}, {0, 0, 1, 2, 1}, {0, 0, 0, 1, 2}}),
                   {0.8333333333333333,
                    -0.6666666666666665,
                    0.49999999999999994,
                    -0.3333333333333333,
                    0.16666666666666666,
                    -0.6666666666666665,
                    1.333333333333333,
                    -0.9999999999999999,
                    0.6666666666666666,
                    -0.3333333333333333,
                    0.49999999999999983,
                    -0.9999999999999997,
                    1.4999999999999998,
                    -1,
                    0.5,
                    -0.33333333333333326,
                    0.6666666666666665,
                    -1,
                    1.3333333333333335,
                    -0.6666666666666667,
                    0.16666666666666663,
                    -0.33333333333333326,
                    0.5,
                    -0.6666666666666667,
                    0.8333333333333334},
                   eps),
              "by elimination");

// Several in one.
static_assert(near(tn::matmul(tn::tanh(tn::matmul(a, b) / 10.0 + v), v), {5.758330447022252, 5.20101963729962}, eps));
