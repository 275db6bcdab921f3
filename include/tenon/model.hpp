// SPDX-License-Identifier: MIT
#pragma once

/// What defines models: types, the vocabulary, modules, tracing. No kernels, no <cmath>: cheap to include in many
/// units. The unit that runs a model includes <tenon/tenon.hpp>.
#include <tenon/trace/function.hpp>
