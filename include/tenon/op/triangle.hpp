// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/routine.hpp>

/// Triangles of matrices.
namespace tenon {
namespace op {

/// The elements on one side of a diagonal, zeros elsewhere: [matrices, rows, columns, diagonal, upper].
struct MatrixTriangle {
  static constexpr char name[] = "matrix_triangle";
  static constexpr int arity = 1, flops = 0;
  static constexpr Typed operands[1] = {Typed::data}, result = Typed::data;
  static constexpr std::int32_t attr(int diagonal, bool upper) { return diagonal * 2 + (upper ? 1 : 0); }
  static constexpr Dims form(Node const& n, Dims const* in) {
    Dims const d = in[0];
    std::int32_t const rows = d[d.rank - 2], columns = d[d.rank - 1];
    auto const matrices = static_cast<std::int32_t>(rows * columns == 0 ? 0 : d.size() / (rows * columns));
    return Dims{5, {matrices, rows, columns, n.attr >> 1, n.attr & 1}};
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, T* y) {
    for (std::ptrdiff_t m = 0; m < form[0]; ++m)
      for (std::ptrdiff_t i = 0; i < form[1]; ++i)
        for (std::ptrdiff_t j = 0; j < form[2]; ++j, ++x, ++y) {
          bool const kept = form[4] != 0 ? j - i >= form[3] : j - i <= form[3];
          *y = kept ? *x : T(0);
        }
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, routine<MatrixTriangle>(d.node().dtype, d.node().dims, d.node().attr, d.g()));
  }
};

}  // namespace op

template <>
struct OpOf<hash_name("matrix_triangle")> : std::type_identity<op::MatrixTriangle> {};

/// The elements on and below a diagonal, or on and above it; zeros elsewhere.
template <class V>
constexpr V triangle(V x, int diagonal, bool upper) {
  Node const n = (*x.builder)[x.id];
  return routine<op::MatrixTriangle>(n.dtype, n.dims, op::MatrixTriangle::attr(diagonal, upper), x);
}

}  // namespace tenon
