// SPDX-License-Identifier: MIT
// Shows that the linker script bites: with BITE=0 this links; every other number needs a heap or an exit handler.
#include "board.hpp"

#if BITE == 1
#include <cstdlib>
#elif BITE == 2
#include <new>
#elif BITE == 3
#include <vector>
#elif BITE == 4
#include <functional>
#elif BITE == 5
#include <cstdio>
#endif

int volatile input = 7;

#if BITE == 6
struct Guard {
  ~Guard() { input = 0; }
} guard;
#endif

int main() {
#if BITE == 1
  return std::malloc(static_cast<std::size_t>(input)) != nullptr;
#elif BITE == 2
  static int* volatile pointer;
  pointer = new int(input);
  return *pointer;
#elif BITE == 3
  return std::vector<int>(static_cast<std::size_t>(input)).front();
#elif BITE == 4
  int const a = input, b = input, c = input, d = input, e = input;
  std::function<int()> const f = [a, b, c, d, e] { return a + b + c + d + e; };
  return f();
#elif BITE == 5
  return std::printf("%d", input);
#else
  return input;
#endif
}
