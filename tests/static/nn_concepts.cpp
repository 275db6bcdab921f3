// SPDX-License-Identifier: MIT
// What is a layer, a loss, a metric, an optimizer, and what is not. Each rejection stands beside a twin that is accepted.
#include <tenon/embedded.hpp>

namespace tn = tenon;
using namespace tn::nn;

// ---- Layers

struct Times {
  tn::Param<float> factor;
  TENON_MODULE(Times, factor);
  constexpr auto call(auto const& x) const { return x * factor; }
};
struct ScaleWithContext {
  tn::Variable<float> seen;
  TENON_MODULE(ScaleWithContext, seen);
  constexpr auto call(auto const& x, auto& context) const {
    context.assign(seen, seen + 1);
    return x;
  }
};
struct FinalScale final {
  tn::Param<float> factor;
  TENON_MODULE(FinalScale, factor);
  constexpr auto call(auto const& x) const { return x * factor; }
};
struct WithoutCall {
  tn::Param<float> factor;
  TENON_MODULE(WithoutCall, factor);
  constexpr auto forward(auto const& x) const { return x * factor; }
};
struct WithoutModule {
  tn::Param<float> factor;
  constexpr auto call(auto const& x) const { return x * factor; }
};
struct NotConst {
  tn::Param<float> factor;
  TENON_MODULE(NotConst, factor);
  constexpr auto call(auto const& x) { return x * factor; }
};
struct ThreeArguments {
  TENON_MODULE(ThreeArguments);
  constexpr auto call(auto const& x, auto const&, auto const&) const { return x; }
};

static_assert(tn::Layer<Times, tn::Shape<8>> && tn::Layer<Times, tn::Shape<>> && tn::Layer<Times, tn::Shape<2, 3>>);
static_assert(tn::Layer<ScaleWithContext, tn::Shape<8>>);
static_assert(tn::Layer<FinalScale, tn::Shape<8>>);
static_assert(!tn::Layer<WithoutCall, tn::Shape<8>>);
static_assert(!tn::Layer<WithoutModule, tn::Shape<8>>);
static_assert(!tn::Layer<NotConst, tn::Shape<8>>);
static_assert(!tn::Layer<ThreeArguments, tn::Shape<8>>);
static_assert(!tn::Layer<int, tn::Shape<8>>);
static_assert(!tn::Layer<tn::Tensor<float, 8>, tn::Shape<8>>);

// A built Dense knows which inputs it takes; a spec is no layer before it is built.
static_assert(tn::Layer<DenseLayer<8, 30>, tn::Shape<8>> && tn::Layer<DenseLayer<8, 30>, tn::Shape<5, 8>>);
static_assert(!tn::Layer<DenseLayer<8, 30>, tn::Shape<9>>);
static_assert(!tn::Layer<DenseLayer<8, 30>, tn::Shape<8, 1>>);
static_assert(!tn::Layer<DenseLayer<8, 30>, tn::Shape<>>);
static_assert(!tn::Layer<Dense<30>, tn::Shape<8>>);
static_assert(Dense<30>::accepts<tn::Shape<8>> && !Dense<30>::accepts<tn::Shape<>>);
static_assert(tn::Layer<Activation<Relu>, tn::Shape<3>> && tn::Layer<Flatten, tn::Shape<2, 3>>);

using Net = Sequential<tn::Shape<8>, Dense<4, Relu>, Dense<2>>;
static_assert(tn::Layer<Net, tn::Shape<8>>);
static_assert(!tn::Layer<Net, tn::Shape<4>>);
static_assert(!tn::Layer<Net, tn::Shape<2, 8>>);

// ---- Losses: one value a sample

struct PerSample {
  TENON_MODULE(PerSample);
  constexpr auto call(auto const& y, auto const& p) const { return tn::sum<1>(tn::abs(y - p)); }
};
struct PerElement {
  TENON_MODULE(PerElement);
  constexpr auto call(auto const& y, auto const& p) const { return tn::abs(y - p); }
};
struct OneNumber {
  TENON_MODULE(OneNumber);
  constexpr auto call(auto const& y, auto const& p) const { return tn::mean(tn::abs(y - p)); }
};

static_assert(tn::Loss<MeanSquaredError> && tn::Loss<Huber> && tn::Loss<Huber, tn::Shape<3, 4>> &&
              tn::Loss<MeanSquaredError, tn::Shape<>>);
static_assert(tn::Loss<PerSample>);
static_assert(!tn::Loss<PerElement>);
static_assert(tn::Loss<PerElement, tn::Shape<>>);  // there a sample has one value
static_assert(!tn::Loss<OneNumber>);
static_assert(!tn::Loss<Times>);
static_assert(!tn::Loss<Adam>);
static_assert(!tn::Loss<float>);

// ---- Metrics

struct UpdateOnly {
  tn::Variable<float> total;
  TENON_MODULE(UpdateOnly, total);
  constexpr void update(auto const&, auto const&, auto const& weights, auto& context) const {
    context.assign(total, total + tn::sum(weights));
  }
};
static_assert(tn::Metric<Mean> && tn::Metric<MeanMetric<MeanAbsoluteError>> &&
              tn::Metric<MeanMetric<MeanSquaredError>, tn::Shape<3>>);
static_assert(!tn::Metric<UpdateOnly>);
static_assert(!tn::Metric<MeanSquaredError>);  // the loss
static_assert(!tn::Metric<DenseLayer<8, 1>>);

// ---- Optimizers

struct NoBegin {
  tn::Tensor<float> learning_rate{0.1f};
  TENON_MODULE(NoBegin, learning_rate);
  template <class V>
  struct Slots {
    TENON_MODULE(Slots);
  };
  constexpr auto update(auto const& p, auto const& g, auto const&, auto const&, auto&) const { return p - g * learning_rate; }
};
struct NoSlots {
  tn::Tensor<float> learning_rate{0.1f};
  TENON_MODULE(NoSlots, learning_rate);
  constexpr auto begin(auto&) const { return learning_rate; }
  constexpr auto update(auto const& p, auto const& g, auto const&, auto const& rate, auto&) const { return p - g * rate; }
};
static_assert(tn::Optimizer<SGD> && tn::Optimizer<MomentumSGD<false>> && tn::Optimizer<MomentumSGD<true>> &&
              tn::Optimizer<Adam> && tn::Optimizer<Nadam>);
static_assert(!tn::Optimizer<NoBegin>);
static_assert(!tn::Optimizer<NoSlots>);
static_assert(!tn::Optimizer<MeanSquaredError>);
static_assert(!tn::Optimizer<double>);
