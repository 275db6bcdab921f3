// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/capacity.hpp>
#include <tenon/data/sparse/entries.hpp>
#include <tenon/op/ops.hpp>
#include <tenon/tensor/run.hpp>
#include <tenon/tensor/tensor.hpp>
#include <tenon/trace/module.hpp>

#include <span>

namespace tenon {

/// How sparse tensors lie in memory.
namespace sparse {
struct Coordinates {};  ///< the indices of each entry, one for each axis
}  // namespace sparse

/// The values of a sparse tensor: trained like a parameter where a model holds them, and left as they are by `initialize`, for
/// they belong to their indices. Integers are not trained.
template <class T, std::size_t Capacity>
class SparseValues
    : public AssignableTensor<T, Shape<Capacity>, typename detail::DefaultStorage<T, Shape<Capacity>>::type, Unconstrained>,
      public detail::Trained<std::is_floating_point_v<T>> {
 public:
  using assignable_type =
      AssignableTensor<T, Shape<Capacity>, typename detail::DefaultStorage<T, Shape<Capacity>>::type, Unconstrained>;
  using regularizer_type = Unregularized;
  using assignable_type::assignable_type;
  constexpr SparseValues() = default;
  template <detail::NewValue X>
  constexpr SparseValues& operator=(X const& x) {
    this->assign(x);
    return *this;
  }
};

/// A sparse tensor as an expression: operands for the indices [C, rank] and values [C] of its entries, by reference where they
/// live elsewhere. It is evaluated when a SparseTensor is made of it.
template <class S, class Indices, class Values>
struct SparseExpr {
  using sparse_layout = sparse::Coordinates;
  using shape_type = S;
  using value_type = typename std::remove_cvref_t<Values>::value_type;
  using index_type = typename std::remove_cvref_t<Indices>::value_type;
  static constexpr std::size_t capacity = std::remove_cvref_t<Values>::size;
  Indices indices;
  Values values;
};

namespace sparse {

/// A SparseTensor of fixed capacity or an expression: anything with operands for indices and values.
template <class X>
concept Operand = requires { typename std::remove_cvref_t<X>::sparse_layout; } &&
                  std::is_same_v<typename std::remove_cvref_t<X>::sparse_layout, Coordinates> &&
                  (std::remove_cvref_t<X>::capacity != dynamic_capacity);

namespace detail {

/// Of operands as they come: what is a variable is referred to, what is a temporary is kept.
template <class S, class Indices, class Values>
constexpr auto expression(Indices&& indices, Values&& values) {
  if constexpr (std::is_same_v<std::remove_cvref_t<Values>, Invalid> || std::is_same_v<std::remove_cvref_t<Indices>, Invalid>)
    return Invalid{};
  else
    return SparseExpr<S, Indices, Values>{static_cast<Indices&&>(indices), static_cast<Values&&>(values)};
}

/// The indices and values of a sparse operand, which may be moved from if it is a temporary.
template <class X>
constexpr decltype(auto) indices_of(std::remove_reference_t<X>& x) {
  using Member = decltype(std::remove_cvref_t<X>::indices);
  if constexpr (std::is_lvalue_reference_v<X> || std::is_reference_v<Member>)
    return static_cast<std::add_const_t<std::remove_reference_t<Member>>&>(x.indices);
  else
    return Member(static_cast<Member&&>(x.indices));
}
template <class X>
constexpr decltype(auto) values_of(std::remove_reference_t<X>& x) {
  using Member = decltype(std::remove_cvref_t<X>::values);
  if constexpr (std::is_lvalue_reference_v<X> || std::is_reference_v<Member>)
    return static_cast<std::add_const_t<std::remove_reference_t<Member>>&>(x.values);
  else
    return Member(static_cast<Member&&>(x.values));
}

}  // namespace detail
}  // namespace sparse

namespace diagnose {
template <std::size_t Entries, std::size_t Capacity>
inline constexpr bool entries_fit_the_capacity = Entries <= Capacity;
template <std::size_t Indices, std::size_t Values>
inline constexpr bool one_value_for_each_index = Indices == Values;
template <class S, std::size_t Indices>
inline constexpr bool an_entry_has_one_index_for_each_axis = S::rank == Indices;
template <class S, class I>
inline constexpr bool sparse_rank_and_index_dtype = S::rank > 0 && std::is_integral_v<I>&& std::is_signed_v<I>;
}  // namespace diagnose

#define TENON_SPARSE_TYPE "SparseTensor: it has 1 to 8 axes, and indices of a signed integer type (shape, index type follow)"

/// A tensor of dtype T and shape S of which only some elements are stored: `capacity` entries at most, each with an index for
/// every axis (COO). The indices need no order, but most operations ask for it: `sparse::reorder` and `sparse::coalesce` make it.
/// It is a module: in a traced function its values have gradients. Behind the last entry the indices are -1, the values 0.
/// Without a capacity it lies on the heap and grows; operations then give their results at once, and nothing is traced.
/// Example: tn::SparseTensor<float, tn::Shape<3, 4>, 3> s({{0, 1}, {1, 0}, {2, 3}}, {1, 2, 3});
template <class T, class S, std::size_t Capacity = dynamic_capacity, class I = std::int64_t>
class SparseTensor {
  static_assert(diagnose::sparse_rank_and_index_dtype<S, I>, TENON_SPARSE_TYPE);

 public:
  using sparse_layout = sparse::Coordinates;
  using value_type = T;
  using index_type = I;
  using shape_type = S;
  static constexpr std::size_t rank = S::rank, capacity = Capacity;
  static constexpr S dense_shape{};

  Tensor<I, Capacity, S::rank> indices;
  SparseValues<T, Capacity> values;
  TENON_MODULE(SparseTensor, indices, values);

  /// Without entries.
  constexpr SparseTensor() {
    if (!__builtin_is_constant_evaluated())
      __builtin_memset(static_cast<void*>(indices.data()), 0xff, sizeof(I) * Capacity * rank);
    else if constexpr (std::is_same_v<typename decltype(indices)::storage_type, storage::Inline>)
      indices.fill(I{-1});
  }

  /// Of indices and values in braces, in any order; an index that the shape does not have is an error.
  template <std::size_t N, std::size_t K, std::size_t M>
  constexpr SparseTensor(I const (&at)[N][K], T const (&x)[M]) : SparseTensor() {
    static_assert(diagnose::an_entry_has_one_index_for_each_axis<S, K>,
                  "SparseTensor: each entry has an index for every axis (shape, indices of an entry follow)");
    static_assert(diagnose::one_value_for_each_index<N, M>, "SparseTensor: one value for each entry (indices, values follow)");
    static_assert(diagnose::entries_fit_the_capacity<N, Capacity>,
                  "SparseTensor: more entries than the capacity (entries, capacity follow)");
    if constexpr (K == rank && N == M && N <= Capacity) {
      I flat[N * K]{};
      for (std::size_t e = 0; e < N * K; ++e) flat[e] = at[e / K][e % K];
      sparse::detail::stop_for<S>(sparse::detail::fault_of_range(dims_of<S>, flat, N), flat, "SparseTensor");
      store(flat, x, N);
    }
  }

  /// Of an expression; one with more entries than the capacity ends the program.
  template <class Indices, class Values>
  constexpr SparseTensor(SparseExpr<S, Indices, Values> const& e) : SparseTensor() {
    constexpr std::size_t most = SparseExpr<S, Indices, Values>::capacity;
    if constexpr (most == Capacity) {
      indices = cast<I>(e.indices);
      values = e.values;
    } else {
      BasicTensor<I, Shape<most, rank>> const at = cast<I>(e.indices);
      BasicTensor<T, Shape<most>> const x(e.values);
      copy(at.data(), x.data(), sparse::detail::count_entries(at.data(), rank, most));
    }
  }
  /// Of another capacity or index type; more entries than the capacity end the program.
  template <std::size_t C, class J>
    requires(C != Capacity || !std::is_same_v<I, J>)
  constexpr SparseTensor(SparseTensor<T, S, C, J> const& other) : SparseTensor() {
    copy(other.index_data(), other.value_data(), other.nnz());
  }

  /// Copies contiguous ranges: of indices (`rank` numbers an entry) and values. What does not fit or is out of range leaves
  /// nothing; `from` ends the program then.
  template <class Indices, class Values>
  static constexpr data::Result<SparseTensor> try_from(Indices const& at, Values const& x) {
    if (data::Outcome const bad = outcome_of(at.data(), at.size(), x.size()); !bad) return bad;
    SparseTensor s;
    s.store(at.data(), x.data(), x.size());
    return s;
  }
  template <class Indices, class Values>
  static constexpr SparseTensor from(Indices const& at, Values const& x) {
    if (__builtin_is_constant_evaluated() && at.size() == rank * x.size())
      sparse::detail::stop_for<S>(sparse::detail::fault_of_range(dims_of<S>, at.data(), x.size()), at.data(),
                                  "SparseTensor::from");
    return try_from(at, x).or_stop("SparseTensor::from");
  }

  /// The number of entries.
  constexpr std::size_t nnz() const { return sparse::detail::count_entries(indices.data(), rank, Capacity); }
  /// What the entries are, for loops over memory: nnz() times `rank` indices, nnz() values.
  constexpr I const* index_data() const { return indices.data(); }
  constexpr T const* value_data() const { return values.data(); }

 private:
  static constexpr data::Outcome capacity_outcome(std::size_t entries) {
    return data::Outcome::failure("more entries than the capacity: entries ", entries, ", capacity ", Capacity);
  }
  template <class U>
  static constexpr data::Outcome outcome_of(U const* at, std::size_t numbers, std::size_t entries) {
    if (numbers != rank * entries)
      return data::Outcome::failure("an index for every axis of each entry: indices ", numbers, ", entries ", entries, ", axes ",
                                    rank);
    if (entries > Capacity) return capacity_outcome(entries);
    return sparse::detail::outcome_of(sparse::detail::fault_of_range(dims_of<S>, at, entries), dims_of<S>, at);
  }
  template <class U>
  constexpr void copy(U const* at, T const* x, std::size_t n) {
    if (n > Capacity) capacity_outcome(n).or_stop("SparseTensor");
    store(at, x, n);
  }
  template <class U>
  constexpr void store(U const* at, T const* x, std::size_t n) {
    for (std::size_t i = 0; i < n * rank; ++i) indices.data()[i] = static_cast<I>(at[i]);
    for (std::size_t e = 0; e < n; ++e) values.data()[e] = x[e];
  }
};

}  // namespace tenon
