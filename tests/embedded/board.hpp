// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

/// What a test program asks of the machine it runs on: text out, a count of instructions, how deep the stack was.
/// board.cpp answers on a Cortex-M under QEMU, host.cpp on the host.
namespace board {

/// Writes a text.
void write(char const* text);
/// Instructions since the last call, at most some millions; 0 where nobody counts.
std::uint32_t instructions();
/// The most bytes of stack used so far; 0 where nobody looks.
std::uint32_t stack_bytes();

inline void write(std::uint32_t n) {
  char text[11];
  char* p = text + sizeof text;
  *--p = '\0';
  do {
    *--p = static_cast<char>('0' + n % 10);
    n /= 10;
  } while (n != 0);
  write(p);
}

/// A number with nine decimals, and its bits.
inline void write(float x) {
  if (x < 0) write("-");
  float const magnitude = x < 0 ? -x : x;
  auto const whole = static_cast<std::uint32_t>(magnitude);
  auto const decimals = static_cast<std::uint32_t>((magnitude - static_cast<float>(whole)) * 1e9f);
  write(whole);
  write(".");
  for (std::uint32_t place = 100'000'000; place > decimals && place > 1; place /= 10) write("0");
  write(decimals);
  char bits[] = " 00000000";
  auto rest = __builtin_bit_cast(std::uint32_t, x);
  for (int i = 8; i > 0; --i, rest >>= 4) bits[i] = "0123456789abcdef"[rest & 15];
  write(bits);
}

/// A line of words and numbers.
template <class... T>
void print(T... part) {
  (write(part), ...);
  write("\n");
}

}  // namespace board
