// SPDX-License-Identifier: MIT
#pragma once

/// Sets along the last axis of tensors, as TensorFlow's: union, intersection, difference, size.

// Headers that errors come from first: "included from" is then one line of a message.
// clang-format off
#include <tenon/data/sets/rows.hpp>
#include <tenon/data/sets/traced.hpp>
#include <tenon/data/sets/join.hpp>
#include <tenon/data/sets/convert.hpp>
// clang-format on
