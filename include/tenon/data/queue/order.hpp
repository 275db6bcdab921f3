// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/random/philox.hpp>

#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>

namespace tenon::diagnose {
/// Whether the first component of elements, or their `priority`, has a total order.
template <class E, bool Has>
inline constexpr bool element_has_a_priority = Has;
}  // namespace tenon::diagnose

/// The orders in which queues hand out what they hold. An order knows places, not elements: elements never move while they wait.
///   put(x)     the place of a new element x; there must be room
///   take()     the place of the next one to go, which may be used again when its element is gone
///   kept       so many elements stay until the queue is closed
namespace tenon::data::order {

/// First in, first out.
template <class, std::size_t N>
class Fifo {
 public:
  static constexpr std::size_t kept = 0;
  std::size_t size() const noexcept { return size_; }
  template <class E>
  std::size_t put(E const&) noexcept {
    std::size_t const place = first_ + size_++;
    return place < N ? place : place - N;
  }
  std::size_t take() noexcept {
    std::size_t const place = first_;
    first_ = first_ + 1 < N ? first_ + 1 : 0;
    --size_;
    return place;
  }
  void clear() noexcept { first_ = size_ = 0; }
  static constexpr double filling() noexcept { return 0; }

 private:
  std::size_t first_ = 0, size_ = 0;
};

/// First in, first out; what fills up sequences in a batch is chosen.
template <class E, std::size_t N>
class PaddedFifo : public Fifo<E, N> {
 public:
  static constexpr bool pads = true;
  PaddedFifo(double filling = 0) noexcept : filling_(filling) {}
  double filling() const noexcept { return filling_; }

 private:
  double filling_;
};

namespace detail {
/// The member `priority` of an element, or its first component.
template <class E>
constexpr decltype(auto) priority_of(E const& x) noexcept {
  if constexpr (requires { x.priority; })
    return static_cast<std::remove_cvref_t<decltype(x.priority)> const&>(x.priority);
  else
    return std::get<0>(x);
}
template <class E>
concept HasPriority = requires(E const& x) {
  requires std::three_way_comparable<std::remove_cvref_t<decltype(priority_of(x))>, std::strong_ordering>;
} && (requires(E const& x) { x.priority; } || requires { std::tuple_size<E>::value; });
}  // namespace detail

/// The smallest priority first; of equal ones that which came first. A binary heap of keys.   O(log N)
template <class E, std::size_t N>
class Smallest {
 public:
  static constexpr std::size_t kept = 0;
  Smallest() noexcept { clear(); }
  std::size_t size() const noexcept { return size_; }
  std::size_t put(E const& x) noexcept {
    auto const place = heap_[size_].place;
    std::size_t i = size_++;
    Entry const added{detail::priority_of(x), number_++, place};
    for (; i > 0 && added < heap_[(i - 1) / 2]; i = (i - 1) / 2) heap_[i] = heap_[(i - 1) / 2];
    heap_[i] = added;
    return place;
  }
  std::size_t take() noexcept {
    auto const place = heap_[0].place;
    Entry const last = heap_[--size_];
    std::size_t i = 0;
    for (std::size_t child; (child = 2 * i + 1) < size_; i = child) {
      if (child + 1 < size_ && heap_[child + 1] < heap_[child]) ++child;
      if (!(heap_[child] < last)) break;
      heap_[i] = heap_[child];
    }
    if (size_ > 0) heap_[i] = last;
    heap_[size_].place = place;  // free places stand behind the heap
    return place;
  }
  void clear() noexcept {
    size_ = 0;
    for (std::size_t i = 0; i < N; ++i) heap_[i].place = i;
  }
  static constexpr double filling() noexcept { return 0; }

 private:
  struct Entry {
    std::remove_cvref_t<decltype(detail::priority_of(std::declval<E const&>()))> priority{};
    std::uint64_t number = 0;
    std::size_t place = 0;
    bool operator<(Entry const& other) const noexcept {
      return priority < other.priority || (!(other.priority < priority) && number < other.number);
    }
  };
  std::array<Entry, N> heap_{};
  std::size_t size_ = 0;
  std::uint64_t number_ = 0;
};

/// Each of those that wait is as likely as any other. The order is a function of the seed and of what was put and taken when.
template <class, std::size_t N, std::size_t Kept>
class Shuffled {
 public:
  static constexpr std::size_t kept = Kept;
  Shuffled(std::uint64_t seed = 0) noexcept : random_(seed) { clear(); }
  std::size_t size() const noexcept { return size_; }
  template <class E>
  std::size_t put(E const&) noexcept {
    return places_[size_++];
  }
  std::size_t take() noexcept {
    auto const chosen = static_cast<std::size_t>((std::uint64_t{random_.word(drawn_++)} * size_) >> 32);
    std::swap(places_[chosen], places_[--size_]);
    return places_[size_];
  }
  void clear() noexcept {
    size_ = 0;
    drawn_ = 0;
    for (std::size_t i = 0; i < N; ++i) places_[i] = i;
  }
  static constexpr double filling() noexcept { return 0; }

 private:
  Philox random_;
  std::array<std::size_t, N> places_{};
  std::size_t size_ = 0;
  std::uint64_t drawn_ = 0;
};

}  // namespace tenon::data::order
