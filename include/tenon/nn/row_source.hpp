// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/rows.hpp>
#include <tenon/nn/outputs.hpp>
#include <tenon/nn/train.hpp>

#include <cstdint>
#include <cstdio>
#include <span>
#include <utility>

namespace tenon::diagnose {
template <class R>
inline constexpr bool are_rows = false;
template <class T, std::size_t... D>
inline constexpr bool are_rows<data::RowsView<T, D...>> = true;
template <class T, std::size_t... D>
inline constexpr bool are_rows<data::Rows<T, D...>> = true;
template <class Row, class Input, bool Same>
inline constexpr bool rows_have_the_shape = Same;
template <class From, class To, bool Fits>
inline constexpr bool rows_convert_to_dtype = Fits;
}  // namespace tenon::diagnose

/// Data as a training reads it, a batch at a time.
namespace tenon::nn {

namespace detail {

template <class R>
struct RowFacts {
  using shape = R;
  using dtype = float;
};
template <class T, std::size_t... D>
struct RowFacts<data::RowsView<T, D...>> {
  using shape = Shape<D...>;
  using dtype = T;
};
template <class T, std::size_t... D>
struct RowFacts<data::Rows<T, D...>> : RowFacts<data::RowsView<T, D...>> {};

/// Whether two shapes differ by axes of extent 1 only.
template <class A, class B>
constexpr bool same_but_for_ones() {
  Dims a, b;
  for (int i = 0; i < int(A::rank); ++i)
    if (dims_of<A>[i] != 1) a.push_back(dims_of<A>[i]);
  for (int i = 0; i < int(B::rank); ++i)
    if (dims_of<B>[i] != 1) b.push_back(dims_of<B>[i]);
  return a == b;
}
/// Integers and booleans convert to every number, floats to doubles.
template <class From, class To>
inline constexpr bool row_dtype_fits = std::is_same_v<From, To> || (std::is_integral_v<From> && !std::is_same_v<To, bool>) ||
                                       (std::is_same_v<From, float> && std::is_same_v<To, double>);

[[noreturn, gnu::cold, gnu::noinline]] inline void fail_value(char const* what, std::size_t row, long long value,
                                                              long long limit) {
  std::fprintf(stderr, "tenon: %s: row %zu has %lld, at most %lld fits\n", what, row, value, limit);
  __builtin_abort();
}

/// The rows of one input, or of the labels, of any dtype that converts to what the model takes. It does not own them.
template <class Row, bool AreLabels>
class RowSource {
 public:
  using value_type = typename Row::value_type;
  using shape_type = typename Row::shape_type;
  static constexpr std::size_t row_size = shape_type::size;

  constexpr RowSource() = default;
  template <class R>
    requires(!std::is_same_v<R, RowSource>)
  RowSource(R const& rows) {  // implicit: it is what fit and its like take
    using Shape = typename RowFacts<R>::shape;
    using T = typename RowFacts<R>::dtype;
    constexpr bool are_rows = diagnose::are_rows<R>;
    if constexpr (AreLabels)
      static_assert(are_rows, "rows of y: not data::Rows or data::RowsView");
    else
      static_assert(are_rows, "rows of x: not data::Rows or data::RowsView");
    if constexpr (are_rows) {
      constexpr bool shape = AreLabels ? same_but_for_ones<Shape, shape_type>() : std::is_same_v<Shape, shape_type>;
      constexpr bool dtype = row_dtype_fits<T, value_type>;
      if constexpr (AreLabels) {
        static_assert(diagnose::rows_have_the_shape<Shape, shape_type, shape>,
                      "rows of y: not the shape of the labels that the loss takes (row, labels follow)");
        static_assert(diagnose::rows_convert_to_dtype<T, value_type, dtype>,
                      "rows of y: their dtype does not convert to that of the labels (rows, labels follow)");
      } else {
        static_assert(diagnose::rows_have_the_shape<Shape, shape_type, shape>,
                      "rows of x: not the model's input shape (row, input follow)");
        static_assert(diagnose::rows_convert_to_dtype<T, value_type, dtype>,
                      "rows of x: their dtype does not convert to that of the model's input (rows, input follow)");
      }
      if constexpr (shape && dtype) {
        data_ = rows.data();
        rows_ = rows.rows();
        if constexpr (!std::is_same_v<T, value_type>) copy_ = &convert<T>;
        if constexpr (checked<T>) check_ = &check_values<T>;
      }
    }
  }

  std::size_t rows() const { return rows_; }
  bool empty() const { return rows_ == 0; }
  RowSource slice(std::size_t first, std::size_t last) const {
    RowSource r = *this;
    r.first_ = first_ + first;
    r.rows_ = last - first;
    return r;
  }
  /// Whether rows lie in memory as a program reads them.
  bool is_direct() const { return copy_ == nullptr; }
  value_type const* direct(std::size_t row) const { return static_cast<value_type const*>(data_) + (first_ + row) * row_size; }
  void copy(std::size_t row, value_type* to) const {
    if (copy_ == nullptr)
      __builtin_memcpy(to, direct(row), row_size * sizeof(value_type));
    else
      copy_(data_, first_ + row, to);
  }
  /// A value that the model cannot take ends the program, and is named with its row.
  void check() const {
    if (check_ != nullptr) check_(data_, first_, rows_);
  }

 private:
  static constexpr std::size_t classes = [] {
    if constexpr (requires { Row::classes; })
      return Row::classes;
    else
      return std::size_t{0};
  }();
  /// Values that may not fit: class indices, and wide integers for narrow ones.
  template <class T>
  static constexpr bool checked = [] {
    if constexpr (std::is_integral_v<T> && std::is_integral_v<value_type>) {
      using From = std::numeric_limits<T>;
      using To = std::numeric_limits<value_type>;
      return classes > 0 || static_cast<long long>(From::min()) < static_cast<long long>(To::min()) ||
             static_cast<unsigned long long>(From::max()) > static_cast<unsigned long long>(To::max());
    } else
      return false;
  }();

  template <class T>
  static void convert(void const* data, std::size_t row, value_type* to) {
    T const* const from = static_cast<T const*>(data) + row * row_size;
    for (std::size_t i = 0; i < row_size; ++i) to[i] = static_cast<value_type>(from[i]);
  }
  template <class T>
  static void check_values(void const* data, std::size_t first, std::size_t rows) {
    constexpr auto limit =
        classes > 0 ? static_cast<long long>(classes) - 1 : static_cast<long long>(std::numeric_limits<value_type>::max());
    constexpr auto least = classes > 0 ? 0 : static_cast<long long>(std::numeric_limits<value_type>::min());
    T const* const x = static_cast<T const*>(data) + first * row_size;
    for (std::size_t i = 0; i < rows * row_size; ++i)
      if (static_cast<long long>(x[i]) < least || static_cast<long long>(x[i]) > limit)
        fail_value(classes > 0 ? "rows of y: a label is not among the classes" : "rows: a value does not fit the model's dtype",
                   i / row_size, static_cast<long long>(x[i]), limit);
  }

  void const* data_ = nullptr;
  std::size_t first_ = 0, rows_ = 0;
  void (*copy_)(void const*, std::size_t, value_type*) = nullptr;
  void (*check_)(void const*, std::size_t, std::size_t) = nullptr;
};

/// The same for several inputs or outputs: a tuple.
template <class R, bool AreLabels>
struct SourceOf : std::type_identity<RowSource<R, AreLabels>> {};
template <class... R, bool AreLabels>
struct SourceOf<std::tuple<R...>, AreLabels> : std::type_identity<std::tuple<RowSource<R, AreLabels>...>> {};

/// Rows that a model gives.
template <class R>
struct OwnedRows;
template <class T, std::size_t... D>
struct OwnedRows<Input<T, D...>> : std::type_identity<data::Rows<T, D...>> {};
template <class... R>
struct OwnedRows<std::tuple<R...>> : std::type_identity<std::tuple<typename OwnedRows<R>::type...>> {};

// What is done to one source or to each of a tuple, with what belongs to it.
template <class F, class S, class... Rest>
void for_each_source(F const& f, S&& source, Rest&&... rest) {
  f(source, rest...);
}
template <class F, class All, class... Rest>
  requires is_several<std::remove_cvref_t<All>>
void for_each_source(F const& f, All&& all, Rest&&... rest) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    auto one = [&]<std::size_t J>(std::integral_constant<std::size_t, J>) { f(std::get<J>(all), std::get<J>(rest)...); };
    (one(std::integral_constant<std::size_t, I>{}), ...);
  }(std::make_index_sequence<std::tuple_size_v<std::remove_cvref_t<All>>>{});
}

/// Memory for a few batches of one input, or of several.
template <class R, std::size_t Rows>
struct RowBuffer : std::type_identity<BasicTensor<typename R::value_type, Shape<Rows * R::shape_type::size>>> {};
template <class... R, std::size_t Rows>
struct RowBuffer<std::tuple<R...>, Rows> : std::type_identity<std::tuple<typename RowBuffer<R, Rows>::type...>> {};

template <class R>
inline constexpr std::size_t row_bytes = R::shape_type::size * sizeof(typename R::value_type);
template <class... R>
inline constexpr std::size_t row_bytes<std::tuple<R...>> = (row_bytes<R> + ...);

/// A pointer moved by some rows of R.
template <class R, class T>
T* moved(T* p, std::size_t rows) {
  return p + rows * R::shape_type::size;
}
template <class R, class... T>
std::tuple<T*...> moved(std::tuple<T*...> const& all, std::size_t rows) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return std::tuple<T*...>{moved<std::tuple_element_t<I, R>>(std::get<I>(all), rows)...};
  }(std::index_sequence_for<T...>{});
}

template <class S>
std::size_t rows_of(S const& s) {
  return s.rows();
}
/// As many as each has; -1 where they differ.
template <class... S>
std::size_t rows_of(std::tuple<S...> const& all) {
  std::size_t const first = std::get<0>(all).rows();
  return std::apply([&](S const&... s) { return ((s.rows() == first) && ...) ? first : ~std::size_t{0}; }, all);
}
template <class S>
S slice_of(S const& s, std::size_t first, std::size_t last) {
  return s.slice(first, last);
}
template <class... S>
std::tuple<S...> slice_of(std::tuple<S...> const& all, std::size_t first, std::size_t last) {
  return std::apply([&](S const&... s) { return std::tuple<S...>{s.slice(first, last)...}; }, all);
}
/// Where rows lie that are read where they are.
template <class S>
auto direct_rows(S const& source, std::size_t first) {
  return source.direct(first);
}
template <class... S>
auto direct_rows(std::tuple<S...> const& all, std::size_t first) {
  return std::apply([first](S const&... s) { return std::tuple{s.direct(first)...}; }, all);
}
/// Where buffers, or rows, lie.
template <class Buffer>
auto written(Buffer& buffer) {
  return buffer.data();
}
template <class... Buffer>
auto written(std::tuple<Buffer...>& all) {
  return std::apply([](Buffer&... b) { return std::tuple{b.data()...}; }, all);
}
template <class Buffer>
auto read(Buffer const& buffer) {
  return buffer.data();
}
template <class... Buffer>
auto read(std::tuple<Buffer...> const& all) {
  return std::apply([](Buffer const&... b) { return std::tuple{b.data()...}; }, all);
}
/// Copies the first rows of a buffer behind `first` others.
template <class R, class Rows, class Buffer>
void copy_rows(Rows& to, std::size_t first, Buffer const& from, std::size_t rows) {
  if constexpr (is_several<R>)
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (copy_rows<std::tuple_element_t<I, R>>(std::get<I>(to), first, std::get<I>(from), rows), ...);
    }(std::make_index_sequence<std::tuple_size_v<R>>{});
  else
    __builtin_memcpy(to.data() + first * R::shape_type::size, from.data(), rows * row_bytes<R>);
}
/// Adds rows, of one output or of each of several, behind those that are there.
template <class Rows>
void append_rows(Rows& to, Rows const& more) {
  for_each_source(
      [](auto& all, auto const& some) {
        for (std::size_t i = 0; i < some.rows(); ++i) all.push_back(some.row(i));
      },
      to, more);
}
template <class S>
bool is_direct(S const& all) {
  bool direct = true;
  for_each_source([&direct](auto const& s) { direct = direct && s.is_direct(); }, all);
  return direct;
}

}  // namespace detail

}  // namespace tenon::nn
