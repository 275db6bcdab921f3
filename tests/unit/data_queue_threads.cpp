// SPDX-License-Identifier: MIT
// Queues between threads. Built by hand with -fsanitize=thread it shows no race: docs/queues.md has the command.
#include "support/catch.hpp"
#include "support/queue_storm.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
namespace data = tenon::data;

TEST_CASE("queue: four threads, nothing lost and nothing doubled", "[data][queue]") {
  CHECK(tenon_test::all_storms(20'000) == 0);  // ten million operations: nightly/queue_storm.cpp
}

TEST_CASE("queue: who waits for room or elements goes on when there are some", "[data][queue]") {
  data::FifoQueue<int, 1> queue;
  std::vector<int> out;
  std::thread consumer([&] {
    for (int i = 0; i < 3; ++i) {
      std::this_thread::sleep_for(2ms);
      out.push_back(*queue.dequeue());
    }
  });
  std::size_t done = 0;                                          // the test framework's checks are for one thread at a time
  for (int i = 0; i < 3; ++i) done += queue.enqueue(i).count();  // the second waits
  consumer.join();
  CHECK(done == 3);
  CHECK(out == std::vector{0, 1, 2});
}

TEST_CASE("queue: time goes by, and nothing else", "[data][queue]") {
  data::FifoQueue<int, 1> queue;
  auto const start = std::chrono::steady_clock::now();
  int x = 5;
  CHECK(queue.dequeue(x, 10ms).late());
  CHECK(x == 5);
  CHECK(std::chrono::steady_clock::now() - start >= 10ms);
  CHECK(queue.enqueue(1, std::chrono::hours::max()));  // not beyond the end of the clock
  CHECK(queue.enqueue(2, 1ms).late());
  CHECK(queue.size() == 1);
  CHECK(queue.dequeue(x, 0ms));
  CHECK(x == 1);
}

TEST_CASE("queue: closed, it lets those finish who wait already", "[data][queue]") {
  data::FifoQueue<int, 2> queue;
  std::array<int, 5> const five{1, 2, 3, 4, 5};
  data::QueueOutcome outcome(0);
  std::thread producer([&] { outcome = queue.enqueue_many(five); });
  while (queue.size() < 2) std::this_thread::yield();  // it has begun, and waits for room
  queue.close();
  CHECK(queue.enqueue(9).closed());
  for (int i = 1; i <= 5; ++i) CHECK(*queue.dequeue() == i);
  CHECK_FALSE(queue.dequeue());
  producer.join();
  CHECK(outcome);
  CHECK(outcome.count() == 5);
}

TEST_CASE("queue: cancelled, it turns those away who wait for room", "[data][queue]") {
  data::FifoQueue<int, 2> queue;
  std::array<int, 5> const five{1, 2, 3, 4, 5};
  data::QueueOutcome outcome(0);
  std::thread producer([&] { outcome = queue.enqueue_many(five); });
  while (queue.size() < 2) std::this_thread::yield();
  queue.close(data::Pending::cancel);
  producer.join();
  CHECK(outcome.closed());
  CHECK(outcome.count() == 2);
  CHECK(outcome.message() == "enqueue_many: the queue was closed while it was full, after 2 of 5 elements");
  for (int i = 1; i <= 2; ++i) CHECK(*queue.dequeue() == i);  // what was in it is not lost
  CHECK_FALSE(queue.dequeue());
}

TEST_CASE("queue: closed, it wakes those who wait for elements", "[data][queue]") {
  data::RandomShuffleQueue<int, 8, 4> queue(1);
  std::array<int, 4> four{};
  data::QueueOutcome one(0), many(0);
  int x = 0;
  CHECK(queue.enqueue(7));
  std::thread single([&] { one = queue.dequeue(x); });
  std::thread several([&] { many = queue.dequeue_many(four); });
  std::this_thread::sleep_for(5ms);
  queue.close();
  single.join();
  several.join();
  CHECK(one);  // one was there, and stayed only as long as the queue was open
  CHECK(x == 7);
  CHECK(many.closed());
}

TEST_CASE("queue: who takes several is not starved by singles", "[data][queue]") {
  data::FifoQueue<int, 4> queue;
  std::array<int, 4> four{};
  std::atomic<bool> taken = false;
  std::thread several([&] {
    taken = bool(queue.dequeue_many(four));
    queue.close(data::Pending::cancel);
  });
  std::thread single([&] {
    while (queue.dequeue()) {}
  });
  for (int i = 0; queue.enqueue(i); ++i) {}
  several.join();
  single.join();
  CHECK(taken);
  for (std::size_t i = 1; i < 4; ++i) CHECK(four[i] == four[0] + static_cast<int>(i));
}

TEST_CASE("ring queue: one thread puts, one takes", "[data][queue]") {
  data::RingQueue<std::uint32_t, 7> ring;
  constexpr std::uint32_t numbers = 200'000;
  std::thread producer([&] {
    for (std::uint32_t i = 0; i < numbers;)
      if (ring.try_enqueue(i))
        ++i;
      else
        std::this_thread::yield();
  });
  std::uint32_t wrong = 0, x = 0;
  for (std::uint32_t i = 0; i < numbers;)
    if (ring.try_dequeue(x))
      wrong += x != i++;
    else
      std::this_thread::yield();
  producer.join();
  CHECK(wrong == 0);
}
