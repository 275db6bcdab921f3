// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/outcome.hpp>
#include <tenon/tensor/tensor.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

/// Elements of queues and data sets, and how N of them become a batch: numbers and tensors get a first axis, tuples and modules
/// are stacked component by component.
namespace tenon::data {

/// At most `Most` values of shape [D...], as many as `length` says: an element whose length differs from the next one's.
/// Values behind the length mean nothing.   [length <= Most, D...]
template <class T, std::size_t Most, std::size_t... D>
struct Sequence {
  static constexpr std::size_t most = Most, value_size = (std::size_t{1} * ... * D);
  Tensor<T, Most, D...> values;
  std::size_t length = 0;

  /// Takes these values, one after the other: a multiple of the product of D. A failure, and nothing changes, where they are too
  /// many.
  constexpr Outcome try_assign(std::span<T const> from) noexcept {
    std::size_t const rows = from.size() / value_size;
    if (rows * value_size != from.size())
      return Outcome::failure("sequence: ", from.size(), " values do not fill whole rows of ", value_size);
    if (rows > Most) return Outcome::failure("sequence: a length of ", rows, ", at most ", Most, " fits");
    for (std::size_t i = 0; i < from.size(); ++i) values.data()[i] = from[i];
    length = rows;
    return {};
  }
  constexpr void assign(std::span<T const> from) noexcept { try_assign(from).or_stop("assign"); }
};

/// N sequences, filled up with the value that was asked for.   [N, Most, D...]
template <class T, std::size_t N, std::size_t Most, std::size_t... D>
struct Sequences {
  Tensor<T, N, Most, D...> values;
  Tensor<std::int32_t, N> lengths;

  /// The length of the longest, behind which there is nothing but filling.
  constexpr std::size_t longest() const noexcept {
    std::int32_t most = 0;
    for (std::size_t i = 0; i < N; ++i) most = lengths.data()[i] > most ? lengths.data()[i] : most;
    return static_cast<std::size_t>(most);
  }
};

namespace detail {

/// What N elements E are together, and how one of them is written there. Whatever is not known is kept in an array.
template <class E, std::size_t N>
struct Stack {
  using type = std::array<E, N>;
  static constexpr void put(type& to, std::size_t row, E const& e, double) { to[row] = e; }
};
template <class E, std::size_t N>
  requires Element<E>
struct Stack<E, N> {
  using type = Tensor<E, N>;
  static constexpr void put(type& to, std::size_t row, E e, double) { to.data()[row] = e; }
};
template <class T, std::size_t... D, class Storage, std::size_t N>
struct Stack<BasicTensor<T, Shape<D...>, Storage>, N> {
  using type = Tensor<T, N, D...>;
  static constexpr void put(type& to, std::size_t row, BasicTensor<T, Shape<D...>, Storage> const& e, double) {
    constexpr std::size_t size = Shape<D...>::size;
    for (std::size_t i = 0; i < size; ++i) to.data()[row * size + i] = e.data()[i];
  }
};
template <class T, std::size_t Most, std::size_t... D, std::size_t N>
struct Stack<Sequence<T, Most, D...>, N> {
  using type = Sequences<T, N, Most, D...>;
  static constexpr void put(type& to, std::size_t row, Sequence<T, Most, D...> const& e, double filling) {
    constexpr std::size_t inner = Sequence<T, Most, D...>::value_size, size = Most * inner;
    for (std::size_t i = 0; i < size; ++i)
      to.values.data()[row * size + i] = i < e.length * inner ? e.values.data()[i] : static_cast<T>(filling);
    to.lengths.data()[row] = static_cast<std::int32_t>(e.length);
  }
};
template <class... C, std::size_t N>
struct Stack<std::tuple<C...>, N> {
  using type = std::tuple<typename Stack<C, N>::type...>;
  static constexpr void put(type& to, std::size_t row, std::tuple<C...> const& e, double filling) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (Stack<C, N>::put(std::get<I>(to), row, std::get<I>(e), filling), ...);
    }(std::index_sequence_for<C...>{});
  }
};

template <class E, class FieldList>
struct FieldTypes;
template <class E, template <class...> class List, class... F>
struct FieldTypes<E, List<F...>> {
  using tuple = std::tuple<std::remove_cvref_t<decltype(F{}(std::declval<E&>()))>...>;
  static constexpr auto tie(E const& e) { return std::tie(F{}(e)...); }
};
template <class E, std::size_t N>
  requires requires { typename E::tenon_fields; }  // a module, without what walks modules
struct Stack<E, N> {
  using fields = FieldTypes<E, typename E::tenon_fields>;
  using type = typename Stack<typename fields::tuple, N>::type;
  static constexpr void put(type& to, std::size_t row, E const& e, double filling) {
    put_fields(to, row, fields::tie(e), filling, std::make_index_sequence<std::tuple_size_v<type>>{});
  }

 private:
  template <class Tie, std::size_t... I>
  static constexpr void put_fields(type& to, std::size_t row, Tie const& e, double filling, std::index_sequence<I...>) {
    (Stack<std::tuple_element_t<I, typename fields::tuple>, N>::put(std::get<I>(to), row, std::get<I>(e), filling), ...);
  }
};

/// Whether lengths of elements differ, so that a batch must be filled up.
template <class E>
inline constexpr bool is_ragged = false;
template <class T, std::size_t Most, std::size_t... D>
inline constexpr bool is_ragged<Sequence<T, Most, D...>> = true;
template <class... C>
inline constexpr bool is_ragged<std::tuple<C...>> = (is_ragged<C> || ...);

}  // namespace detail

/// At most N elements E, stacked. Rows behind the first `rows` are what they happen to be: the step of a training ignores them.
/// `values` is a tensor for elements that are numbers or tensors, a tuple of such for tuples and modules, `Sequences` for
/// sequences, an array for all else.   N x E
template <class E, std::size_t N>
struct Batched {
  static_assert(N > 0, "batch: a batch has at least one row");
  using element = E;
  using values_type = typename detail::Stack<E, N>::type;
  static constexpr std::size_t most = N;
  values_type values{};
  std::size_t rows = 0;

  /// Adds a row; there must be room for it. `filling` stands behind the end of sequences.
  constexpr void push_back(E const& e, double filling = 0) { detail::Stack<E, N>::put(values, rows++, e, filling); }
};

}  // namespace tenon::data
