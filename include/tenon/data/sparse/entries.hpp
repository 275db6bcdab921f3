// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/outcome.hpp>
#include <tenon/shape/shape.hpp>

/// What is asked of the indices of entries, in memory: one number for each axis, entry after entry. Behind the last entry of a
/// fixed capacity the indices are -1.
namespace tenon::sparse::detail {

/// Which of two positions comes first: negative, 0 or positive as `a` is before, at or behind `b`.
template <class I, class J>
constexpr int compare(I const* a, J const* b, std::size_t rank) {
  for (std::size_t k = 0; k < rank; ++k)
    if (a[k] != b[k]) return a[k] < b[k] ? -1 : 1;
  return 0;
}

/// How many entries there are in memory for `capacity`.
template <class I>
constexpr std::size_t count_entries(I const* indices, std::size_t rank, std::size_t capacity) {
  std::size_t low = 0, high = capacity;
  while (low < high) {
    std::size_t const middle = low + (high - low) / 2;
    if (indices[middle * rank] >= 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/// The first entry that is not as it must be.
struct Fault {
  enum Kind : std::uint8_t { none, range, order, repeated } kind = none;
  std::size_t entry = 0;
};

/// Whether every index exists in a shape.
template <class I>
constexpr Fault fault_of_range(Dims const& shape, I const* indices, std::size_t entries) {
  for (std::size_t e = 0; e < entries; ++e)
    for (int k = 0; k < shape.rank; ++k)
      if (I const i = *indices++; i < 0 || i >= static_cast<I>(shape[k])) return {Fault::range, e};
  return {};
}
/// Whether positions grow from entry to entry: in order, each once.
template <class I>
constexpr Fault fault_of_order(std::size_t rank, I const* indices, std::size_t entries) {
  for (std::size_t e = 1; e < entries; ++e, indices += rank)
    if (int const way = compare(indices, indices + rank, rank); way >= 0) return {way == 0 ? Fault::repeated : Fault::order, e};
  return {};
}

/// "indices[1] = [0, 1] is out of order".
template <class I>
constexpr data::Outcome outcome_of(Fault fault, Dims const& shape, I const* indices) {
  if (fault.kind == Fault::none) return {};
  auto const rank = static_cast<std::size_t>(shape.rank);
  std::span<I const> const at(indices + fault.entry * rank, rank);
  if (fault.kind == Fault::range)
    return data::Outcome::failure("indices[", fault.entry, "] = ", at, " is out of range: the shape is ",
                                  std::span<std::int32_t const>(shape.extent, rank));
  return data::Outcome::failure("indices[", fault.entry, "] = ", at,
                                fault.kind == Fault::repeated ? " is repeated" : " is out of order");
}

/// The indices of an entry, as a value that compilers print.
template <std::size_t Rank, class I>
struct Position {
  I index[Rank]{};
  constexpr explicit Position(I const* at) {
    for (std::size_t k = 0; k < Rank; ++k) index[k] = at[k];
  }
};

// In a constant these subscripts are errors: compilers name the array and the subscript, which is the entry's number, and clang
// the whole call. An entry that is out of order has one before it; one out of range may be the first.
template <class Where>
constexpr char refuse_order(std::size_t entry, Where) {
  constexpr char entry_whose_indices_are_out_of_order[1]{};
  return entry_whose_indices_are_out_of_order[entry];
}
template <class Where>
constexpr char refuse_repeated(std::size_t entry, Where) {
  constexpr char entry_whose_indices_are_repeated[1]{};
  return entry_whose_indices_are_repeated[entry];
}
template <class Where>
constexpr char refuse_range(std::size_t entry, Where) {
  constexpr char entry_behind_the_one_whose_indices_are_out_of_range[1]{};
  return entry_behind_the_one_whose_indices_are_out_of_range[entry + 1];
}

/// Ends the program, or the compilation of a constant, if there is a fault.
template <class S, class I>
constexpr void stop_for(Fault fault, I const* indices, char const* operation) {
  if (fault.kind == Fault::none) return;
  if (__builtin_is_constant_evaluated()) {
    Position<S::rank, I> const where(indices + fault.entry * S::rank);
    if (fault.kind == Fault::range) refuse_range(fault.entry, where);
    if (fault.kind == Fault::order) refuse_order(fault.entry, where);
    if (fault.kind == Fault::repeated) refuse_repeated(fault.entry, where);
  }
  outcome_of(fault, dims_of<S>, indices).or_stop(operation);
}
/// Of entries in order, which to_dense and what walks rows asks for.
template <class X>
constexpr void stop_unless_ordered(X const& s, char const* operation) {
  using S = typename X::shape_type;
  stop_for<S>(fault_of_order(S::rank, s.index_data(), s.nnz()), s.index_data(), operation);
}

}  // namespace tenon::sparse::detail
