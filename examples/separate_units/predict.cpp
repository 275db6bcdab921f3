// SPDX-License-Identifier: MIT
#include "network.hpp"

// [definition]
template struct Predict<Net>;
// [end]
