// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

struct ResultOf {
  std::string name;
  std::vector<float> values;
};
using Results = std::vector<ResultOf>;

/// What the unit without threads computes; whether its `tn::parallel` is one thread that goes through chunks in order.
Results serial_results();
bool serial_chunks_are_in_order();
