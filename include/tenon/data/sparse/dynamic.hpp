// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/aligned_buffer.hpp>
#include <tenon/data/sparse/tensor.hpp>

namespace tenon {

#if defined(TENON_NO_HEAP)
#define TENON_SPARSE_NO_HEAP "TENON_NO_HEAP is defined and this SparseTensor has no capacity: give it one"
#endif

/// A sparse tensor whose entries lie on the heap, as many as there are. Results of operations are new ones.
template <class T, class S, class I>
class SparseTensor<T, S, dynamic_capacity, I> {
  static_assert(diagnose::sparse_rank_and_index_dtype<S, I>, TENON_SPARSE_TYPE);
#if defined(TENON_NO_HEAP)
  static_assert(diagnose::capacity_without_heap<SparseTensor>, TENON_SPARSE_NO_HEAP);
#endif

 public:
  using sparse_layout = sparse::Coordinates;
  using value_type = T;
  using index_type = I;
  using shape_type = S;
  static constexpr std::size_t rank = S::rank, capacity = dynamic_capacity;
  static constexpr S dense_shape{};

  data::detail::AlignedBuffer<I> indices;
  data::detail::AlignedBuffer<T> values;

  /// Without entries.
  SparseTensor() = default;

  /// Of indices and values in braces, in any order; an index that the shape does not have ends the program.
  template <std::size_t N, std::size_t K, std::size_t M>
  SparseTensor(I const (&at)[N][K], T const (&x)[M]) {
    static_assert(diagnose::an_entry_has_one_index_for_each_axis<S, K>,
                  "SparseTensor: each entry has an index for every axis (shape, indices of an entry follow)");
    static_assert(diagnose::one_value_for_each_index<N, M>, "SparseTensor: one value for each entry (indices, values follow)");
    if constexpr (K == rank && N == M) *this = from(std::span<I const>(&at[0][0], N * K), std::span<T const>(x, N));
  }

  /// Of an expression, or of a tensor with a fixed capacity.
  template <class Indices, class Values>
  SparseTensor(SparseExpr<S, Indices, Values> const& e) {
    constexpr std::size_t most = SparseExpr<S, Indices, Values>::capacity;
    BasicTensor<I, Shape<most, rank>> const at = cast<I>(e.indices);
    BasicTensor<T, Shape<most>> const x(e.values);
    reset(at.data(), x.data(), sparse::detail::count_entries(at.data(), rank, most));
  }
  template <std::size_t Capacity, class J>
    requires(Capacity != dynamic_capacity || !std::is_same_v<I, J>)
  explicit SparseTensor(SparseTensor<T, S, Capacity, J> const& s) {
    reset(s.index_data(), s.value_data(), s.nnz());
  }

  /// Copies contiguous ranges: of indices (`rank` numbers an entry) and values. What does not fit or is out of range leaves
  /// nothing; `from` ends the program then.
  template <class Indices, class Values>
  static data::Result<SparseTensor> try_from(Indices const& at, Values const& x) {
    if (at.size() != rank * x.size())
      return data::Outcome::failure("an index for every axis of each entry: indices ", at.size(), ", entries ", x.size(),
                                    ", axes ", rank);
    auto const fault = sparse::detail::fault_of_range(dims_of<S>, at.data(), x.size());
    if (auto const bad = sparse::detail::outcome_of(fault, dims_of<S>, at.data()); !bad) return bad;
    SparseTensor s;
    s.reset(at.data(), x.data(), x.size());
    return s;
  }
  template <class Indices, class Values>
  static SparseTensor from(Indices const& at, Values const& x) {
    return try_from(at, x).or_stop("SparseTensor::from");
  }

  /// Adds an entry at the end; `index` has an index for every axis.
  data::Outcome try_push_back(std::span<I const, S::rank> index, T value) {
    auto const fault = sparse::detail::fault_of_range(dims_of<S>, index.data(), 1);
    if (fault.kind == sparse::detail::Fault::none) indices.append(index.data(), rank), values.append(&value, 1);
    return sparse::detail::outcome_of(fault, dims_of<S>, index.data());
  }
  void push_back(std::span<I const, S::rank> index, T value) { try_push_back(index, value).or_stop("SparseTensor::push_back"); }
  void reserve(std::size_t entries) { indices.reserve(entries * rank), values.reserve(entries); }

  /// The number of entries.
  std::size_t nnz() const { return values.size(); }
  /// What the entries are, for loops over memory: nnz() times `rank` indices, nnz() values.
  I const* index_data() const { return indices.data(); }
  T const* value_data() const { return values.data(); }

 private:
  template <class J>
  void reset(J const* at, T const* x, std::size_t n) {
    indices = data::detail::AlignedBuffer<I>(n * rank);
    for (std::size_t i = 0; i < n * rank; ++i) indices.data()[i] = static_cast<I>(at[i]);
    values = data::detail::AlignedBuffer<T>(x, n);
  }
};

namespace sparse {
/// A SparseTensor whose entries are on the heap.
template <class X>
concept Dynamic = requires { typename std::remove_cvref_t<X>::sparse_layout; } &&
                  std::is_same_v<typename std::remove_cvref_t<X>::sparse_layout, Coordinates> &&
                  (std::remove_cvref_t<X>::capacity == dynamic_capacity);
}  // namespace sparse

}  // namespace tenon
