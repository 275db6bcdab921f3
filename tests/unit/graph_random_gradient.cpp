// SPDX-License-Identifier: MIT
// Derivatives of random graphs: the derived graph against central differences, and its kernels against the evaluator.
#include "support/random_graph.hpp"

using namespace tenon_test;

TEST_CASE("derivatives of random graphs agree with central differences", "[graph]") {
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    INFO("seed " << seed);
    tn::GraphDraft const d = GraphMaker(seed, tn::DType::f64).run_with_gradient(3, 12);
    check_derivatives(tn::view_of(d), 1e-6);
  }
}

namespace {

template <std::uint64_t... Seed>
void check_seeds(std::integer_sequence<std::uint64_t, Seed...>) {
  auto one = []<std::uint64_t S>(std::integral_constant<std::uint64_t, S>) {
    INFO("seed " << S);
    check_program<float, RandomGradient<401 + S, 3, 10>>(4e-5);
  };
  (one(std::integral_constant<std::uint64_t, Seed>{}), ...);
}

}  // namespace

TEST_CASE("derivatives of random graphs: kernels against the evaluator", "[graph]") {
  check_seeds(std::make_integer_sequence<std::uint64_t, 10>{});
}
