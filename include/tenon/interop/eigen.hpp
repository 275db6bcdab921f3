// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/tensor/memory.hpp>

#if !__has_include(<Eigen/Core>)
#error "tenon/interop/eigen.hpp needs Eigen 3: its folder must be among the include directories"
#endif
#include <Eigen/Core>

/// Tensors and Eigen's matrices, without a copy. Not a part of tenon.hpp.
namespace tenon {

namespace detail {

template <class X>
concept EigenDense = std::is_base_of_v<Eigen::DenseBase<std::remove_cvref_t<X>>, std::remove_cvref_t<X>> && requires(X& x) {
  x.data();
  x.outerStride();
};

/// A matrix in memory: rows, columns, and how far apart they are. Negative: known when it is run.
template <class X>
struct EigenFacts {
  static constexpr int rows = X::RowsAtCompileTime, columns = X::ColsAtCompileTime;
  static constexpr bool vector = X::IsVectorAtCompileTime, row_major = X::IsRowMajor, fixed = rows >= 0 && columns >= 0;
  static constexpr int inner = X::InnerStrideAtCompileTime, outer = X::OuterStrideAtCompileTime;
  static constexpr Dims dims() { return vector ? Dims{1, {rows * columns}} : Dims{2, {rows, columns}}; }
  /// The strides of a shape: what the type does not say is that of a matrix without gaps.
  template <class S>
  static constexpr Dims strides() {
    int const in = inner > 0 ? inner : 1;
    if (S::rank == 1) return Dims{1, {in}};
    Dims d{2, {}};
    int const along = row_major ? 1 : 0, across = 1 - along;
    d[along] = in;
    d[across] = outer > 0 ? outer : in * dims_of<S>[along];
    return d;
  }
};

template <class X>
using EigenElement = std::remove_pointer_t<decltype(std::declval<X&>().data())>;

}  // namespace detail

namespace diagnose {
template <int Rows, int Columns>
inline constexpr bool eigen_sizes_are_compile_time_constants = Rows >= 0 && Columns >= 0;
template <class S, int Rows, int Columns>
inline constexpr bool eigen_sizes_are_the_shape =
    (S::rank == 2 && (Rows < 0 || dims_of<S>[0] == Rows) && (Columns < 0 || dims_of<S>[1] == Columns)) ||
    (S::rank == 1 && (Rows < 0 || Columns < 0 || dims_of<S>[0] == Rows * Columns) && (Rows == 1 || Columns == 1));
}  // namespace diagnose

/// A matrix, array, map, reference or block of Eigen as shape S: two axes, or one of a vector. Sizes and strides that its type
/// does not say are checked when it is run: others stop the program with a message that names both.   -> S
template <class S, detail::EigenDense X>
auto view(X&& x) {
  using Facts = detail::EigenFacts<std::remove_cvref_t<X>>;
  constexpr bool fits = diagnose::eigen_sizes_are_the_shape<S, Facts::rows, Facts::columns>;
  static_assert(fits, "view: the Eigen matrix has other sizes (shape, rows, columns follow)");
  static_assert(std::is_lvalue_reference_v<X> || !std::is_base_of_v<Eigen::PlainObjectBase<X>, X>,
                "view: of a temporary, whose memory is gone when the view is used");
  if constexpr (fits) {
    constexpr Dims strides = Facts::template strides<S>();
    auto check = [](char const* what, std::int32_t expected, Eigen::Index found) {
      if (found != expected) detail::fail(what, static_cast<std::size_t>(expected), static_cast<std::size_t>(found));
    };
    constexpr int along = S::rank == 2 && Facts::row_major ? 1 : 0;
    if constexpr (S::rank == 2) {
      check("view of an Eigen matrix: rows", dims_of<S>[0], x.rows());
      check("view of an Eigen matrix: columns", dims_of<S>[1], x.cols());
      if (dims_of<S>[1 - along] > 1) check("view of an Eigen matrix: outer stride", strides[1 - along], x.outerStride());
    } else
      check("view of an Eigen vector: size", dims_of<S>[0], x.size());
    if (dims_of<S>[along] > 1) check("view of an Eigen matrix: inner stride", strides[along], x.innerStride());
    return StridedView<detail::EigenElement<X>, S, strides_from<strides>>(x.data());
  } else
    return Invalid{};
}
/// By its own sizes; one axis for a vector, of a row or a column.   -> [rows, columns] or [size]
template <detail::EigenDense X>
auto view(X&& x) {
  using Facts = detail::EigenFacts<std::remove_cvref_t<X>>;
  static_assert(diagnose::eigen_sizes_are_compile_time_constants<Facts::rows, Facts::columns>,
                "view: this Eigen matrix has sizes that are known when it is run; name the shape: tn::view<Shape>(m)");
  if constexpr (Facts::fixed)
    return view<shape_from<Facts::dims()>>(static_cast<X&&>(x));
  else
    return Invalid{};
}

namespace detail {

// A column is column-major for Eigen, whatever it is: it refuses another order.
template <class T, int Rows, int Columns>
using EigenMatrix = Eigen::Matrix<std::remove_const_t<T>, Rows, Columns, Columns == 1 ? Eigen::ColMajor : Eigen::RowMajor>;
template <class T, class M>
using ConstAs = std::conditional_t<std::is_const_v<T>, M const, M>;

/// Eigen's type for a tensor of one or two axes; a vector is a column.
template <class T, class S, class St = RowMajor<S>>
struct EigenMap {
  static_assert(S::rank == 1 || S::rank == 2, "to_eigen: a tensor of one or two axes");
  static constexpr Dims dims = dims_of<S>, strides = strides_of<St>;
  static constexpr int rows = dims[0], columns = S::rank == 2 ? dims[1] : 1;
  static constexpr int row_stride = strides[0], column_stride = S::rank == 2 ? strides[1] : dims[0] * strides[0];
  static constexpr bool one_column = columns == 1;
  using Stride = Eigen::Stride<one_column ? column_stride : row_stride, one_column ? row_stride : column_stride>;
  using Dense = Eigen::Map<ConstAs<T, EigenMatrix<T, rows, columns>>>;
  using Spaced = Eigen::Map<ConstAs<T, EigenMatrix<T, rows, columns>>, Eigen::Unaligned, Stride>;
};

}  // namespace detail

/// The elements of a tensor as a matrix of Eigen, row-major.   [n] -> n rows, 1 column;  [m, n] -> m rows, n columns
template <class T, class S, class Storage>
auto to_eigen(BasicTensor<T, S, Storage>& tensor) {
  return typename detail::EigenMap<T, S>::Dense(tensor.data());
}
template <class T, class S, class Storage>
auto to_eigen(BasicTensor<T, S, Storage> const& tensor) {
  return typename detail::EigenMap<T const, S>::Dense(tensor.data());
}
template <class T, class S, class Storage>
void to_eigen(BasicTensor<T, S, Storage> const&&) = delete;
/// Memory with (positive) strides.
template <class T, class S, std::ptrdiff_t... Step>
  requires((Step > 0) && ...)
auto to_eigen(StridedView<T, S, Strides<Step...>> const& view) {
  return typename detail::EigenMap<T, S, Strides<Step...>>::Spaced(view.first());
}

}  // namespace tenon
