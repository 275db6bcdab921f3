// SPDX-License-Identifier: MIT
// Random graphs: several results.
#include "support/random_graph.hpp"

using namespace tenon_test;

namespace {

template <std::uint64_t... Seed>
void check_seeds(std::integer_sequence<std::uint64_t, Seed...>) {
  auto one = []<std::uint64_t S>(std::integral_constant<std::uint64_t, S>) {
    INFO("seed " << S);
    check_program<float, RandomRecorder<1 + S, float, 3, 18, 2, 0>>(4e-6);
  };
  (one(std::integral_constant<std::uint64_t, Seed>{}), ...);
}

}  // namespace

TEST_CASE("random graphs with several results: kernels against the evaluator", "[graph]") {
  check_seeds(std::make_integer_sequence<std::uint64_t, 12>{});
}
