// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/ops.hpp>
#include <tenon/shape/number.hpp>

/// Penalties on parameters. A regularizer is a struct without fields whose `call(w)` or `operator()(w)` gives a scalar of w's
/// dtype; a strength is a part of its type. A training adds that of every parameter to its objective once, an evaluation too.
/// `Dense<30, Relu, Kernel<L2<0.01>>>`; one of your own is any such struct, or the type of a captureless lambda.
namespace tenon::nn {

/// strength times the sum of absolute values.   [S...] -> []
template <Number Strength = 0.01>
struct L1 {
  static constexpr bool is_regularizer = true;
  template <class W>
  constexpr auto call(W const& w) const {
    return sum(abs(w)) * Strength.template as<typename W::value_type>();
  }
};

/// strength times the sum of squares.   [S...] -> []
template <Number Strength = 0.01>
struct L2 {
  static constexpr bool is_regularizer = true;
  template <class W>
  constexpr auto call(W const& w) const {
    return sum(square(w)) * Strength.template as<typename W::value_type>();
  }
};

/// The sum of both. As in Keras a strength that is not given is 0.   [S...] -> []
template <Number Absolute = 0, Number Square = 0>
struct L1L2 {
  static constexpr bool is_regularizer = true;
  template <class W>
  constexpr auto call(W const& w) const {
    using T = typename W::value_type;
    return sum(abs(w) * Absolute.template as<T>() + square(w) * Square.template as<T>());
  }
};

/// Whether `Orthogonal` compares rows or columns.
enum class Vectors { rows, columns };

/// Draws the rows (or columns) of a matrix apart: strength times the mean absolute cosine of two different ones.
/// A matrix of one row costs nothing.   [m, n] -> []
template <Number Strength = 0.01, Vectors Which = Vectors::rows>
struct OrthogonalRegularizer {
  static constexpr bool is_regularizer = true;
  template <class W>
  constexpr auto call(W const& w) const {
    using T = typename W::value_type;
    static_assert(W::shape_type::rank == 2, "OrthogonalRegularizer: the parameter must be a matrix");
    constexpr int axis = Which == Vectors::rows ? 1 : 0, n = dims_of<typename W::shape_type>[1 - axis];
    auto const unit = w / sqrt(maximum(sum<axis>(square(w), keepdims), T(1e-12)));
    // The diagonal is 1, or 0 for a vector of zeros: each counts once, the pairs twice.
    auto const cosines = sum(abs([&] {
      if constexpr (axis == 1)
        return matmul(unit, transpose(unit));
      else
        return matmul(transpose(unit), unit);
    }()));
    constexpr double pairs = n > 1 ? 0.5 * n * (n - 1) : 1;
    return (cosines - sum(square(unit))) * T(0.5 * Strength.value() / pairs);
  }
};

}  // namespace tenon::nn
