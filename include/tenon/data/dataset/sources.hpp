// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/dataset/dataset.hpp>
#include <tenon/data/rows.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace tenon::diagnose {
template <class R>
inline constexpr bool are_rows_of_a_data_set = false;
template <class T, std::size_t... D>
inline constexpr bool are_rows_of_a_data_set<data::Rows<T, D...>> = true;
template <class T, std::size_t... D>
inline constexpr bool are_rows_of_a_data_set<data::RowsView<T, D...>> = true;
template <class... S>
inline constexpr bool first_axes_are_equal = [] {
  std::size_t const extents[] = {static_cast<std::size_t>(S::rank > 0 ? dims_of<S>[0] : 0)...};
  for (std::size_t const n : extents)
    if (n == 0 || n != extents[0]) return false;
  return true;
}();
}  // namespace tenon::diagnose

/// Where elements come from.
namespace tenon::data {

namespace detail {

/// One component, or a tuple of several.
template <class... C>
struct ElementOf : std::type_identity<std::tuple<C...>> {};
template <class C>
struct ElementOf<C> : std::type_identity<C> {};

template <class T, std::size_t... D>
struct RowOf : std::type_identity<Tensor<T, D...>> {};
template <class T>
struct RowOf<T> : std::type_identity<T> {};

template <class R>
struct RowFacts;
template <class T, std::size_t... D>
struct RowFacts<RowsView<T, D...>> : RowOf<T, D...> {};
template <class T, std::size_t... D>
struct RowFacts<Rows<T, D...>> : RowOf<T, D...> {};

template <class T>
  requires std::is_arithmetic_v<T>
void read_row(T const* from, std::size_t, T& to) {
  to = *from;
}
template <class T, class S, class Storage>
void read_row(T const* from, std::size_t size, BasicTensor<T, S, Storage>& to) {
  __builtin_memcpy(to.data(), from, size * sizeof(T));
}

/// Counts through a number of elements that is known.
struct Counter {
  std::size_t at = 0, count = 0;
  std::size_t skip(std::size_t n) {
    std::size_t const passed = n < count - at ? n : count - at;
    at += passed;
    return passed;
  }
};

template <class... R>
class RowsSource {
 public:
  using element = typename ElementOf<typename RowFacts<R>::type...>::type;
  RowsSource() = default;
  explicit RowsSource(R... parts) : parts_(std::move(parts)...), counter_{0, std::get<0>(parts_).rows()} {}
  void restart(std::uint64_t) { counter_.at = 0; }
  std::size_t size() const { return counter_.count; }
  std::size_t skip(std::size_t n) { return counter_.skip(n); }
  bool next(element& out) {
    if (counter_.at == counter_.count) return false;
    std::size_t const row = counter_.at++;
    if constexpr (sizeof...(R) == 1)
      read(std::get<0>(parts_), row, out);
    else
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (read(std::get<I>(parts_), row, std::get<I>(out)), ...);
      }(std::index_sequence_for<R...>{});
    return true;
  }

 private:
  template <class Part, class E>
  static void read(Part const& part, std::size_t row, E& out) {
    read_row(part.data() + row * Part::row_size, Part::row_size, out);
  }
  std::tuple<R...> parts_;
  Counter counter_;
};

/// Rows that are named are looked at, temporaries are taken over.
template <class R>
struct RowsHeld : std::type_identity<std::remove_cvref_t<R>> {};
template <class T, std::size_t... D>
struct RowsHeld<Rows<T, D...>&> : std::type_identity<RowsView<T, D...>> {};
template <class T, std::size_t... D>
struct RowsHeld<Rows<T, D...> const&> : std::type_identity<RowsView<T, D...>> {};

template <class... S>
class SliceSource;
template <class... T, class... S, class... Storage>
class SliceSource<BasicTensor<T, S, Storage>...> {
  template <class U, class Whole>
  struct Slice;
  template <class U, std::size_t N, std::size_t... D>
  struct Slice<U, Shape<N, D...>> : RowOf<U, D...> {};

 public:
  using element = typename ElementOf<typename Slice<T, S>::type...>::type;
  static constexpr std::size_t fixed_size = [] {
    std::size_t const extents[] = {static_cast<std::size_t>(dims_of<S>[0])...};
    return extents[0];
  }();
  explicit SliceSource(BasicTensor<T, S, Storage>... tensors) : tensors_(std::move(tensors)...) {}
  void restart(std::uint64_t) { counter_.at = 0; }
  static constexpr std::size_t size() { return fixed_size; }
  std::size_t skip(std::size_t n) { return counter_.skip(n); }
  bool next(element& out) {
    if (counter_.at == fixed_size) return false;
    std::size_t const row = counter_.at++;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      if constexpr (sizeof...(T) == 1)
        (read(std::get<I>(tensors_), row, out), ...);
      else
        (read(std::get<I>(tensors_), row, std::get<I>(out)), ...);
    }(std::index_sequence_for<T...>{});
    return true;
  }

 private:
  template <class X, class E>
  static void read(X const& x, std::size_t row, E& out) {
    constexpr std::size_t n = X::size / fixed_size;
    read_row(x.data() + row * n, n, out);
  }
  std::tuple<BasicTensor<T, S, Storage>...> tensors_;
  Counter counter_{0, fixed_size};
};

template <class E>
struct OneElement {
  using element = E;
  static constexpr std::size_t fixed_size = 1;
  E value;
  bool given = false;
  void restart(std::uint64_t) { given = false; }
  static constexpr std::size_t size() { return 1; }
  bool next(E& out) {
    if (given) return false;
    out = value;
    return given = true;
  }
};

struct Range {
  using element = std::int64_t;
  std::int64_t first, step;
  Counter counter;
  void restart(std::uint64_t) { counter.at = 0; }
  std::size_t size() const { return counter.count; }
  std::size_t skip(std::size_t n) { return counter.skip(n); }
  bool next(std::int64_t& out) {
    if (counter.at == counter.count) return false;
    out = first + step * static_cast<std::int64_t>(counter.at++);
    return true;
  }
};

template <class E, class Make>
class GeneratorSource {
 public:
  using element = E;
  explicit GeneratorSource(Make make) : make_(std::move(make)) {}
  void restart(std::uint64_t) { generator_.emplace(make_()); }
  static constexpr std::size_t size() { return unknown; }
  bool next(E& out) { return (*generator_)(out); }

 private:
  Make make_;
  std::optional<decltype(std::declval<Make const&>()())> generator_;
};

}  // namespace detail

/// Row after row of data::Rows or views of such: elements are tensors, or tuples of one row of each. Rows with a name must
/// outlive the set; temporaries, such as those of a CSV or IDX file, are taken over. A failure where their numbers differ.
template <class... R>
auto try_from_rows(R&&... rows) {
  constexpr bool ok = sizeof...(R) > 0 && (diagnose::are_rows_of_a_data_set<std::remove_cvref_t<R>> && ...);
  static_assert((diagnose::are_rows_of_a_data_set<std::remove_cvref_t<R>> && ...), "from_rows: not data::Rows or data::RowsView");
  if constexpr (ok) {
    using Set = Dataset<detail::RowsSource<typename detail::RowsHeld<R>::type...>>;
    std::size_t const counts[] = {rows.rows()...};
    for (std::size_t i = 1; i < sizeof...(R); ++i)
      if (counts[i] != counts[0])
        return Result<Set>(Outcome::failure("component 0 has ", counts[0], " rows, component ", i, " has ", counts[i]));
    return Result<Set>(Set(typename Set::stage_type(typename detail::RowsHeld<R>::type(std::forward<R>(rows))...)));
  } else
    return Result<Dataset<detail::NoStage<int>>>(Dataset<detail::NoStage<int>>{});
}
template <class... R>
auto from_rows(R&&... rows) {
  return try_from_rows(std::forward<R>(rows)...).or_stop("from_rows");
}

/// The slices of tensors along their first axis, one after the other, tuples of those of several.   [N, D...] -> N x [D...]
/// The tensors are kept in the set. Fails to compile where their first axes differ.
template <class... T, class... S, class... Storage>
auto from_tensor_slices(BasicTensor<T, S, Storage>... tensors) {
  constexpr bool equal = diagnose::first_axes_are_equal<S...>;
  static_assert(diagnose::first_axes_are_equal<S...>,
                "from_tensor_slices: the first axes differ, or there is none (shapes follow)");
  if constexpr (equal)
    return Dataset(detail::SliceSource<BasicTensor<T, S, Storage>...>(std::move(tensors)...));
  else
    return Dataset(detail::NoStage<int>{});
}

/// One element: these values.
template <class... C>
auto from_tensors(C... components) {
  using E = typename detail::ElementOf<C...>::type;
  return Dataset(detail::OneElement<E>{E(std::move(components)...)});
}

/// first, first + step, ... up to but not last.   -> std::int64_t
inline auto range(std::int64_t first, std::int64_t last, std::int64_t step = 1) {
  if (step == 0) tenon::detail::fail("range: the step is 0");
  std::int64_t const span = step > 0 ? last - first : first - last, stride = step > 0 ? step : -step;
  return Dataset(detail::Range{first, step, {0, span > 0 ? static_cast<std::size_t>((span - 1) / stride + 1) : 0}});
}
inline auto range(std::int64_t last) { return range(0, last); }

/// What a function gives: `make()` makes one for an iteration, a function `bool(E& out)` that writes an element or answers false
/// at the end.
template <class E, class Make>
auto from_generator(Make make) {
  return Dataset(detail::GeneratorSource<E, Make>(std::move(make)));
}

}  // namespace tenon::data
