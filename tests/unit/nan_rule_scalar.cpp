// SPDX-License-Identifier: MIT
// NaN in min, max, relu and clip with scalar lanes: tests/CMakeLists.txt defines TENON_FORCE_SCALAR for this unit.
#include "support/nan_rule.hpp"

TEMPLATE_TEST_CASE("the NaN rule holds for scalar lanes", "[op]", float, double) { tenon_test::check_nan_rule<TestType>(); }
