// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace tenon::data {

/// A queue of at most N elements for one who puts and one who takes, such as an interrupt and the main loop: no lock, no heap, no
/// operating system. Each side is finished after a bounded number of instructions. First in, first out.
template <class T, std::size_t N>
class RingQueue {
  static_assert(N > 0 && N < 0xffffffff, "RingQueue: its capacity is at least one element");
  using Index = std::atomic<std::uint32_t>;
  static_assert(Index::is_always_lock_free, "RingQueue: this processor has no atomic index");

 public:
  using element = T;
  static constexpr std::size_t capacity = N;

  /// Puts x, unless the queue is full. By the one who puts.
  bool try_enqueue(T const& x) noexcept {
    std::uint32_t const end = end_.load(std::memory_order_relaxed), next = behind(end);
    if (next == first_.load(std::memory_order_acquire)) return false;
    slots_[end] = x;
    end_.store(next, std::memory_order_release);
    return true;
  }
  /// Takes the oldest element, unless there is none. By the one who takes.
  bool try_dequeue(T& x) noexcept {
    std::uint32_t const first = first_.load(std::memory_order_relaxed);
    if (first == end_.load(std::memory_order_acquire)) return false;
    x = slots_[first];
    first_.store(behind(first), std::memory_order_release);
    return true;
  }
  /// How many there are: to the one who takes at least so many, to the one who puts at most.
  std::size_t size() const noexcept {
    std::uint32_t const end = end_.load(std::memory_order_acquire), first = first_.load(std::memory_order_acquire);
    return end >= first ? end - first : end + N + 1 - first;
  }

 private:
  static constexpr std::uint32_t behind(std::uint32_t i) noexcept { return i == N ? 0 : i + 1; }

  std::array<T, N + 1> slots_{};  // one is always empty: full and empty would look alike
  Index first_ = 0, end_ = 0;
};

}  // namespace tenon::data
