// SPDX-License-Identifier: MIT
#pragma once

#include "support/laws/gradient_laws.hpp"

#include <vector>

/// What holds for every optimizer. A test gives the optimizer, its formula for one parameter in double, and how many
/// values it keeps for each:
///
///   struct Reference { double operator()(double p, double g); };   // one step; it carries the state of one parameter
///   optimizer_laws<Reference>(SGD{}, 0);
namespace tenon_test {

namespace tn = tenon;

/// Parameters of several shapes, one of them nested, and a tensor that is not trained.
struct TrainedInner {
  tn::Param<float, 2, 3> b;
  TENON_MODULE(TrainedInner, b);
};
struct Trained {
  tn::Param<float, 5> a;
  tn::Tensor<float, 7> frozen;
  TrainedInner inner;
  tn::Param<float> c;
  TENON_MODULE(Trained, a, frozen, inner, c);
};
inline constexpr std::size_t trained = 5 + 6 + 1;
static_assert(tn::parameter_count<Trained> == std::int64_t{trained});

/// Steps of an optimizer on a module, with gradients that are given.
template <class Optimizer, class Net = Trained>
class OptimizerProgram {
 public:
  using Slots = tn::nn::detail::SlotTree<Optimizer, Net>;

  explicit OptimizerProgram(Optimizer o) : optimizer(o) {}
  Optimizer optimizer;
  Slots slots;

  /// One step with the given gradients, in the order of the parameters.
  void step(Net& net, std::vector<float> const& gradients) {
    using P = tn::kernel::Program<OptimizerProgram>;
    std::vector<std::byte*> memory;
    auto collect = [&memory](auto& m) {
      tn::for_each_tensor(m, [&memory](tn::Path const&, auto& t) { memory.push_back(reinterpret_cast<std::byte*>(t.data())); });
    };
    collect(net);
    collect(optimizer);
    collect(slots);
    Net values;
    std::size_t at = 0;
    tn::detail::for_each_param(values, [&](auto& t) {
      for (float& g : t) g = gradients[at++];
      memory.push_back(reinterpret_cast<std::byte*>(t.data()));
    });
    memory.resize(static_cast<std::size_t>(P::leaves + P::outputs), nullptr);
    alignas(64) static std::byte workspace[P::workspace_bytes + 1];
    memory.push_back(workspace);
    P::run(memory.data());
  }

  static constexpr tn::GraphDraft record() {
    tn::detail::Trace t;
    tn::Builder& builder = t.draft.builder;
    Net net;
    Optimizer optimizer;
    Slots slots;
    t.mark(net);
    t.mark(optimizer);
    t.mark(slots);
    tn::nn::Context<true> context(builder);
    tn::nn::detail::RecordedGradients r;
    tn::detail::for_each_param(net, [&](auto const& p) {
      r.parameters.push_back(tn::detail::lift(builder, p).id);
      r.gradients.push_back(t.template input<float, typename std::remove_cvref_t<decltype(p)>::shape_type>().id());
    });
    auto step = optimizer.begin(context);
    tn::nn::detail::apply_gradients(net, optimizer, slots, r, step, context);
    tn::detail::record_updates(t.draft);
    return static_cast<tn::GraphDraft&&>(t.draft);
  }
  static constexpr auto& graph = tn::Frozen<OptimizerProgram>::graph;
};

template <class Net>
std::vector<float> parameters_of(Net const& net) {
  std::vector<float> r;
  tn::for_each_tensor(net, [&r](tn::Path const&, auto const& t) {
    if constexpr (tn::leaf_kind_of<std::remove_cvref_t<decltype(t)>>() == tn::LeafKind::parameter)
      r.insert(r.end(), t.begin(), t.end());
  });
  return r;
}
inline Trained some_trained() {
  Trained net;
  net.a = spread_tensor<tn::Tensor<float, 5>>(-1, 1);
  net.inner.b = spread_tensor<tn::Tensor<float, 2, 3>>(-1, 1, 5);
  net.c = spread_tensor<tn::Tensor<float>>(-1, 1, 11);
  net.frozen.fill(3);
  return net;
}

/// How many values an optimizer keeps.
template <class Optimizer>
std::size_t slots_of() {
  std::size_t slots = 0;
  typename OptimizerProgram<Optimizer>::Slots tree;
  tn::for_each_tensor(tree, [&slots](tn::Path const&, auto const& t) { slots += t.size; });
  return slots;
}

/// Gradients of many magnitudes, other ones every step.
inline std::vector<float> some_gradients(std::size_t step) {
  std::vector<float> gradients;
  for (std::size_t i = 0; i < trained; ++i) {
    double const g = spread(step * trained + i, -3, 3) * std::pow(10.0, static_cast<double>(i % 5) - 3);
    gradients.push_back(static_cast<float>(g));
  }
  return gradients;
}

/// Twenty steps against `expect(parameters, gradients)`, which makes the next parameters of those of the three tensors.
template <class Expect, class Optimizer>
void optimizer_formula(Optimizer const& optimizer, Expect&& expect, double tolerance = 5e-6) {
  Trained net = some_trained();
  OptimizerProgram<Optimizer> program(optimizer);
  std::vector<float> const start = parameters_of(net);
  std::vector<double> expected(start.begin(), start.end());
  for (std::size_t step = 0; step < 20; ++step) {
    auto const gradients = some_gradients(step);
    expect(expected, std::vector<double>(gradients.begin(), gradients.end()));
    program.step(net, gradients);
    std::vector<float> const got = parameters_of(net);
    for (std::size_t i = 0; i < trained; ++i) {
      INFO("step " << step << ", parameter " << i);
      CHECK(got[i] == Approx(expected[i]).epsilon(tolerance).margin(tolerance / 10));
    }
  }
  for (float const f : net.frozen) CHECK(f == 3);
}
/// The same with a formula of a lone number.
template <class Reference, class Optimizer>
void optimizer_formula_of_one(Optimizer const& optimizer, Reference const& reference = Reference{}, double tolerance = 5e-6) {
  std::vector<Reference> references(trained, reference);
  optimizer_formula(
      optimizer,
      [&](std::vector<double>& p, std::vector<double> const& g) {
        for (std::size_t i = 0; i < trained; ++i) p[i] = references[i](p[i], g[i]);
      },
      tolerance);
}

template <class Reference, class Optimizer>
void optimizer_laws(Optimizer const& optimizer, int slots_per_parameter, Reference const& reference = Reference{}) {
  static_assert(tn::Optimizer<Optimizer>);
  using Program = OptimizerProgram<Optimizer>;

  // What it keeps: so many values for each parameter, none for what is not trained.
  CHECK(slots_of<Optimizer>() == static_cast<std::size_t>(slots_per_parameter) * trained);
  optimizer_formula_of_one<Reference>(optimizer, reference);
  std::vector<float> const start = parameters_of(some_trained());

  // From the start, a gradient of zero moves nothing.
  Trained still = some_trained();
  Program(optimizer).step(still, std::vector<float>(trained, 0.f));
  CHECK(parameters_of(still) == start);

  // A fresh program starts anew: the first step is the first step.
  Trained again = some_trained(), first = some_trained();
  std::vector<float> const ones(trained, 1.f);
  Program(optimizer).step(again, ones);
  Program(optimizer).step(first, ones);
  CHECK(parameters_of(again) == parameters_of(first));

  // Without new gradients what it keeps decays to zero, not to subnormal numbers, which take a hundred times as long.
  Trained idle = some_trained();
  Program fading(optimizer);
  fading.step(idle, std::vector<float>(trained, 1e-16f));
  std::vector<float> const none(trained, 0.f);
  for (int step = 0; step < 8000; ++step) fading.step(idle, none);
  auto const no_subnormals = [](tn::Path const&, auto const& t) {
    for (auto const x : t) CHECK((x == 0 || std::abs(static_cast<double>(x)) >= 1e-37));
  };
  tn::for_each_tensor(fading.optimizer, no_subnormals);
  tn::for_each_tensor(fading.slots, no_subnormals);

  // The minimum of a quadratic is found.
  Trained bowl = some_trained();
  Program descent(optimizer);
  descent.optimizer.learning_rate.fill(0.02f);
  for (int step = 0; step < 600; ++step) {
    std::vector<float> g = parameters_of(bowl);
    for (float& x : g) x = 2 * (x - 0.75f);
    descent.step(bowl, g);
  }
  for (float const p : parameters_of(bowl)) CHECK(p == Approx(0.75).margin(0.01));
}

}  // namespace tenon_test
