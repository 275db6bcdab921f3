// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
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
  std::sort(order.begin(), order.end(), before);
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
