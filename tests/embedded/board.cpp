// SPDX-License-Identifier: MIT
// Start-up of a Cortex-M with a floating-point unit, and semihosting: all that stands between reset and main.
#include "board.hpp"

#include <cstddef>

extern "C" {
extern std::uint32_t board_stack, board_data, board_data_end, board_data_image, board_bss, board_bss_end;
extern void (*const board_constructors[])();
extern void (*const board_constructors_end[])();
int program() asm("main");  // the standard forbids calling main by its name
[[noreturn]] void reset();
[[noreturn]] void fault();
}

namespace {

constexpr std::uint32_t painted = 0xa5a5a5a5;

std::uint32_t volatile& device_register(std::uintptr_t address) { return *reinterpret_cast<std::uint32_t volatile*>(address); }
std::uint32_t volatile& tick_control() { return device_register(0xe000e010); }
std::uint32_t volatile& tick_reload() { return device_register(0xe000e014); }
std::uint32_t volatile& tick_value() { return device_register(0xe000e018); }

// Asks the debugger, here QEMU.
void semihosting(std::uint32_t operation, void const* argument) {
  register std::uint32_t r0 asm("r0") = operation;
  register void const* r1 asm("r1") = argument;
  asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

[[noreturn]] void exit_with(int code) {
  std::uint32_t const application_exit[] = {0x20026, static_cast<std::uint32_t>(code)};
  semihosting(0x20, application_exit);
  for (;;) {}
}

[[gnu::section(".vectors"), gnu::used]] void (*const vectors[])() = {
    reinterpret_cast<void (*)()>(&board_stack), reset, fault, fault, fault, fault, fault};

}  // namespace

// The compiler must not make calls of memcpy and memset out of these loops before memory is ready.
extern "C" [[gnu::optimize("no-tree-loop-distribute-patterns")]] void reset() {
  device_register(0xe000ed88) |= 0xfu << 20;  // switches the floating-point unit on
  asm volatile("dsb\n isb");
  for (std::uint32_t *to = &board_data, *from = &board_data_image; to != &board_data_end;) *to++ = *from++;
  for (std::uint32_t* to = &board_bss; to != &board_bss_end;) *to++ = 0;
  for (auto* to = &board_bss_end; to < static_cast<std::uint32_t*>(__builtin_frame_address(0)) - 32;) *to++ = painted;
  for (auto* constructor = board_constructors; constructor != board_constructors_end;) (*constructor++)();
  tick_reload() = 0xffffff;
  tick_value() = 0;
  tick_control() = 5;
  exit_with(program());
}
extern "C" void fault() {
  board::write("fault\n");
  exit_with(3);
}

namespace board {

void write(char const* text) { semihosting(0x04, text); }

// With `-icount shift=8` an instruction takes 256 ns, and the counter falls every 40 ns: 6.4 ticks an instruction.
std::uint32_t instructions() {
  std::uint32_t const ticks = (0xffffff - tick_value()) & 0xffffff;
  tick_value() = 0;
  return ticks * 10 / 64;
}

std::uint32_t stack_bytes() {
  std::uint32_t const* deepest = &board_bss_end;
  while (*deepest == painted) ++deepest;
  return static_cast<std::uint32_t>(reinterpret_cast<std::byte const*>(&board_stack) -
                                    reinterpret_cast<std::byte const*>(deepest));
}

}  // namespace board
