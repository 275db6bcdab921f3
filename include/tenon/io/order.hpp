// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace tenon::io::detail {

/// "Item a stands before item b" of any items. One type for all: sorting is compiled once in a unit, however much it sorts.
struct Before {
  void const* items;
  bool (*before)(void const* items, std::size_t a, std::size_t b);
  bool operator()(std::size_t a, std::size_t b) const { return before(items, a, b); }
};

template <class B>  // a template only to be compiled by the units that use it
[[gnu::cold, gnu::noinline]] std::vector<std::size_t> ordered_numbers(std::size_t count, B before) {
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = i;
  // Heap sort: <algorithm> would be a fifth of what a header of files brings.
  auto const sink = [&](std::size_t at, std::size_t size) {
    for (std::size_t child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && before(order[child], order[child + 1])) ++child;
      if (!before(order[at], order[child])) return;
      std::swap(order[at], order[child]);
      at = child;
    }
  };
  for (std::size_t i = count / 2; i > 0; --i) sink(i - 1, count);
  for (std::size_t size = count; size > 1; --size) {
    std::swap(order[0], order[size - 1]);
    sink(0, size - 1);
  }
  return order;
}

/// The numbers of items in the order of less(item, item), a function without captures.   O(size log size)
template <class Items, class Less>
std::vector<std::size_t> ordered(Items const& items, Less) {
  return ordered_numbers(items.size(), Before{&items, [](void const* all, std::size_t a, std::size_t b) {
                                                auto const& x = *static_cast<Items const*>(all);
                                                return Less{}(x[a], x[b]);
                                              }});
}

}  // namespace tenon::io::detail
