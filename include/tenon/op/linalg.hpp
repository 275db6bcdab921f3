// SPDX-License-Identifier: MIT
#pragma once

/// Linear algebra on the last two axes.
#include <tenon/op/linalg/chain.hpp>
#include <tenon/op/linalg/factors.hpp>
#include <tenon/op/linalg/norm.hpp>
#include <tenon/op/linalg/qr.hpp>
#include <tenon/op/linalg/tensordot.hpp>
