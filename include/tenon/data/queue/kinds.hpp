// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/queue/bounded.hpp>
#include <tenon/data/queue/order.hpp>

/// TensorFlow's queues, with capacity and element in the type. What they can do stands in queue/bounded.hpp.
/// Example: examples/30_datasets.cpp
namespace tenon::data {

/// First in, first out.   FifoQueue<std::tuple<Tensor<float, 8>, float>, 64> queue;
template <class E, std::size_t Capacity>
using FifoQueue = BoundedQueue<E, Capacity, order::Fifo<E, Capacity>>;

namespace detail {
template <class E, std::size_t Capacity>
constexpr auto priority_order() {
  constexpr bool has = order::detail::HasPriority<E>;
  static_assert(
      diagnose::element_has_a_priority<E, has>,
      "PriorityQueue: elements need a member `priority`, or a first component, of a totally ordered type such as an integer");
  if constexpr (has)
    return std::type_identity<order::Smallest<E, Capacity>>{};
  else
    return std::type_identity<order::Fifo<E, Capacity>>{};
}
template <std::size_t Kept, std::size_t Capacity>
inline constexpr bool leaves_some = Kept < Capacity;
template <class E, std::size_t Capacity, std::size_t Kept>
constexpr auto shuffled_order() {
  static_assert(leaves_some<Kept, Capacity>, "RandomShuffleQueue: fewer elements stay than its capacity");
  return std::type_identity<order::Shuffled<E, Capacity, Kept>>{};
}
}  // namespace detail

/// The element of the smallest priority first, its member `priority` or its first component; of equal ones that which came first.
template <class E, std::size_t Capacity>
using PriorityQueue = BoundedQueue<E, Capacity, typename decltype(detail::priority_order<E, Capacity>())::type>;

/// Any of those that wait, each as likely as the others: `RandomShuffleQueue<int, 64, 16> queue(seed)`. MinAfterDequeue elements
/// stay, so that there is something to choose from, until the queue is closed.
template <class E, std::size_t Capacity, std::size_t MinAfterDequeue = 0>
using RandomShuffleQueue =
    BoundedQueue<E, Capacity, typename decltype(detail::shuffled_order<E, Capacity, MinAfterDequeue>())::type>;

/// First in, first out, for elements of unequal length (data::Sequence): a batch of them is filled up with the value given:
/// `PaddingFifoQueue<Sequence<float, 20>, 64> queue(-1)`.
template <class E, std::size_t Capacity>
using PaddingFifoQueue = BoundedQueue<E, Capacity, order::PaddedFifo<E, Capacity>>;

}  // namespace tenon::data
