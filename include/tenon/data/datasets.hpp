// SPDX-License-Identifier: MIT
#pragma once

// Pipelines of data: from rows, tensors, ranges and generators, mapped, shuffled, batched. docs/datasets.md
// Without threads: data/prefetch.hpp has the stage that reads ahead.
// The headers with assertions come first, each after what it includes: "included from" is then one line of a message.
// clang-format off
#include <tenon/data/dataset/dataset.hpp>
#include <tenon/data/dataset/call.hpp>
#include <tenon/data/dataset/transform.hpp>
#include <tenon/data/dataset/batch.hpp>
#include <tenon/data/dataset/combine.hpp>
#include <tenon/data/dataset/sources.hpp>
// clang-format on
#include <tenon/data/dataset/shuffle.hpp>
