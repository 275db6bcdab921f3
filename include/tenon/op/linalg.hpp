// SPDX-License-Identifier: MIT
#pragma once

/// Linear algebra on the last two axes.
#include <tenon/op/linalg/cholesky.hpp>
#include <tenon/op/linalg/norm.hpp>
#include <tenon/op/linalg/products.hpp>
#include <tenon/op/linalg/qr.hpp>
#include <tenon/op/linalg/solve.hpp>
