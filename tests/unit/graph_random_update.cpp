// SPDX-License-Identifier: MIT
// Random graphs: leaves updated in place.
#include "support/random_graph.hpp"

using namespace tenon_test;

namespace {

template <std::uint64_t... Seed>
void check_seeds(std::integer_sequence<std::uint64_t, Seed...>) {
  auto one = []<std::uint64_t S>(std::integral_constant<std::uint64_t, S>) {
    INFO("seed " << S);
    check_program<float, RandomRecorder<201 + S, float, 3, 14, 1, 2>>(4e-6);
  };
  (one(std::integral_constant<std::uint64_t, Seed>{}), ...);
}

}  // namespace

TEST_CASE("random graphs with leaves updated in place: kernels against the evaluator", "[graph]") {
  check_seeds(std::make_integer_sequence<std::uint64_t, 12>{});
}
