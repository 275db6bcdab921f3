// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/outcome.hpp>
#include <tenon/op/ops.hpp>
#include <tenon/op/sorting.hpp>
#include <tenon/tensor/run.hpp>
#include <tenon/tensor/tensor.hpp>
#include <tenon/trace/module.hpp>

#include <span>
#include <string_view>

/// Sets along the last axis of tensors: a row each.
namespace tenon {

namespace diagnose {
template <class T>
inline constexpr bool elements_are_integers_or_strings =
    (std::is_integral_v<T> && !std::is_same_v<T, bool>) || std::is_same_v<T, std::string_view>;
template <class S>
inline constexpr bool sets_have_an_axis = S::rank > 0;
template <class A, class B, bool Fit>
inline constexpr bool sets_have_the_same_rows = Fit;
}  // namespace diagnose

#define TENON_SETS_DTYPE "sets: the elements of sets are integers or strings (dtype follows)"
#define TENON_SETS_AXIS "sets: a set lies along the last axis, and there is none (shape follows)"
#define TENON_SETS_ROWS "sets: the shapes differ before the last axis, so there is not one set for each (both shapes follow)"
#define TENON_SETS_TYPES "sets: the dtypes differ (operation, both sides follow); convert one side with tn::cast<T>(x)"

namespace sets::detail {

constexpr Dims without_last(Dims d) {
  --d.rank;
  return d;
}
constexpr Dims with_last(Dims d, std::size_t width) {
  d[d.rank - 1] = static_cast<std::int32_t>(width);
  return d;
}
template <class S>
inline constexpr std::size_t width_of = static_cast<std::size_t>(dims_of<S>[int(S::rank) - 1]);
template <class S>
using rows_of = shape_from<without_last(dims_of<S>)>;

}  // namespace sets::detail

/// A set for each row of a tensor of shape [rows..., width]: its elements in order, each once, then zeros (empty strings), and
/// how many they are. Functions of `tn::sets` make them. A module, where the elements are numbers.
template <class Values>
struct BasicSets {
  using value_type = typename Values::value_type;
  using shape_type = typename Values::shape_type;
  using values_type = Values;
  using rows_type = sets::detail::rows_of<shape_type>;
  static constexpr std::size_t width = sets::detail::width_of<shape_type>, rows = rows_type::size;

  Values values;
  BasicTensor<Index, rows_type> sizes;
  TENON_MODULE(BasicSets, values, sizes);
  static constexpr bool tenon_lists_every_field = true;

  /// Whether x is an element of set number `row`, counted in row-major order. O(log width).
  constexpr bool contains(std::size_t row, value_type x) const {
    if (row >= rows) tenon::detail::fail("sets: contains: no such row: rows, row", rows, row);
    std::size_t first = row * width, last = first + static_cast<std::size_t>(sizes.element(row));
    std::size_t const end = last;
    while (first < last) {
      std::size_t const middle = first + (last - first) / 2;
      if (values.element(middle) < x)
        first = middle + 1;
      else
        last = middle;
    }
    return first < end && values.element(first) == x;
  }
  /// As many rows, of the same elements.
  friend constexpr bool operator==(BasicSets const& a, BasicSets const& b) {
    for (std::size_t r = 0; r < rows; ++r)
      if (a.sizes.element(r) != b.sizes.element(r)) return false;
    for (std::size_t i = 0; i < shape_type::size; ++i)  // what is behind the last is equal too
      if (a.values.element(i) != b.values.element(i)) return false;
    return true;
  }
};

/// Sets of integers: `Sets<int, 2, 6>` are two with up to six elements each.
template <class T, std::size_t... D>
using Sets = BasicSets<Tensor<T, D...>>;

namespace sets::detail {

template <class X>
inline constexpr bool is_sets = false;
template <class Values>
inline constexpr bool is_sets<BasicSets<Values>> = true;

enum class Join { unite, intersect, subtract };

/// Memory for N values: on the stack as far as tensors are, else one allocation.
template <class T, std::size_t N>
class Scratch {
 public:
  constexpr Scratch() {
    if constexpr (!is_inline) memory_.heap = new T[N]{};
  }
  Scratch(Scratch const&) = delete;
  Scratch& operator=(Scratch const&) = delete;
  constexpr ~Scratch() {
    if constexpr (!is_inline) delete[] memory_.heap;
  }
  constexpr T* data() {
    if constexpr (is_inline)
      return memory_.values;
    else
      return memory_.heap;
  }

 private:
#if defined(TENON_NO_HEAP)
  static constexpr bool is_inline = true;
#else
  static constexpr bool is_inline = N * sizeof(T) <= inline_bytes;
#endif
  struct Inline {
    T values[N + 1]{};
  };
  struct Heap {
    T* heap = nullptr;
  };
  std::conditional_t<is_inline, Inline, Heap> memory_;
};

/// Sorts values and drops what is there already. Gives how many are left.
template <class T>
constexpr std::size_t sort_unique(T* x, std::size_t n) {
  op::sorting::sort(op::sorting::Walk<T>{x, 1}, static_cast<std::ptrdiff_t>(n), [](T const& a, T const& b) { return a < b; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < n; ++i)
    if (kept == 0 || x[kept - 1] < x[i]) x[kept++] = x[i];
  return kept;
}

/// A row of an operand as a set: writes its elements to memory of its width, gives how many there are.
template <class X, class T>
constexpr std::size_t load_row(X const& x, std::size_t row, T* to) {
  constexpr std::size_t width = width_of<typename X::shape_type>;
  if constexpr (is_sets<X>) {
    auto const n = static_cast<std::size_t>(x.sizes.element(row));
    for (std::size_t i = 0; i < n; ++i) to[i] = x.values.element(row * width + i);
    return n;
  } else {
    for (std::size_t i = 0; i < width; ++i) to[i] = x.element(row * width + i);
    return sort_unique(to, width);
  }
}

/// Goes through two sorted rows at once and gives every element of the result, in order and once, to `put`. O(n + m).
template <Join How, class T, class Put>
constexpr void join_rows(T const* a, std::size_t n, T const* b, std::size_t m, Put const& put) {
  std::size_t i = 0, j = 0;
  while (i < n || (How == Join::unite && j < m)) {
    bool const left = j == m || (i < n && a[i] < b[j]), right = !left && (i == n || b[j] < a[i]);
    if (left ? How != Join::intersect : right ? How == Join::unite : How != Join::subtract) put(left || !right ? a[i] : b[j]);
    if (!right) do
        ++i;
      while (i < n && !(a[i - 1] < a[i]));
    if (!left) do
        ++j;
      while (j < m && !(b[j - 1] < b[j]));
  }
}

/// What is wrong with a row that does not fit.
constexpr data::Outcome row_too_long(std::size_t row, std::size_t count, std::size_t width) {
  return data::Outcome::failure("row ", row, " of the result has ", count, " elements, and its capacity is ", width);
}
template <class S>
constexpr data::Outcome too_many(std::size_t row, std::size_t count) {
  if constexpr (S::rank == 1)
    return data::Outcome::failure("the result has ", count, " elements, and its capacity is ", width_of<S>);
  else if constexpr (S::rank == 2)
    return row_too_long(row, count, width_of<S>);
  else {
    Index at[S::rank - 1]{};
    for (std::size_t axis = S::rank - 1; axis-- > 0;) {
      auto const extent = static_cast<std::size_t>(dims_of<S>[int(axis)]);
      at[axis] = static_cast<Index>(row % extent);
      row /= extent;
    }
    return data::Outcome::failure("row ", std::span<Index const>(at), " of the result has ", count,
                                  " elements, and its capacity is ", width_of<S>);
  }
}

/// Fills the sets of a result: `make(row, put)` gives the elements of each, in order.
template <class Result, class Make>
constexpr data::Result<Result> fill(Make const& make) {
  using T = typename Result::value_type;
  Result r;
  constexpr bool numbers = std::is_integral_v<T>;
  Scratch<T, numbers ? 0 : Result::shape_type::size> strings;
  T* to = strings.data();
  if constexpr (numbers) to = r.values.data();
  for (std::size_t row = 0; row < Result::rows; ++row, to += Result::width) {
    std::size_t count = 0;
    make(row, [&](T const& x) {
      if (count < Result::width) to[count] = x;
      ++count;
    });
    if (count > Result::width) return too_many<typename Result::shape_type>(row, count);
    r.sizes.data()[row] = static_cast<Index>(count);
  }
  if constexpr (!numbers) {
    auto values = Result::values_type::try_from(std::span<T const>(strings.data(), Result::shape_type::size));
    if (!values) return values.outcome();
    r.values = *static_cast<decltype(values)&&>(values);
  }
  return r;
}

}  // namespace sets::detail
}  // namespace tenon
