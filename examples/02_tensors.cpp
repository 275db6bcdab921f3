// SPDX-License-Identifier: MIT
// Tensors: shapes and dtypes are types, slices are views, an expression is one fused loop.
#include <tenon/core.hpp>
#include <tenon/tensor/print.hpp>

#include <cstdio>

namespace tn = tenon;

namespace {

template <class X>
void show(char const* what, X const& x) {
  std::printf("%s =\n%s\n\n", what, tn::to_string(x).c_str());
}

int failures = 0;
void check(bool holds, char const* what) {
  if (holds) return;
  std::fprintf(stderr, "02_tensors: wrong: %s\n", what);
  ++failures;
}

// Tensors that lie inline can be computed by the compiler.
constexpr tn::Tensor<int, 2, 2> table = tn::Tensor<int, 2, 1>{{1}, {2}} * tn::Tensor<int, 2>{10, 20};
static_assert(table(1, 1) == 40);

}  // namespace

int main() {
  // [create]
  tn::Tensor<float, 2, 3> t{{1, 2, 3}, {4, 5, 6}};
  tn::Tensor<float, 3> const row{10, 20, 30};
  show("t", t);
  // [end]

  // [slice]
  tn::Tensor<float, 2, 2> const right = t(tn::all, tn::from<1>);  // copies what the view shows
  tn::Tensor<float, 2> const last = t(tn::all, tn::at<-1>);       // tn::at<3> would not compile
  show("t(all, from<1>)", right);
  // [end]
  check(right(0, 0) == 2 && right(1, 1) == 6, "slice");
  check(last(0) == 3 && last(1) == 6, "last column");

  // [fused]
  tn::Tensor<float, 2, 3> const y = tn::relu(t * 2 - row / 5) + 0.5f;  // row broadcasts; one loop, nothing stored between
  show("relu(t * 2 - row / 5) + 0.5", y);
  // [end]
  check(y(0, 0) == 0.5f && y(1, 0) == 6.5f && y(1, 2) == 6.5f, "fused expression");

  // [matmul]
  tn::Tensor<float, 2, 2> const g = tn::matmul(t, tn::transpose(t)) + 10;  // the sum happens in the product's registers
  show("matmul(t, transpose(t)) + 10", g);
  // [end]
  check(g(0, 0) == 24 && g(0, 1) == 42 && g(1, 0) == 42 && g(1, 1) == 87, "matmul");

  // [reduce]
  tn::Tensor<float, 2> const means = tn::mean<1>(t);                         // over axis 1
  tn::Tensor<float, 2, 3> const centred = t - tn::mean<1>(t, tn::keepdims);  // [2,3] - [2,1]
  show("t - mean<1>(t, keepdims)", centred);
  // [end]
  check(means(0) == 2 && means(1) == 5, "mean");
  check(centred(0, 0) == -1 && centred(1, 2) == 1, "centred");

  // [write]
  t(tn::at<0>) = 0;                     // a view is a place to assign to
  t(tn::at<1>) = tn::maximum(row, 15);  // dtype and shape are checked
  show("t", t);
  // [end]
  check(t(0, 2) == 0 && t(1, 0) == 15 && t(1, 2) == 30, "assigning to a view");

  return failures == 0 ? 0 : 1;
}
