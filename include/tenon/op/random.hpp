// SPDX-License-Identifier: MIT
#pragma once

/// Random tensors as functions of keys.
#include <tenon/op/random/choose.hpp>
#include <tenon/op/random/distribution.hpp>
#include <tenon/op/random/gamma.hpp>
#include <tenon/op/random/integer.hpp>
