// SPDX-License-Identifier: MIT
// What quantiles, conditions and masks, reshapes with an extent that follows, and subscripts accept, and the shapes they give.
#include <tenon/op/vocabulary.hpp>
#include <tenon/tensor/subscript.hpp>
#include <tenon/tensor/tensor.hpp>

#include <cstdint>
#include <utility>

namespace tn = tenon;

template <std::size_t... D>
using F = tn::Tensor<float, D...>;
template <std::size_t... D>
using I = tn::Tensor<std::int32_t, D...>;
template <std::size_t... D>
using B = tn::Tensor<bool, D...>;

template <class E, std::size_t... D>
constexpr bool has_shape = std::is_same_v<typename std::remove_cvref_t<E>::shape_type, tn::Shape<D...>>;

static_assert(tn::QuantileOperands<F<2, 3>, double, 1> && tn::QuantileOperands<F<2, 3>, F<4>> && tn::QuantileOperands<F<2>, int>);
static_assert(!tn::QuantileOperands<F<2, 3>, double, 2>);
static_assert(!tn::QuantileOperands<F<2, 3>, double, 0, 0>);
static_assert(!tn::QuantileOperands<F<2, 0>, double, 1>, "of nothing there is none");
static_assert(!tn::QuantileOperands<I<2, 3>, double>);
static_assert(!tn::QuantileOperands<F<2, 3>, I<>>);
static_assert(has_shape<decltype(tn::quantile<0, 2>(F<2, 3, 4>{}, F<5, 6>{})), 5, 6, 3>);
static_assert(has_shape<decltype(tn::percentile<1>(F<2, 3>{}, 5, tn::keepdims)), 2, 1>);

static_assert(tn::CompressibleBy<F<4, 2>, B<4>> && tn::CompressibleBy<I<4, 2>, B<2>, -1>);
static_assert(!tn::CompressibleBy<F<4, 2>, B<2>>);
static_assert(!tn::CompressibleBy<F<4, 2>, I<4>>);
static_assert(!tn::CompressibleBy<F<4, 2>, B<4, 1>>);
static_assert(!tn::CompressibleBy<F<4, 2>, B<4>, 2>);
static_assert(!tn::CompressibleBy<B<4>, B<4>>);
static_assert(tn::MaskableBy<F<4, 2>, B<4>> && tn::MaskableBy<F<4, 2>, B<4, 2>> && tn::MaskableBy<F<4>, B<>>);
static_assert(!tn::MaskableBy<F<4, 2>, B<2>>);
static_assert(!tn::MaskableBy<F<4>, I<4>>);
static_assert(!tn::MaskableBy<F<4>, B<4, 1>>);

static_assert(has_shape<decltype(tn::reshape<-1, 2>(F<3, 4>{})), 6, 2> &&
              has_shape<decltype(tn::reshape<tn::inferred>(F<>{})), 1>);
static_assert(has_shape<decltype(std::get<2>(tn::meshgrid(F<3>{}, F<4>{}, F<5>{}))), 4, 3, 5>);
static_assert(has_shape<decltype(tn::rearrange<"a ... b -> (b ...) a">(F<2, 3, 4, 5>{})), 60, 2>);
static_assert(has_shape<decltype(std::get<0>(tn::argwhere(I<2, 3>{}))), 6, 2> &&
              has_shape<decltype(std::get<0>(tn::where(B<2, 3>{}))), 6>);
static_assert(has_shape<decltype(std::get<1>(tn::unique_inverse(I<2, 3>{}))), 2, 3>);
static_assert(has_shape<decltype(std::get<1>(tn::histogram<7>(I<2, 3>{}))), 8>);

static_assert(has_shape<decltype(std::declval<F<4, 2>&>()[1]), 2> && has_shape<decltype(std::declval<F<4, 2> const&>()[1]), 2>);
static_assert(has_shape<decltype(std::declval<F<4, 2>&>()[I<3, 5>{}]), 3, 5, 2>);
static_assert(has_shape<decltype((std::declval<F<4, 2> const&>() + 1)[I<>{}]), 2>);
static_assert(std::is_same_v<decltype(std::declval<F<4>&>()[1]), float&> &&
              std::is_same_v<decltype(std::declval<F<4> const&>()[1]), float>);
