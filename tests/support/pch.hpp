// SPDX-License-Identifier: MIT
#pragma once

#include "support/catch.hpp"

#if __has_include(<tenon/tenon.hpp>)
#include <tenon/tenon.hpp>
#endif
