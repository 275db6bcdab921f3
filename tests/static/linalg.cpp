// SPDX-License-Identifier: MIT
// What linear algebra accepts and rejects, and what it gives.
#include <tenon/op/linalg.hpp>
#include <tenon/tensor/tensor.hpp>

#include <cstdint>

namespace tn = tenon;
namespace linalg = tn::linalg;
using tn::Applicable;

template <std::size_t... D>
using F = tn::Tensor<float, D...>;
template <std::size_t... D>
using G = tn::Tensor<double, D...>;
template <std::size_t... D>
using I = tn::Tensor<std::int32_t, D...>;
template <std::size_t... D>
using B = tn::Tensor<bool, D...>;

template <class E, class T, std::size_t... D>
constexpr bool gives = std::is_same_v<typename E::value_type, T> && std::is_same_v<typename E::shape_type, tn::Shape<D...>>;

// Square matrices of a floating dtype, and stacks of them.
static_assert(tn::SquareMatrix<F<3, 3>> && tn::SquareMatrix<G<5, 1, 1>> && tn::SquareMatrix<F<0, 4, 4>>);
static_assert(!tn::SquareMatrix<F<2, 3>> && !tn::SquareMatrix<F<3>> && !tn::SquareMatrix<F<>> && !tn::SquareMatrix<F<3, 3, 2>>);
static_assert(!tn::SquareMatrix<I<3, 3>> && !tn::SquareMatrix<B<3, 3>>);
static_assert(!tn::SquareMatrix<float>, "a C++ number has no shape");
static_assert(Applicable<linalg::FactorCholesky, G<3, 3>> && !Applicable<linalg::FactorCholesky, G<3, 4>>);
static_assert(Applicable<linalg::Determinant, F<3, 3>> && !Applicable<linalg::Determinant, I<3, 3>>);
static_assert(Applicable<linalg::Power<2>, I<3, 3>>, "integers have powers");
static_assert(!Applicable<linalg::Power<-1>, I<3, 3>>, "but no inverse");
static_assert(gives<decltype(tn::inv(F<4, 3, 3>{})), float, 4, 3, 3>);
static_assert(gives<decltype(tn::det(F<4, 3, 3>{})), float, 4> && gives<decltype(tn::det(G<3, 3>{})), double>);
static_assert(gives<std::tuple_element_t<1, decltype(tn::slogdet(F<2, 4, 3, 3>{}))>, float, 2, 4>);

// A X = B: one axis is a vector, batches broadcast.
static_assert(tn::SolveOperands<F<3, 3>, F<3>> && tn::SolveOperands<F<3, 3>, F<7, 3, 2>> &&
              tn::SolveOperands<F<7, 3, 3>, F<3, 2>>);
static_assert(tn::SolveOperands<F<2, 1, 3, 3>, F<7, 3, 2>>);
static_assert(!tn::SolveOperands<F<3, 3>, F<4>> && !tn::SolveOperands<F<3, 3>, F<3, 4, 2>> && !tn::SolveOperands<F<3, 3>, F<>>);
static_assert(!tn::SolveOperands<F<3, 2>, F<2>> && !tn::SolveOperands<F<3>, F<3>>);
static_assert(!tn::SolveOperands<F<2, 3, 3>, F<4, 3, 1>>, "batches that do not broadcast");
static_assert(!tn::SolveOperands<F<3, 3>, G<3>> && !tn::SolveOperands<I<3, 3>, I<3>>);
static_assert(gives<decltype(tn::solve(F<2, 1, 3, 3>{}, F<7, 3, 2>{})), float, 2, 7, 3, 2>);
static_assert(gives<decltype(tn::solve(F<5, 3, 3>{}, F<3>{})), float, 5, 3>);
static_assert(
    gives<decltype(tn::triangular_solve(F<3, 3>{}, F<3, 2>{}, tn::upper, tn::transposed, tn::unit_diagonal)), float, 3, 2>);

// QR of any matrix.
static_assert(Applicable<linalg::Qr<true>, F<3, 2>> && !Applicable<linalg::Qr<true>, F<3>> &&
              !Applicable<linalg::Qr<false>, I<3, 2>>);
static_assert(gives<std::tuple_element_t<0, decltype(tn::qr(F<5, 4, 2>{}))>, float, 5, 4, 2>);
static_assert(gives<std::tuple_element_t<1, decltype(tn::qr(F<5, 4, 2>{}))>, float, 5, 2, 2>);
static_assert(gives<std::tuple_element_t<0, decltype(tn::qr(F<2, 4>{}))>, float, 2, 2>);
static_assert(gives<std::tuple_element_t<1, decltype(tn::qr(F<2, 4>{}))>, float, 2, 4>);

// LU, and which matrices have none.
static_assert(gives<std::tuple_element_t<0, decltype(tn::lu(F<7, 4, 2>{}))>, float, 7, 4, 4> &&
              gives<std::tuple_element_t<1, decltype(tn::lu(F<7, 4, 2>{}))>, float, 7, 4, 2> &&
              gives<std::tuple_element_t<2, decltype(tn::lu(F<2, 4>{}))>, float, 2, 4>);
static_assert(gives<std::tuple_element_t<0, decltype(tn::lu(F<7, 4, 2>{}, tn::as_indices))>, std::int32_t, 7, 4>);
static_assert(!Applicable<linalg::FactorLu<true>, I<2, 2>> && !Applicable<linalg::FactorLu<true>, F<2>>);
static_assert(gives<std::tuple_element_t<1, decltype(tn::solve_status(F<7, 3, 3>{}, F<3>{}))>, std::int32_t, 7> &&
              gives<std::tuple_element_t<0, decltype(tn::solve_status(F<7, 3, 3>{}, F<3>{}))>, float, 7, 3> &&
              gives<std::tuple_element_t<1, decltype(tn::cholesky_status(G<3, 3>{}))>, std::int32_t>);

// Products.
static_assert(Applicable<linalg::Dot, F<5, 3>, F<3>> && !Applicable<linalg::Dot, F<5, 3>, F<4>> &&
              !Applicable<linalg::Dot, F<>, F<4>>);
static_assert(!Applicable<linalg::Dot, F<3>, G<3>> && !Applicable<linalg::Dot, B<3>, B<3>> &&
              Applicable<linalg::Dot, I<3>, I<3>>);
static_assert(!Applicable<linalg::Dot, F<5, 3>, F<4, 3>>, "batches that do not broadcast");
static_assert(gives<decltype(tn::dot(F<5, 3>{}, F<3>{})), float, 5> &&
              gives<decltype(tn::outer(F<5, 3>{}, F<4>{})), float, 5, 3, 4>);
static_assert(gives<decltype(tn::inner(F<5, 3>{}, F<2, 3>{})), float, 5, 2>);
static_assert(gives<decltype(tn::kron(F<2, 3>{}, F<7, 4, 5>{})), float, 7, 8, 15>);
static_assert(gives<decltype(tn::tensordot<2>(F<2, 3, 4>{}, F<3, 4, 5>{})), float, 2, 5>);
template <int N>
using Neighbours = linalg::Contract<linalg::NeighbourAxes<N, false>>;
static_assert(!Applicable<Neighbours<2>, F<2, 3, 4>, F<4, 3, 5>> && !Applicable<Neighbours<2>, F<2, 3>, F<3>>);
static_assert(!Applicable<Neighbours<0>, F<1, 1, 1, 1, 1>, F<1, 1, 1, 1>>, "nine axes");
template <class L, class R>
using Listed = linalg::Contract<linalg::ListedAxes<L, R>>;
static_assert(gives<decltype(tn::tensordot<tn::Axes<0, -1>, tn::Axes<2, 0>>(F<2, 3, 4>{}, F<4, 5, 2>{})), float, 3, 5>);
static_assert(!Applicable<Listed<tn::Axes<0>, tn::Axes<0>>, F<2, 3>, F<3>> &&
              !Applicable<Listed<tn::Axes<2>, tn::Axes<0>>, F<2, 3>, F<3>>);
static_assert(!Applicable<Listed<tn::Axes<0, -2>, tn::Axes<0, 1>>, F<3, 3>, F<3, 3>>, "one axis twice");
static_assert(gives<decltype(tn::cross(F<5, 3>{}, F<3>{})), float, 5, 3> && !Applicable<linalg::Cross, F<2>, F<2>> &&
              !Applicable<linalg::Cross, F<>, F<3>> && !Applicable<linalg::Cross, F<3>, G<3>>);
static_assert(gives<decltype(tn::vdot(F<2, 3>{}, F<6>{})), float>);
static_assert(gives<decltype(tn::multi_dot(F<2>{}, F<2, 3>{}, F<3, 4>{})), float, 4> &&
              gives<decltype(tn::multi_dot(F<2, 3>{}, F<3>{})), float, 2>);
static_assert(!Applicable<linalg::MultiDot, F<2, 3>, F<3>, F<3, 2>> && !Applicable<linalg::MultiDot, F<2, 3>, F<4, 2>> &&
              !Applicable<linalg::MultiDot, F<2, 3>, G<3, 2>>);
static_assert(gives<decltype(tn::trace(I<2, 3, 3>{})), std::int32_t, 2> && !Applicable<linalg::Trace, F<2, 3>>);

// Norms.
static_assert(gives<decltype(tn::norm(F<2, 3>{})), float> && gives<decltype(tn::norm<1>(F<2, 3>{}, tn::order<1>)), float, 2>);
template <int P, int... Axis>
using Norm = tn::Reducing<linalg::Norm<P>, false, Axis...>;
static_assert(!Applicable<Norm<2>, I<3>> && !Applicable<Norm<2, 2>, F<2, 3>> && !Applicable<Norm<2, 0, 0>, F<2, 3>>);
static_assert(!Applicable<Norm<tn::infinite_order>, F<0>> && Applicable<Norm<2>, F<0>>);
