// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/fail.hpp>
#include <tenon/data/sparse/entries.hpp>
#include <tenon/op/routine.hpp>

/// Which entries of ordered indices [C, rank] a result has: routines that give the indices of the result, with -1 behind the
/// last, or where its entries come from.
namespace tenon {
namespace op {

/// The entries that two tensors have both: attr 0 their indices [C, rank], 1 and 2 their places in a and b [C, 1].
struct SparseMeet {
  static constexpr char name[] = "sparse_meet";
  static constexpr int arity = 2, flops = 1;
  static constexpr Typed operands[2] = {Typed::index, Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) { return Dims{5, {in[0][0], in[1][0], in[0][1], n.dims[0], n.attr}}; }
  template <class I>
  static constexpr void run(Dims const& form, I const* a, I const* b, I* y) {
    auto const rank = static_cast<std::size_t>(form[2]), width = form[4] == 0 ? rank : 1;
    std::size_t const of_a = ordered_entries(rank, a, form[0]), of_b = ordered_entries(rank, b, form[1]);
    std::size_t n = 0;
    for_each(rank, a, of_a, b, of_b, [&](std::size_t i, std::size_t j) {
      for (std::size_t k = 0; k < width; ++k)
        y[n * width + k] = form[4] == 0 ? a[i * rank + k] : static_cast<I>(form[4] == 1 ? i : j);
      ++n;
    });
    for (std::size_t i = n * width; i < static_cast<std::size_t>(form[3]) * width; ++i) y[i] = I(-1);
  }
  /// How many entries there are; out of order, they end the program.
  template <class I>
  static constexpr std::size_t ordered_entries(std::size_t rank, I const* at, std::int32_t capacity) {
    auto const n = sparse::detail::count_entries(at, rank, static_cast<std::size_t>(capacity));
    Dims const shape{static_cast<std::int32_t>(rank), {}};
    sparse::detail::outcome_of(sparse::detail::fault_of_order(rank, at, n), shape, at).or_stop("sparse * sparse");
    return n;
  }
  /// Calls body(i, j) for entry i of a and entry j of b at the same place.
  template <class I, class J, class Body>
  static constexpr void for_each(std::size_t rank, I const* a, std::size_t of_a, J const* b, std::size_t of_b, Body const& body) {
    for (std::size_t i = 0, j = 0; i < of_a && j < of_b;) {
      int const way = sparse::detail::compare(a + i * rank, b + j * rank, rank);
      if (way == 0) body(i, j);
      i += way <= 0 ? 1 : 0;
      j += way >= 0 ? 1 : 0;
    }
  }
};

/// The entries whose index along an axis is in [first, last), each a number: attr 2 axis gives their indices, in which that
/// axis begins at 0 [C, rank], attr 2 axis + 1 their places [C, 1].
struct SparseSlice {
  static constexpr char name[] = "sparse_slice";
  static constexpr int arity = 3, flops = 1;
  static constexpr Typed operands[3] = {Typed::index, Typed::index, Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) { return Dims{4, {in[0][0], in[0][1], n.dims[0], n.attr}}; }
  template <class I>
  static constexpr void run(Dims const& form, I const* at, I const* first, I const* last, I* y) {
    auto const rank = static_cast<std::size_t>(form[1]), axis = static_cast<std::size_t>(form[3] / 2);
    bool const places = form[3] % 2 != 0;
    std::size_t const width = places ? 1 : rank;
    auto const capacity = static_cast<std::size_t>(form[2]);
    auto const entries = sparse::detail::count_entries(at, rank, static_cast<std::size_t>(form[0]));
    std::size_t n = 0;
    for (std::size_t e = 0; e < entries; ++e) {
      I const* const index = at + e * rank;
      if (index[axis] < *first || index[axis] >= *last) continue;
      if (n < capacity)
        for (std::size_t k = 0; k < width; ++k)
          y[n * width + k] = places ? static_cast<I>(e) : static_cast<I>(index[k] - (k == axis ? *first : I(0)));
      ++n;
    }
    if (n > capacity) data::detail::fail("sparse::slice: more entries than the capacity", {"entries", n}, {"capacity", capacity});
    for (std::size_t i = n * width; i < capacity * width; ++i) y[i] = I(-1);
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("sparse_meet")> : std::type_identity<op::SparseMeet> {};
template <> struct OpOf<hash_name("sparse_slice")> : std::type_identity<op::SparseSlice> {};
// clang-format on

}  // namespace tenon
