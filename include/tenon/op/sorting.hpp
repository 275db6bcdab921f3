// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/config.hpp>
#include <tenon/op/routine.hpp>

/// Sorting in place, at run time and in constant evaluation: quicksort with a partition that does not jump, insertion for few,
/// and heapsort (Williams 1964) where quicksort finds no good pivots, as introsort (Musser 1997) does.
namespace tenon::op::sorting {
inline namespace TENON_ISA {

/// Items at equal distances.
template <class T>
struct Walk {
  T* first;
  std::ptrdiff_t step;
  std::ptrdiff_t begin = 0;  // not added to `first`: a place behind the last item is none that a pointer may have
  TENON_INLINE constexpr T& operator[](std::ptrdiff_t i) const { return first[(begin + i) * step]; }
  TENON_INLINE constexpr Walk from(std::ptrdiff_t i) const { return {first, step, begin + i}; }
};

/// An order of indices by the elements that they name, NaN last; of equal elements the first comes first.
template <class T>
struct ByKey {
  T const* keys;
  std::ptrdiff_t step;
  bool descending;
  TENON_INLINE constexpr bool operator()(Index a, Index b) const {
    T const u = keys[a * step], v = keys[b * step];
    bool const before = descending ? u > v : u < v, behind = descending ? v > u : v < u;
    if (before != behind) return before;
    // Equal, or NaN among them.
    return (u == u) != (v == v) ? u == u : a < b;
  }
};

template <class T, class Before>
constexpr void sink(Walk<T> x, std::ptrdiff_t root, std::ptrdiff_t n, Before const& before) {
  T const item = x[root];
  for (std::ptrdiff_t child = 2 * root + 1; child < n; child = 2 * root + 1) {
    if (child + 1 < n && before(x[child], x[child + 1])) ++child;
    if (!before(item, x[child])) break;
    x[root] = x[child];
    root = child;
  }
  x[root] = item;
}
template <class T>
TENON_INLINE constexpr void exchange(T& a, T& b) {
  T const t = a;
  a = b;
  b = t;
}
template <class T, class Before>
constexpr void heap_sort(Walk<T> x, std::ptrdiff_t n, Before const& before) {
  for (std::ptrdiff_t i = n / 2; i-- > 0;) sink(x, i, n, before);
  for (std::ptrdiff_t end = n; end-- > 1;) {
    exchange(x[0], x[end]);
    sink(x, 0, end, before);
  }
}
template <class T, class Before>
TENON_INLINE constexpr void insertion_sort(Walk<T> x, std::ptrdiff_t n, Before const& before) {
  for (std::ptrdiff_t i = 1; i < n; ++i) {
    T const item = x[i];
    std::ptrdiff_t k = i;
    for (; k > 0 && before(item, x[k - 1]); --k) x[k] = x[k - 1];
    x[k] = item;
  }
}

/// Moves the items that `first` holds of to the front and gives their number: an exchange for each, but no jump that depends on
/// the items (Lomuto's partition).
template <class T, class First>
TENON_INLINE constexpr std::ptrdiff_t partition(Walk<T> x, std::ptrdiff_t n, First const& first) {
  std::ptrdiff_t split = 0;
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    T const item = x[i];
    x[i] = x[split];
    x[split] = item;
    split += first(item) ? 1 : 0;
  }
  return split;
}
/// Moves NaN behind everything else and gives the number of the rest.
template <class T>
TENON_INLINE constexpr std::ptrdiff_t numbers_first(Walk<T> x, std::ptrdiff_t n) {
  if constexpr (std::is_floating_point_v<T>) {
    std::ptrdiff_t whole = 0;
    while (whole < n && x[whole] == x[whole]) ++whole;
    return whole + partition(x.from(whole), n - whole, [](T a) TENON_INLINE_LAMBDA { return a == a; });
  } else
    return n;
}

/// Sorts by a strict weak order. O(n log n) whatever the items, and no memory but for a short list of ranges.
template <class T, class Before>
constexpr void sort(Walk<T> all, std::ptrdiff_t count, Before const& before) {
  constexpr std::ptrdiff_t few = 16;
  struct Range {
    std::ptrdiff_t begin, n;
    int depth;
  };
  // The larger part waits, so the list is no longer than the count has digits.
  Range waiting[64] = {};
  int length = 0;
  int depth = 0;
  for (std::ptrdiff_t n = count; n > 1; n /= 2) depth += 2;
  for (Range r{0, count, depth};;) {
    Walk<T> const x = all.from(r.begin);
    if (r.n <= few || r.depth == 0) {
      if (r.n <= few)
        insertion_sort(x, r.n, before);
      else
        heap_sort(x, r.n, before);
      if (length == 0) return;
      r = waiting[--length];
      continue;
    }
    // The median of three stands last while the others are parted by it.
    std::ptrdiff_t const last = r.n - 1, middle = r.n / 2;
    if (before(x[middle], x[0])) exchange(x[middle], x[0]);
    if (before(x[last], x[middle])) exchange(x[last], x[middle]);
    if (before(x[middle], x[0])) exchange(x[middle], x[0]);
    exchange(x[middle], x[last]);
    T const pivot = x[last];
    std::ptrdiff_t const split = partition(x, last, [&](T const& item) TENON_INLINE_LAMBDA { return before(item, pivot); });
    exchange(x[split], x[last]);
    std::ptrdiff_t behind = split + 1;
    // Where few come before it there may be many equal to it: they are done.
    if (split < r.n / 8)
      behind += partition(x.from(behind), r.n - behind, [&](T const& item) TENON_INLINE_LAMBDA { return !before(pivot, item); });
    Range const left{r.begin, split, r.depth - 1}, right{r.begin + behind, r.n - behind, r.depth - 1};
    bool const left_is_larger = left.n > right.n;
    waiting[length++] = left_is_larger ? left : right;
    r = left_is_larger ? right : left;
  }
}

}  // namespace TENON_ISA
}  // namespace tenon::op::sorting
