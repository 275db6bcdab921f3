// SPDX-License-Identifier: MIT
#pragma once

/// What defines models: types, the vocabulary, modules, layers, losses. No kernels, no <cmath>: cheap to include in many
/// units. The unit that runs a model includes <tenon/tenon.hpp>, or <tenon/embedded.hpp> on a microcontroller.
#include <tenon/nn/nn.hpp>
