// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/queue/outcome.hpp>
#include <tenon/data/stacked.hpp>

#include <array>
#include <concepts>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <span>
#include <type_traits>
#include <utility>

namespace tenon::diagnose {
template <class E>
inline constexpr bool queue_can_hold = std::default_initializable<E> && std::movable<E>;
/// Whether so many elements can be there at once, beside those that stay.
template <std::size_t Asked, std::size_t Kept, std::size_t Capacity>
inline constexpr bool queue_can_give = Asked + Kept <= Capacity;
template <class E, bool Pads>
inline constexpr bool queue_makes_batches_of = Pads || !data::detail::is_ragged<E>;
}  // namespace tenon::diagnose

namespace tenon::data {

/// What becomes of those who wait for room when a queue is closed.
enum class Pending { finish, cancel };

/// A queue of at most Capacity elements E for any number of threads that put and take; E is a number, a tensor, a tuple or a
/// struct. `Order` says who goes next. All memory is in the object: nothing is allocated, and elements that own memory swap it
/// with what the other side hands in, so that buffers go round. Every operation takes `forever`, `no_wait` or a duration; `try_x`
/// is x with `no_wait`. Those that fail leave the queue as it was (but see enqueue_many). As TensorFlow's: `close()` lets
/// enqueues that already wait finish and refuses new ones, dequeues take what is left and then fail; `close(Pending::cancel)`
/// turns away those who wait too.
template <class E, std::size_t Capacity, class Order>
class BoundedQueue {
  static_assert(Capacity > 0, "queue: its capacity is at least one element");
  static_assert(diagnose::queue_can_hold<E>, "queue: elements must be movable and have a default value");

 public:
  using element = E;
  static constexpr std::size_t capacity = Capacity;

  explicit BoundedQueue(Order order = {}) : order_(std::move(order)) {}
  BoundedQueue(BoundedQueue const&) = delete;
  BoundedQueue& operator=(BoundedQueue const&) = delete;

  /// Puts x; if it fails x is as it was. Of an rvalue the memory is taken, and x has some other value then.
  QueueOutcome enqueue(E const& x, Wait wait = forever) {
    return put("enqueue", 1, wait, [&](std::size_t) -> E const& { return x; }, [&](E& place, std::size_t) { place = x; });
  }
  QueueOutcome enqueue(E&& x, Wait wait = forever) {
    return put("enqueue", 1, wait, [&](std::size_t) -> E const& { return x; }, [&](E& place, std::size_t) { pass(x, place); });
  }
  QueueOutcome try_enqueue(E const& x) { return enqueue(x, no_wait); }
  QueueOutcome try_enqueue(E&& x) { return enqueue(std::move(x), no_wait); }

  /// Puts all of xs, one after the other as there is room; no other producer's come between them. If the queue is closed or the
  /// time over before that, `count()` of them are in the queue.
  QueueOutcome enqueue_many(std::span<E const> xs, Wait wait = forever) {
    return put(
        "enqueue_many", xs.size(), wait, [&](std::size_t i) -> E const& { return xs[i]; },
        [&](E& place, std::size_t i) { place = xs[i]; });
  }
  QueueOutcome try_enqueue_many(std::span<E const> xs) { return enqueue_many(xs, no_wait); }

  /// Takes the next element into x, whose memory goes to the queue.
  QueueOutcome dequeue(E& x, Wait wait = forever) {
    return take("dequeue", 1, false, wait, [&](E& place, std::size_t) { pass(place, x); });
  }
  QueueOutcome try_dequeue(E& x) { return dequeue(x, no_wait); }
  /// The next element itself.
  Result<E> dequeue(Wait wait = forever) {
    E x{};
    auto const outcome = dequeue(x, wait);
    if (!outcome) return static_cast<Outcome const&>(outcome);
    return x;
  }

  /// As many elements as xs holds, all or none: of a closed queue with fewer it fails, and they stay.
  QueueOutcome dequeue_many(std::span<E> xs, Wait wait = forever) {
    return take("dequeue_many", xs.size(), false, wait, [&](E& place, std::size_t i) { pass(place, xs[i]); });
  }
  QueueOutcome try_dequeue_many(std::span<E> xs) { return dequeue_many(xs, no_wait); }
  /// The same, but a closed queue gives what it has, `count()` elements, as long as that is one at least.
  QueueOutcome dequeue_up_to(std::span<E> xs, Wait wait = forever) {
    return take("dequeue_up_to", xs.size(), true, wait, [&](E& place, std::size_t i) { pass(place, xs[i]); });
  }
  QueueOutcome try_dequeue_up_to(std::span<E> xs) { return dequeue_up_to(xs, no_wait); }

  /// N elements as a batch.   N x E
  template <std::size_t N>
  QueueOutcome dequeue_many(Batched<E, N>& batch, Wait wait = forever) {
    return take_batch("dequeue_many", false, batch, wait);
  }
  template <std::size_t N>
  QueueOutcome dequeue_up_to(Batched<E, N>& batch, Wait wait = forever) {
    return take_batch("dequeue_up_to", true, batch, wait);
  }

  /// No more elements come. May be called again, to cancel after all.
  void close(Pending pending = Pending::finish) {
    std::unique_lock const lock(mutex_);
    closed_ = true;
    if (pending == Pending::cancel) cancelled_ = true;
    room_.notify_all();
    filled_.notify_all();
  }
  /// Empties a queue that nobody is using, and opens it again.
  void reopen() {
    std::unique_lock const lock(mutex_);
    closed_ = cancelled_ = false;
    order_.clear();
  }

  bool closed() const {
    std::unique_lock const lock(mutex_);
    return closed_;
  }
  std::size_t size() const {
    std::unique_lock const lock(mutex_);
    return order_.size();
  }

 private:
  static void pass(E& from, E& to) {
    if constexpr (std::is_trivially_copyable_v<E>)
      to = from;
    else
      std::swap(from, to);
  }
  static void wake(std::condition_variable& waiting, bool all) { all ? waiting.notify_all() : waiting.notify_one(); }

  template <class Element, class Store>
  QueueOutcome put(char const* operation, std::size_t wanted, Wait wait, Element element, Store store) {
    Deadline const deadline(wait);
    std::unique_lock lock(mutex_);
    if (closed_) return {QueueStatus::closed, 0, Outcome::failure(operation, ": the queue is closed")};
    std::size_t done = 0;
    bool my_turn = false, in_time = true;
    ++pending_;
    auto const ready = [&] { return cancelled_ || ((my_turn || !putting_) && order_.size() < Capacity); };
    while (done < wanted && (in_time = deadline.wait(room_, lock, ready)) && !cancelled_) {
      if (wanted > 1) putting_ = my_turn = true;
      std::size_t const before = done;
      for (; done < wanted && order_.size() < Capacity; ++done) {
        std::size_t const place = order_.put(element(done));
        store(places_[place], done);
      }
      wake(filled_, taking_ || done - before > 1);
    }
    if (my_turn) {
      putting_ = false;
      room_.notify_all();
    }
    if (--pending_ == 0 && closed_) filled_.notify_all();
    if (done == wanted) return QueueOutcome(done);
    return {in_time ? QueueStatus::closed : QueueStatus::late, done, not_put(operation, done, wanted, in_time)};
  }
  [[gnu::cold]] static Outcome not_put(char const* operation, std::size_t done, std::size_t wanted, bool cancelled) {
    auto const why = cancelled ? ": the queue was closed while it was full" : ": the queue is full";
    if (wanted == 1) return Outcome::failure(operation, why, ", with ", Capacity, " elements");
    return Outcome::failure(operation, why, ", after ", done, " of ", wanted, " elements");
  }

  bool ended() const { return closed_ && pending_ == 0; }

  template <class Give>
  QueueOutcome take(char const* operation, std::size_t wanted, bool or_fewer, Wait wait, Give give) {
    if (wanted == 0) return QueueOutcome(0);
    if (wanted + Order::kept > Capacity)
      return {QueueStatus::refused, 0,
              Outcome::failure(operation, ": ", wanted, " elements are asked for, at most ", Capacity - Order::kept,
                               " can be there at once")};
    Deadline const deadline(wait);
    std::unique_lock lock(mutex_);
    // Who takes several waits for them alone: else two could wait for each other's, or singles starve them.
    bool const several = wanted > 1;
    if (several && deadline.wait(filled_, lock, [&] { return !taking_; }))
      taking_ = true;
    else if (several)
      return {QueueStatus::late, 0, not_taken(operation, wanted, false)};
    auto const enough = [&] { return (several || !taking_) && (order_.size() >= wanted + Order::kept || ended()); };
    bool const in_time = deadline.wait(filled_, lock, enough);
    std::size_t const there = order_.size(), count = !in_time ? 0 : there >= wanted ? wanted : or_fewer ? there : 0;
    for (std::size_t i = 0; i < count; ++i) give(places_[order_.take()], i);
    if (several) {
      taking_ = false;
      filled_.notify_all();
    }
    if (count == 0) return {in_time ? QueueStatus::closed : QueueStatus::late, 0, not_taken(operation, wanted, in_time)};
    wake(room_, putting_ || count > 1);
    return QueueOutcome(count);
  }
  [[gnu::cold]] Outcome not_taken(char const* operation, std::size_t wanted, bool closed) const {
    auto const state = closed ? ": the queue is closed" : ": not in time: the queue is open";
    std::size_t const there = order_.size();
    if (there == 0) return Outcome::failure(operation, state, " and empty");
    if (wanted == 1) return Outcome::failure(operation, state, ", with ", there, " elements, of which ", Order::kept, " stay");
    return Outcome::failure(operation, state, ", with ", there, " elements, ", wanted, " are asked for");
  }

  template <std::size_t N>
  QueueOutcome take_batch(char const* operation, bool or_fewer, Batched<E, N>& batch, Wait wait) {
    constexpr bool fits = diagnose::queue_can_give<N, Order::kept, Capacity>;
    constexpr bool stacks = diagnose::queue_makes_batches_of<E, requires { Order::pads; }>;
    static_assert(diagnose::queue_can_give<N, Order::kept, Capacity>,
                  "dequeue_many: so many elements can never be there (asked for, kept, capacity follow)");
    static_assert(diagnose::queue_makes_batches_of<E, requires { Order::pads; }>,
                  "dequeue_many: lengths of elements differ: a PaddingFifoQueue fills them up");
    if constexpr (fits && stacks) {
      double const filling = order_.filling();
      auto const outcome = take(operation, N, or_fewer, wait,
                                [&](E& place, std::size_t i) { detail::Stack<E, N>::put(batch.values, i, place, filling); });
      if (outcome) batch.rows = outcome.count();
      return outcome;
    } else
      return QueueOutcome(0);
  }

  mutable std::mutex mutex_;
  std::condition_variable room_, filled_;
  Order order_;
  std::array<E, Capacity> places_{};
  std::size_t pending_ = 0;                // enqueues that are not done
  bool putting_ = false, taking_ = false;  // one of several elements is under way
  bool closed_ = false, cancelled_ = false;
};

}  // namespace tenon::data
