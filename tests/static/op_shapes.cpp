// SPDX-License-Identifier: MIT
// What reductions, layout ops and slices accept and reject, and the shapes they give.
#include <tenon/tensor/tensor.hpp>

#include <cstdint>

namespace tn = tenon;
namespace op = tn::op;

template <std::size_t... D>
using F = tn::Tensor<float, D...>;
template <std::size_t... D>
using I = tn::Tensor<std::int32_t, D...>;
template <std::size_t... D>
using B = tn::Tensor<bool, D...>;

template <class E, std::size_t... D>
constexpr bool has_shape = std::is_same_v<typename E::shape_type, tn::Shape<D...>>;

// Reductions.
static_assert(tn::Reducible<F<2, 3>, op::sum> && tn::Reducible<F<2, 3>, op::sum, 1> && tn::Reducible<F<2, 3>, op::max, -1, -2>);
static_assert(!tn::Reducible<F<2, 3>, op::sum, 2>);
static_assert(!tn::Reducible<F<2, 3>, op::sum, -3>);
static_assert(!tn::Reducible<F<2, 3>, op::sum, 0, 0>);
static_assert(!tn::Reducible<F<2, 3>, op::max, 1, -1>, "one axis named twice");
static_assert(!tn::Reducible<F<>, op::sum, 0>);
static_assert(!tn::Reducible<B<2>, op::sum>);
static_assert(!tn::Reducible<B<2>, op::max>);
static_assert(!tn::Reducible<I<2>, op::mean>, "a mean of integers is no integer");
static_assert(!tn::Reducible<F<0>, op::max>);
static_assert(!tn::Reducible<F<2, 0>, op::min, 1>);
static_assert(!tn::Reducible<F<0, 2>, op::mean, 0>);
static_assert(tn::Reducible<F<0>, op::sum> && tn::Reducible<F<2, 0>, op::max, 0>);
static_assert(!tn::Reducible<float, op::sum>);
static_assert(has_shape<decltype(tn::sum(F<2, 3>{}))> && has_shape<decltype(tn::sum<0>(F<2, 3>{})), 3>);
static_assert(has_shape<decltype(tn::mean<1, -3>(F<2, 3, 4>{})), 4>);
static_assert(has_shape<decltype(tn::max<1>(F<2, 3, 4>{}, tn::keepdims)), 2, 1, 4>);
static_assert(has_shape<decltype(tn::min(F<2, 3>{}, tn::keepdims)), 1, 1>);

// Layout.
static_assert(tn::ReshapableTo<F<2, 3>, 6> && tn::ReshapableTo<F<>, 1, 1> && tn::ReshapableTo<F<0, 3>, 5, 0>);
static_assert(!tn::ReshapableTo<F<2, 3>, 5>);
static_assert(!tn::ReshapableTo<F<2, 3>>);
static_assert(!tn::ReshapableTo<F<2, 3>, 0>);
static_assert(tn::BroadcastableTo<F<3, 1>, 2, 3, 4> && tn::BroadcastableTo<F<>, 5>);
static_assert(!tn::BroadcastableTo<F<3>, 3, 1>);
static_assert(!tn::BroadcastableTo<F<2, 3>, 3>);
static_assert(!tn::BroadcastableTo<F<2>, 4>);
static_assert(!tn::BroadcastableTo<F<4>, 1>);
static_assert(tn::PermutableBy<F<2, 3, 4>, 2, 0, 1> && tn::PermutableBy<F<2, 3, 4>, -1, 0, -2>);
static_assert(!tn::PermutableBy<F<2, 3, 4>, 0, 1>);
static_assert(!tn::PermutableBy<F<2, 3, 4>, 0, 1, 1>);
static_assert(!tn::PermutableBy<F<2, 3, 4>, 0, 1, 3>);
static_assert(!tn::PermutableBy<F<2, 3>, 0, 1, 2>);
static_assert(tn::ExpandableAt<F<2, 3>, 2> && tn::ExpandableAt<F<2, 3>, -3>);
static_assert(!tn::ExpandableAt<F<2, 3>, 3>);
static_assert(!tn::ExpandableAt<F<2, 3>, -4>);
static_assert(tn::SqueezableAt<F<1, 3, 1>> && tn::SqueezableAt<F<1, 3, 1>, -1> && tn::SqueezableAt<F<2, 3>>);
static_assert(!tn::SqueezableAt<F<1, 3, 1>, 1>);
static_assert(!tn::SqueezableAt<F<1, 3, 1>, 3>);
static_assert(!tn::SqueezableAt<F<1, 3, 1>, 0, -3>);
static_assert(tn::ConcatOperands<0, F<2, 3>, F<4, 3>> && tn::ConcatOperands<-1, F<2, 3>, F<2, 1>, F<2, 0>>);
static_assert(!tn::ConcatOperands<0, F<2, 3>, F<2, 4>>);
static_assert(!tn::ConcatOperands<1, F<2, 3>, F<3, 3>>);
static_assert(!tn::ConcatOperands<0, F<2, 3>, F<3>>);
static_assert(!tn::ConcatOperands<2, F<2, 3>, F<2, 3>>);
static_assert(!tn::ConcatOperands<0, F<2, 3>, tn::Tensor<double, 2, 3>>);
static_assert(!tn::ConcatOperands<0, F<>, F<>>);
static_assert(has_shape<decltype(tn::transpose(F<2, 3, 4>{})), 4, 3, 2> && has_shape<decltype(tn::flatten(F<2, 3>{})), 6>);
static_assert(has_shape<decltype(tn::permute<2, 0, 1>(F<2, 3, 4>{})), 4, 2, 3>);
static_assert(has_shape<decltype(tn::expand<-1>(F<2>{})), 2, 1> && has_shape<decltype(tn::squeeze(F<1, 3, 1>{})), 3>);
static_assert(has_shape<decltype(tn::concat<1>(F<2, 3>{}, F<2, 1>{}, F<2, 5>{})), 2, 9>);

// Slices.
template <class X, auto const&... Index>
concept Sliceable = tn::SliceableBy<X, decltype(Index)...>;
static_assert(Sliceable<F<2, 3>, tn::all, tn::from<1>> && Sliceable<F<2, 3>, tn::at<-2>> && Sliceable<F<2, 3>, tn::from<2>>);
static_assert(Sliceable<F<2, 3>, tn::ellipsis, tn::at<2>> && Sliceable<F<4>, tn::range<3, 0, -1>> &&
              Sliceable<F<0>, tn::reversed>);
static_assert(!Sliceable<F<2, 3>, tn::at<2>>);
static_assert(!Sliceable<F<2, 3>, tn::all, tn::at<-4>>);
static_assert(!Sliceable<F<2, 3>, tn::all, tn::all, tn::all>);
static_assert(!Sliceable<F<2, 3>, tn::at<0>, tn::at<0>, tn::at<0>>);
static_assert(!Sliceable<F<2, 3>, tn::ellipsis, tn::ellipsis>);
static_assert(!Sliceable<F<2, 3>, tn::from<3>>);
static_assert(!Sliceable<F<2, 3>, tn::to<4>>);
static_assert(!Sliceable<F<2, 3>, tn::all, tn::to<4>>);
static_assert(!Sliceable<F<2, 3>, tn::range<0, 2, 0>>, "step 0");
static_assert(!Sliceable<F<4>, tn::range<4, 0, -1>>, "backwards, element 4 would be read");
static_assert(!Sliceable<F<4>, tn::range<-5, 2>>);
static_assert(!Sliceable<F<>, tn::all>);
static_assert(!Sliceable<F<0>, tn::at<0>>);
static_assert(has_shape<decltype(F<5, 4>{}(tn::range<0, 5, 2>, tn::reversed)), 3, 4>);
static_assert(has_shape<decltype(F<5, 4, 3>{}(tn::at<1>, tn::ellipsis, tn::newaxis)), 4, 3, 1>);
static_assert(has_shape<decltype(F<5>{}(tn::range<3, 1>)), 0>);

// Assignment needs one dtype and one shape.
static_assert(tn::AssignableFrom<F<2, 3>, F<2, 3>> && tn::AssignableFrom<F<2, 3>, decltype(F<2, 1>{} + F<3>{})>);
static_assert(!tn::AssignableFrom<F<2, 3>, F<3>>);
static_assert(!tn::AssignableFrom<F<2, 3>, F<3, 2>>);
static_assert(!tn::AssignableFrom<F<2, 3>, tn::Tensor<double, 2, 3>>);
static_assert(!tn::AssignableFrom<F<2, 3>, decltype(tn::sum(F<2, 3>{}))>);
static_assert(!tn::AssignableFrom<F<2, 3>, decltype(F<2, 3>{} < 0)>);

// Views of tensors that may be written are places; views of constants, and expressions, are not.
using View = decltype(std::declval<F<2, 3>&>()(tn::at<0>));
using ConstantView = decltype(std::declval<F<2, 3> const&>()(tn::at<0>));
static_assert(std::is_assignable_v<View, F<3>> && std::is_assignable_v<View, int> && std::is_assignable_v<View, View>);
static_assert(!std::is_assignable_v<ConstantView, F<3>>);
static_assert(!std::is_assignable_v<ConstantView, ConstantView>);
static_assert(!std::is_assignable_v<decltype(F<3>{} + F<3>{})&, decltype(F<3>{} + F<3>{})>);
static_assert(!std::is_assignable_v<decltype(std::declval<F<2, 3>>()(tn::at<0>)), F<3>>, "of a temporary");

// What cannot be an element or a tensor.
static_assert(tn::Element<bool> && tn::Element<std::int8_t> && tn::Element<unsigned long long> && tn::Element<double>);
static_assert(!tn::Element<char>);
static_assert(!tn::Element<long double>);
static_assert(!tn::Element<void*>);
static_assert(!tn::Element<float const>);
static_assert(!tn::Element<char16_t>);
static_assert(!tn::Operand<float>);
static_assert(!tn::Operand<float*>);
static_assert(!tn::SliceIndex<int>);
