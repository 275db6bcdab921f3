// SPDX-License-Identifier: MIT
// What random operations accept and reject, and what they give.
#include <tenon/op/vocabulary.hpp>
#include <tenon/tensor/random_key.hpp>

#include <cstdint>

namespace tn = tenon;
namespace rnd = tn::random;
using tn::Applicable;
using tn::Shape;
using K = rnd::Key;

template <std::size_t... D>
using F = tn::Tensor<float, D...>;
template <std::size_t... D>
using G = tn::Tensor<double, D...>;
template <std::size_t... D>
using I = tn::Tensor<int, D...>;

template <class E, class T, std::size_t... D>
constexpr bool gives = std::is_same_v<typename E::value_type, T> && std::is_same_v<typename E::shape_type, Shape<D...>>;
template <class Distribution, class T, class S, class... X>
constexpr bool draws = Applicable<rnd::Draw<Distribution, T, S>, X...>;

constexpr K key = rnd::key(1);

// Both spellings of a shape, and the parameters' own.
static_assert(gives<decltype(rnd::uniform<float, 2, 3>(key)), float, 2, 3>);
static_assert(gives<decltype(rnd::uniform<double, Shape<2, 3>>(key, 0, 1)), double, 2, 3>);
static_assert(gives<decltype(rnd::normal<float, Shape<>>(key)), float>);
static_assert(gives<decltype(rnd::normal<float>(key)), float>);
static_assert(gives<decltype(rnd::normal<float>(key, F<2, 1>(), F<3>())), float, 2, 3>);
static_assert(gives<decltype(rnd::bernoulli(key, G<4>())), bool, 4>);
static_assert(gives<decltype(rnd::bernoulli<5>(key, 0.5)), bool, 5>);
static_assert(gives<decltype(rnd::randint<std::uint8_t, 7>(key, 0, 9)), std::uint8_t, 7>);
static_assert(gives<decltype(rnd::gamma<double>(key, G<2, 2>())), double, 2, 2>);
static_assert(gives<decltype(rnd::permutation<9>(key)), tn::Index, 9>);
static_assert(gives<decltype(rnd::shuffle<-1>(key, I<2, 3>())), int, 2, 3>);
static_assert(gives<decltype(rnd::choice<5>(key, I<2, 3>())), int, 5, 3>);
static_assert(gives<decltype(rnd::choice<2, 1>(key, I<2, 3>(), F<3>(), rnd::without_replacement)), int, 2, 2>);
static_assert(gives<decltype(rnd::categorical(key, F<4, 3>())), tn::Index, 4>);
static_assert(gives<decltype(rnd::categorical<6>(key, F<4, 3>())), tn::Index, 4, 6>);
static_assert(gives<decltype(rnd::fold_in(key, I<4, 3>())), std::uint64_t, 4, 3, 2>);
static_assert(gives<decltype(rnd::split<4>(key)), std::uint64_t, 4, 2>);
static_assert(gives<decltype(rnd::key(I<>(), 3)), std::uint64_t, 2>);

// A key is two words.
static_assert(draws<rnd::Normal, float, Shape<3>, K>);
static_assert(!draws<rnd::Normal, float, Shape<3>, tn::Tensor<std::int64_t, 2>>);
static_assert(!draws<rnd::Normal, float, Shape<3>, tn::Tensor<std::uint32_t, 2>>);
static_assert(!draws<rnd::Normal, float, Shape<3>, tn::Tensor<std::uint64_t, 3>>);
static_assert(!draws<rnd::Normal, float, Shape<3>, tn::Tensor<std::uint64_t>>);
static_assert(!draws<rnd::Normal, float, Shape<3>, tn::Tensor<std::uint64_t, 1, 2>>);
static_assert(!Applicable<rnd::SplitInto<3>, I<2>>);
static_assert(!Applicable<rnd::FoldInKey, K, float> && !Applicable<rnd::FoldInKey, K, bool>);
static_assert(!Applicable<rnd::FoldInKey, K, F<2>> && !Applicable<rnd::FoldInKey, I<2>, int>);
static_assert(!Applicable<rnd::MakeKey, F<>, int> && !Applicable<rnd::MakeKey, I<1>, int>);

// Dtypes of what is drawn, and of parameters.
static_assert(!draws<rnd::Uniform, int, Shape<3>, K> && !draws<rnd::Gamma, bool, Shape<3>, K, bool>);
static_assert(!draws<rnd::Bits, float, Shape<3>, K> && !draws<rnd::Bits, bool, Shape<3>, K>);
static_assert(!draws<rnd::Integer, float, Shape<3>, K, int, int> && !draws<rnd::Integer, bool, Shape<3>, K, int, int>);
static_assert(!draws<rnd::Integer, int, Shape<3>, K, int, double> && !draws<rnd::Integer, int, Shape<3>, K, int, F<>>);
static_assert(!draws<rnd::Normal, float, Shape<3>, K, G<>, float> && draws<rnd::Normal, float, Shape<3>, K, double, int>);
static_assert(!draws<rnd::Bernoulli, int, Shape<3>, K, I<3>>);
static_assert(!draws<rnd::Permutation, float, Shape<3>, K>);

// Shapes of parameters.
static_assert(draws<rnd::Normal, float, Shape<2, 3>, K, F<2, 1>, F<3>>);
static_assert(!draws<rnd::Normal, float, Shape<2, 3>, K, F<2>, F<3>>);
static_assert(!draws<rnd::Normal, float, Shape<3>, K, F<2, 3>, F<3>>, "a parameter does not enlarge the shape");
static_assert(!draws<rnd::Normal, float, rnd::detail::OfParameters, K, F<2>, F<3>>);

// Choices.
template <std::size_t N, int Axis, bool Replace>
using Choice = rnd::detail::Choice<N, Axis, Replace>;
static_assert(Applicable<Choice<9, 0, true>, K, F<4>> && !Applicable<Choice<9, 0, false>, K, F<4>>);
static_assert(Applicable<Choice<3, 1, false>, K, F<4, 3>> && !Applicable<Choice<4, 1, false>, K, F<4, 3>>);
static_assert(!Applicable<Choice<1, 0, true>, K, F<0>> && Applicable<Choice<0, 0, true>, K, F<0>>);
static_assert(!Applicable<Choice<1, 1, true>, K, F<4>> && !Applicable<Choice<1, 0, true>, K, F<>>);
static_assert(Applicable<Choice<2, 0, true>, K, I<4>, F<4>> && !Applicable<Choice<2, 0, true>, K, I<4>, I<4>>);
static_assert(!Applicable<Choice<2, 0, true>, K, I<4>, F<3>> && !Applicable<Choice<2, 0, true>, K, I<4>, F<4, 1>>);
static_assert(!Applicable<rnd::detail::Categorical<>, K, I<3>> && !Applicable<rnd::detail::Categorical<>, K, F<>>);
static_assert(!Applicable<rnd::detail::Categorical<4>, K, F<3, 0>> && !Applicable<rnd::detail::Categorical<4>, I<2>, F<3>>);
