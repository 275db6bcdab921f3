// SPDX-License-Identifier: MIT
#pragma once

// Queues between threads, and between an interrupt and its program. docs/queues.md
// The headers with assertions come first: "included from" is then one line of a message.
// clang-format off
#include <tenon/data/queue/bounded.hpp>
#include <tenon/data/queue/kinds.hpp>
#include <tenon/data/queue/ring.hpp>
// clang-format on
