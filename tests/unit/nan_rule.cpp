// SPDX-License-Identifier: MIT
// NaN in min, max, relu and clip with registers.
#include "support/nan_rule.hpp"

TEMPLATE_TEST_CASE("the NaN rule holds for registers", "[op]", float, double) { tenon_test::check_nan_rule<TestType>(); }
