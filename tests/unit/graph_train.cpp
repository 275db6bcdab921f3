// SPDX-License-Identifier: MIT
#include "support/graph_facts.hpp"
#include "support/run_program.hpp"

namespace tn = tenon;

namespace {

template <class Source>
void program_laws(double tolerance) {
  CHECK(tenon_test::plan_is_sound(tn::Planned<Source>::plan));
  tenon_test::program_means_its_graph<Source>(tolerance);
}

}  // namespace

TEST_CASE("a training step", "[memory]") {
  using namespace tn::nn;
  struct Net : Sequential<tn::Shape<5>, Dense<7, Selu>, Dense<2>> {};
  program_laws<tn::TrainStep<Net, Huber, Nadam, tn::Batch<9>, tn::Metrics<MeanMetric<MeanAbsoluteError>>>::source>(2e-4);
  program_laws<tn::EvaluateStep<Net, Huber, Nadam, tn::Batch<9>, tn::Metrics<MeanMetric<MeanAbsoluteError>>>::source>(1e-4);
}

TEST_CASE("a deep net reuses its workspace", "[memory]") {
  using namespace tn::nn;
  using D = Dense<12, Tanh>;
  struct Deep : Sequential<tn::Shape<12>, D, D, D, D, D, D, D, D, D, D, D, D> {};
  using Predict = tn::PredictStep<Deep, tn::Batch<4>>::source;
  // Two activations are in use at once, whatever the depth.
  static_assert(tn::Planned<Predict>::plan.workspace_bytes == 2 * 4 * 12 * 4);
  program_laws<Predict>(2e-5);

  using Train = tn::TrainStep<Deep, MeanSquaredError, MomentumSGD<>, tn::Batch<4>>::source;
  CHECK(tenon_test::plan_is_sound(tn::Planned<Train>::plan));
  // All activations are kept for the backward pass, and little else.
  CHECK(tn::Planned<Train>::plan.workspace_bytes <= (12 + 6) * 192 + 12 * 576);
}
