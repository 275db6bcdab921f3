// SPDX-License-Identifier: MIT
// A queue between an interrupt and the main loop: no lock, no heap.
#include "board.hpp"

#include <tenon/data/queue/ring.hpp>

struct Reading {
  std::uint32_t time;
  float value;
};
tenon::data::RingQueue<Reading, 7> readings;
static_assert(sizeof(readings) == 8 * sizeof(Reading) + 8);

namespace {

/// What an interrupt would do; it is told whether there was room.
bool measure(std::uint32_t time) { return readings.try_enqueue({time, static_cast<float>(time) * 0.5f}); }

}  // namespace

int main() {
  board::instructions();
  Reading first{};
  bool const passed = measure(0) && readings.try_dequeue(first);
  board::print("# instructions_per_element ", board::instructions());
  if (!passed) return 1;

  std::uint32_t time = 0, dropped = 0, taken = 0;
  for (std::uint32_t round = 0; round < 12; ++round) {
    for (std::uint32_t i = 0; i < round; ++i) dropped += !measure(time++);
    Reading r{};
    while (readings.try_dequeue(r)) {
      board::print("reading ", r.time, " ", r.value);
      ++taken;
    }
  }
  board::print("dropped ", dropped, " ", static_cast<float>(taken));
  board::print("# stack_bytes ", board::stack_bytes());
}
