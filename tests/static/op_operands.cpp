// SPDX-License-Identifier: MIT
// What elementwise ops and matmul accept and reject, and what they give.
#include <tenon/op/vocabulary.hpp>
#include <tenon/tensor/tensor.hpp>

#include <cstdint>

namespace tn = tenon;
namespace op = tn::op;
using tn::ElementwiseOperands;
using tn::MatmulOperands;

template <std::size_t... D>
using F = tn::Tensor<float, D...>;
template <std::size_t... D>
using G = tn::Tensor<double, D...>;
template <std::size_t... D>
using I = tn::Tensor<std::int32_t, D...>;
template <std::size_t... D>
using U = tn::Tensor<std::uint8_t, D...>;
template <std::size_t... D>
using B = tn::Tensor<bool, D...>;

template <class E, class T, std::size_t... D>
constexpr bool gives = std::is_same_v<typename E::value_type, T> && std::is_same_v<typename E::shape_type, tn::Shape<D...>>;

// The deleted conversion to double, for the error of std::exp(x), is seen by nothing else.
static_assert(!std::is_convertible_v<F<3>, double> && !std::is_convertible_v<F<>, double> &&
              !std::is_constructible_v<double, F<3>>);
static_assert(!std::is_convertible_v<decltype(F<3>{} + 1), double> && !std::is_convertible_v<G<>, double>);
static_assert(std::is_constructible_v<float, F<>> && std::is_constructible_v<double, G<>> &&
              !std::is_constructible_v<float, G<>>);
static_assert(std::is_constructible_v<bool, B<>> && !std::is_constructible_v<bool, F<>>);

// Shapes broadcast as NumPy's.
static_assert(tn::BroadcastOperands<F<2, 3>, F<3>>);
static_assert(tn::BroadcastOperands<F<3, 1, 5>, G<4, 1>>);
static_assert(tn::BroadcastOperands<F<>, F<2, 3>, F<3>>);
static_assert(!tn::BroadcastOperands<F<2, 3>, F<2>>);
static_assert(!tn::BroadcastOperands<F<2, 3>, F<4, 3>>);
static_assert(!tn::BroadcastOperands<F<2>, F<3>>);
static_assert(!tn::BroadcastOperands<F<2, 1>, F<1, 3>, F<4>>);
static_assert(!tn::BroadcastOperands<F<0>, F<2>>);
static_assert(!tn::BroadcastOperands<float, F<2>>, "a C++ number has no shape");
static_assert(gives<decltype(F<3, 1, 5>{} + F<4, 1>{}), float, 3, 4, 5>);
static_assert(gives<decltype(F<2, 1>{} - F<3>{}), float, 2, 3>);
static_assert(gives<decltype(F<>{} * F<>{}), float>);
static_assert(gives<decltype(F<0>{} + F<1>{}), float, 0>);

// Dtypes never mix.
static_assert(ElementwiseOperands<op::Add, F<2>, F<2>>);
static_assert(!ElementwiseOperands<op::Add, F<2>, G<2>>);
static_assert(!ElementwiseOperands<op::Add, F<2>, I<2>>);
static_assert(!ElementwiseOperands<op::Add, I<2>, U<2>>);
static_assert(!ElementwiseOperands<op::Add, I<2>, tn::Tensor<std::int64_t, 2>>);
static_assert(!ElementwiseOperands<op::Add, F<2>, G<>>, "not even scalar tensors");
static_assert(!ElementwiseOperands<op::Add, B<2>, F<2>>);
static_assert(!ElementwiseOperands<op::Add, B<2>, B<2>>, "bool has logic, not arithmetic");
static_assert(!ElementwiseOperands<op::Maximum, B<2>, B<2>>);
static_assert(!ElementwiseOperands<op::Add, F<2>, F<3>>);
static_assert(!ElementwiseOperands<op::Less, F<2>, G<2>>);
static_assert(!ElementwiseOperands<op::Fma, F<2>, F<2>, G<2>>);
static_assert(!ElementwiseOperands<op::Fma, F<2>, F<2>, F<3>>);
static_assert(std::is_same_v<decltype(tn::Tensor<long, 2>{} + tn::Tensor<std::int64_t, 2>{})::shape_type, tn::Shape<2>> ||
              sizeof(long) != 8);

// C++ numbers are weak: integers fit every number, floating ones a floating tensor.
static_assert(ElementwiseOperands<op::Add, F<2>, int>);
static_assert(ElementwiseOperands<op::Add, double, F<2>>);
static_assert(ElementwiseOperands<op::Mul, U<2>, int>);
static_assert(ElementwiseOperands<op::LogicalAnd, B<2>, bool>);
static_assert(!ElementwiseOperands<op::Add, I<2>, double>);
static_assert(!ElementwiseOperands<op::Add, float, U<2>>);
static_assert(!ElementwiseOperands<op::Add, F<2>, bool>);
static_assert(!ElementwiseOperands<op::Add, I<2>, bool>);
static_assert(!ElementwiseOperands<op::LogicalAnd, B<2>, int>);
static_assert(!ElementwiseOperands<op::Add, float, double>, "no tensor among them");
static_assert(!ElementwiseOperands<op::Add, F<2>, char const*>);
static_assert(gives<decltype(F<2>{} + 10), float, 2>);
static_assert(gives<decltype(0.5 * F<2>{}), float, 2>);
static_assert(gives<decltype(U<2>{} - 1), std::uint8_t, 2>);

// Functions of floating numbers, comparisons, logic, selection.
static_assert(ElementwiseOperands<op::Tanh, F<2>> && ElementwiseOperands<op::Sqrt, G<2>>);
static_assert(!ElementwiseOperands<op::Tanh, I<2>>);
static_assert(!ElementwiseOperands<op::Exp, U<2>>);
static_assert(!ElementwiseOperands<op::Sin, I<2>>);
static_assert(ElementwiseOperands<op::Round, I<2>> && !ElementwiseOperands<op::Round, B<2>>);
static_assert(ElementwiseOperands<op::BitwiseAnd, I<2>, int> && ElementwiseOperands<op::Invert, B<2>>);
static_assert(!ElementwiseOperands<op::BitwiseOr, F<2>, F<2>> && !ElementwiseOperands<op::BitwiseXor, I<2>, U<2>>);
static_assert(ElementwiseOperands<op::LeftShift, int, U<2>> && !ElementwiseOperands<op::RightShift, B<2>, B<2>>);
static_assert(!ElementwiseOperands<op::CopySign, I<2>, I<2>> && !ElementwiseOperands<op::Remainder, F<2>, I<2>>);
static_assert(ElementwiseOperands<op::Pow, F<2>, int> && ElementwiseOperands<op::Pow, int, F<2>>);
static_assert(!ElementwiseOperands<op::Pow, I<2>, int>);
static_assert(!ElementwiseOperands<op::Atan2, F<2>, F<3>>);
static_assert(!ElementwiseOperands<op::Sqrt, B<2>>);
static_assert(!ElementwiseOperands<op::Sigmoid, I<2>>);
static_assert(!ElementwiseOperands<op::Neg, B<2>>);
static_assert(!ElementwiseOperands<op::Abs, B<2>>);
static_assert(!ElementwiseOperands<op::LogicalNot, F<2>>);
static_assert(!ElementwiseOperands<op::LogicalAnd, F<2>, F<2>>);
static_assert(!ElementwiseOperands<op::LogicalOr, B<2>, I<2>>);
static_assert(ElementwiseOperands<op::Where, B<2>, F<2>, F<1>> && ElementwiseOperands<op::Where, B<3, 1>, F<2>, double>);
static_assert(!ElementwiseOperands<op::Where, F<2>, F<2>, F<2>>, "the condition is of bool");
static_assert(!ElementwiseOperands<op::Where, B<2>, F<2>, G<2>>);
static_assert(!ElementwiseOperands<op::Where, B<2>, F<3>, F<3>>);
static_assert(!ElementwiseOperands<op::Where, B<2>, I<2>, double>);
static_assert(!ElementwiseOperands<op::Where, B<2>, long double, long double>, "no dtype");
static_assert(gives<decltype(F<2, 1>{} < F<3>{}), bool, 2, 3>);
static_assert(gives<decltype(!(I<2>{} == 1) && true), bool, 2>);
static_assert(gives<decltype(tn::where(B<2, 1>{}, 1.0, F<3>{})), float, 2, 3>);
static_assert(gives<decltype(tn::cast<std::uint8_t>(F<2>{})), std::uint8_t, 2>);
static_assert(gives<decltype(tn::clip(I<2>{}, 0, 9)), std::int32_t, 2>);

// Matrix products.
static_assert(MatmulOperands<F<2, 3>, F<3, 4>> && MatmulOperands<F<3>, F<3>> && MatmulOperands<I<5, 1, 2, 3>, I<4, 3, 2>>);
static_assert(!MatmulOperands<F<2, 3>, F<2, 3>>);
static_assert(!MatmulOperands<F<2, 3>, F<4>>);
static_assert(!MatmulOperands<F<2>, F<3, 2>>);
static_assert(!MatmulOperands<F<>, F<2, 2>>);
static_assert(!MatmulOperands<F<2, 2>, F<>>);
static_assert(!MatmulOperands<F<2, 3>, G<3, 4>>);
static_assert(!MatmulOperands<B<2, 2>, B<2, 2>>);
static_assert(!MatmulOperands<F<2, 2, 3>, F<3, 3, 4>>, "batches do not broadcast");
static_assert(!MatmulOperands<F<2, 3>, float>);
static_assert(gives<decltype(tn::matmul(F<2, 3>{}, F<3, 4>{})), float, 2, 4>);
static_assert(gives<decltype(tn::matmul(F<3>{}, F<3>{})), float>);
static_assert(gives<decltype(tn::matmul(F<3>{}, F<5, 3, 4>{})), float, 5, 4>);
static_assert(gives<decltype(tn::matmul(F<5, 2, 3>{}, F<3>{})), float, 5, 2>);
static_assert(gives<decltype(tn::matmul(F<5, 1, 2, 3>{}, F<4, 3, 2>{})), float, 5, 4, 2, 2>);
