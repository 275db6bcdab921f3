// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/outcome.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace tenon::data {

/// How an operation on a queue ended.
enum class QueueStatus {
  done,
  closed,   ///< nothing comes any more, or nothing is taken
  late,     ///< not in the time given
  refused,  ///< it could never be: more elements are asked for than the queue can hold
};

/// What became of an operation on a queue: an Outcome that can be told apart by its status, and how many elements went through.
class [[nodiscard]] QueueOutcome : public Outcome {
 public:
  constexpr explicit QueueOutcome(std::size_t count) noexcept : count_(count) {}
  constexpr QueueOutcome(QueueStatus status, std::size_t count, Outcome const& why) noexcept
      : Outcome(why), status_(status), count_(count) {}

  constexpr QueueStatus status() const noexcept { return status_; }
  /// Elements that were enqueued, or dequeued. Only `enqueue_many` may fail with some.
  constexpr std::size_t count() const noexcept { return count_; }
  constexpr bool closed() const noexcept { return status_ == QueueStatus::closed; }
  constexpr bool late() const noexcept { return status_ == QueueStatus::late; }

 private:
  QueueStatus status_ = QueueStatus::done;
  std::size_t count_ = 0;
};

/// How long an operation may block: `forever`, `no_wait`, or a duration: `queue.dequeue(x, 100ms)`.
class Wait {
 public:
  using Clock = std::chrono::steady_clock;

  template <class Rep, class Period>
  constexpr Wait(std::chrono::duration<Rep, Period> most)
      : most_(std::chrono::duration_cast<Clock::duration>(most)), kind_(Kind::timed) {}

  static constexpr Wait forever() { return Wait(Kind::forever); }
  static constexpr Wait never() { return Wait(Kind::never); }

 private:
  friend class Deadline;
  enum class Kind { forever, never, timed };
  constexpr explicit Wait(Kind kind) : kind_(kind) {}
  Clock::duration most_{};
  Kind kind_;
};
inline constexpr Wait forever = Wait::forever(), no_wait = Wait::never();

/// The moment up to which an operation that begins now may block.
class Deadline {
 public:
  explicit Deadline(Wait wait) : kind_(wait.kind_) {
    if (kind_ != Wait::Kind::timed) return;
    auto const now = Wait::Clock::now();
    if (wait.most_ > Wait::Clock::time_point::max() - now)  // further than the clock counts
      kind_ = Wait::Kind::forever;
    else
      end_ = now + wait.most_;
  }
  /// Whether `ready` became true in time.
  template <class Ready>
  bool wait(std::condition_variable& changed, std::unique_lock<std::mutex>& lock, Ready ready) const {
    if (kind_ == Wait::Kind::never) return ready();
    if (kind_ == Wait::Kind::timed) return changed.wait_until(lock, end_, ready);
    changed.wait(lock, ready);
    return true;
  }

 private:
  Wait::Kind kind_;
  Wait::Clock::time_point end_{};
};

}  // namespace tenon::data
