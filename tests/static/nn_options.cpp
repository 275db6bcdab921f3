// SPDX-License-Identifier: MIT
// The options of layers: what each is told to be, in whatever order.
#include <tenon/model.hpp>

namespace tn = tenon;
using namespace tn::nn;

struct Penalty {
  constexpr auto operator()(auto const& w) const { return tn::sum(tn::abs(w)) * 0.01f; }
};
struct Positive {
  constexpr auto call(auto const& w) const { return tn::where(w < 0.f, 0.f, w); }
};
struct Start {
  static constexpr double value(tn::Philox const&, std::uint64_t, std::uint64_t, Fans f) { return 1 / f.in; }
};
struct Squash {
  constexpr auto operator()(auto const& x) const { return tn::tanh(x); }
};
constexpr auto bounded = [](auto const& w) { return tn::clip(w, -1.f, 1.f); };

template <class P, class Init, class Regularizer, class Constraint, bool Trainable = true>
inline constexpr bool is_made_of =
    std::is_same_v<typename P::init_type, Init> && std::is_same_v<typename P::regularizer_type, Regularizer> &&
    std::is_same_v<typename P::constraint_type, Constraint> && P::trainable == Trainable;

// The defaults of the layer, and of the library.
using Plain = DenseLayer<8, 30>;
static_assert(is_made_of<decltype(Plain::kernel), GlorotUniform, tn::Unregularized, tn::Unconstrained>);
static_assert(is_made_of<decltype(Plain::bias), Zeros, tn::Unregularized, tn::Unconstrained>);
static_assert(is_made_of<tn::Param<float, 2, 3>, tn::DefaultInit, tn::Unregularized, tn::Unconstrained>);

// Alone they are the kernel's; in a group they are the group's; the order does not matter.
using Mixed = DenseLayer<8, 30, L2<1e-4>, Selu, Bias<NotTrainable, Ones>, HeNormal, NonNeg>;
static_assert(is_made_of<decltype(Mixed::kernel), HeNormal, L2<1e-4>, NonNeg>);
static_assert(is_made_of<decltype(Mixed::bias), Ones, tn::Unregularized, tn::Unconstrained, false>);
static_assert(std::is_same_v<activation_option<Linear, L2<1e-4>, Selu, Bias<Ones>>, Selu>);

// Those of one's own are what they give.
using Own = Dense<1, Squash, NoBias, Kernel<Positive, Penalty, Start>>::build<tn::Shape<8>>;
static_assert(is_made_of<decltype(Own::kernel), Start, Penalty, Positive>);
static_assert(tn::parameter_count<Own> == 8 && tn::Layer<Own, tn::Shape<8>>);
using Bounded = DenseLayer<8, 2, Kernel<decltype(bounded)>>;
static_assert(is_made_of<decltype(Bounded::kernel), GlorotUniform, tn::Unregularized, decltype(bounded)>);

// Options take no byte; what is not trained is no parameter of a gradient.
static_assert(sizeof(Own::kernel) == sizeof(tn::Param<float, 8, 1>) &&
              sizeof(decltype(Mixed::bias)) == sizeof(tn::Param<float, 30>));
static_assert(tn::parameter_count<Mixed> == 240);
static_assert(tn::leaf_kind_of<decltype(Mixed::bias)>() == tn::LeafKind::hyper);

// The dtype, and parameters outside of such layers.
using Wide = DenseLayer<8, 2, Dtype<double>>;
static_assert(std::is_same_v<decltype(Wide::kernel)::value_type, double> &&
              std::is_same_v<decltype(Wide::bias)::value_type, double>);
static_assert(is_made_of<ParamWith<Kernel<MaxNorm<3>, Ones>, float, 4>, Ones, tn::Unregularized, MaxNorm<3>>);

// Options that hold a number are no initializers: two of them may meet.
struct RateKind {};
struct Rate : RateKind {
  static constexpr double value = 0.5;
};
struct CountKind {};
struct Number5 : CountKind {
  static constexpr int value = 5;
};
static_assert(CheckedOptions<LayerOptions<Dense<1>, RateKind, CountKind>, Rate, Number5>::once);
static_assert(!CheckedOptions<LayerOptions<Dense<1>, Main<Kernel<>>>, HeNormal, Ones>::once);

// Numbers as template arguments.
static_assert(std::is_same_v<L2<>, L2<0.01>> && !std::is_same_v<L2<0.01>, L2<0.02>> && std::is_same_v<MaxNorm<2>, MaxNorm<2.0>>);
static_assert(tn::Number(0.1).value() == 0.1 && tn::Number(-3).value() == -3.0 && tn::Number(0.1).as<float>() == 0.1f);
