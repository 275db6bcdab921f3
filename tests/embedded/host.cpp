// SPDX-License-Identifier: MIT
#include "board.hpp"

#include <cstdio>

namespace board {
void write(char const* text) { std::fputs(text, stdout); }
std::uint32_t instructions() { return 0; }
std::uint32_t stack_bytes() { return 0; }
}  // namespace board
