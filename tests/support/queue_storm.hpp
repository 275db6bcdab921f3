// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/queues.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <thread>
#include <vector>

/// Threads that put and take at once, and a count of what got lost or came twice.
namespace tenon_test {

struct Storm {
  std::size_t lost = 0, doubled = 0, late_order = 0;
};

/// Two threads put `each` numbers each, two take them: one at a time, or several. With `in_order` what a consumer sees of a
/// producer must ascend.
template <class Queue>
Storm queue_storm(Queue& queue, std::size_t each, std::size_t several, bool in_order) {
  constexpr std::size_t producers = 2, consumers = 2;
  using Number = std::uint64_t;
  std::vector<std::atomic<std::uint8_t>> seen(producers * each);
  std::atomic<std::size_t> doubled = 0, late_order = 0;
  std::vector<std::thread> threads;
  auto const produce = [&](std::size_t who) {
    std::vector<Number> some(several);
    for (std::size_t i = 0; i < each;) {
      std::size_t const now = several < each - i ? several : each - i;
      for (std::size_t k = 0; k < now; ++k) some[k] = who * each + i + k;
      auto const outcome = now == 1 ? queue.enqueue(some[0]) : queue.enqueue_many(std::span<Number const>(some.data(), now));
      if (!outcome) return;
      i += now;
    }
  };
  auto const consume = [&] {
    std::vector<Number> some(several), last(producers, 0);
    for (;;) {
      auto const outcome = several == 1 ? queue.dequeue(some[0]) : queue.dequeue_up_to(std::span<Number>(some));
      if (!outcome) return;
      for (std::size_t k = 0; k < outcome.count(); ++k) {
        if (seen[some[k]].fetch_add(1, std::memory_order_relaxed) != 0) ++doubled;
        std::size_t const who = some[k] / each;
        if (in_order && some[k] + 1 < last[who]) ++late_order;
        last[who] = some[k] + 1;
      }
    }
  };
  for (std::size_t i = 0; i < producers; ++i) threads.emplace_back(produce, i);
  for (std::size_t i = 0; i < consumers; ++i) threads.emplace_back(consume);
  for (std::size_t i = 0; i < producers; ++i) threads[i].join();
  queue.close();
  for (std::size_t i = producers; i < threads.size(); ++i) threads[i].join();
  Storm storm{0, doubled, late_order};
  for (auto const& s : seen) storm.lost += s == 0;
  return storm;
}

/// All kinds of queues; how many operations went wrong.
inline std::size_t all_storms(std::size_t each) {
  namespace data = tenon::data;
  using Number = std::uint64_t;
  std::size_t wrong = 0;
  auto const run = [&](auto queue, std::size_t several, bool in_order, char const* name) {
    Storm const s = queue_storm(*queue, each, several, in_order);
    if (s.lost + s.doubled + s.late_order != 0)
      std::printf("%s, %zu at a time: %zu lost, %zu doubled, %zu out of order\n", name, several, s.lost, s.doubled, s.late_order);
    wrong += s.lost + s.doubled + s.late_order;
  };
  run(std::make_unique<data::FifoQueue<Number, 64>>(), 1, true, "fifo");
  run(std::make_unique<data::FifoQueue<Number, 64>>(), 7, true, "fifo");
  run(std::make_unique<data::FifoQueue<Number, 1>>(), 1, true, "fifo of one");
  run(std::make_unique<data::RandomShuffleQueue<Number, 64, 16>>(5), 5, false, "shuffle");
  return wrong;
}

}  // namespace tenon_test
