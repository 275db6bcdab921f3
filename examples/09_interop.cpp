// SPDX-License-Identifier: MIT
// Memory that others own, read and written in place: spans, arrays, matrices of C and Fortran, a part of an image. And how
// tensors are printed.
#include <tenon/core.hpp>
#include <tenon/tensor/print.hpp>

#include <cstdio>
#include <numeric>
#include <vector>

namespace tn = tenon;

namespace {
int failures = 0;
void check(bool holds, char const* what) {
  if (holds) return;
  std::fprintf(stderr, "09_interop: wrong: %s\n", what);
  ++failures;
}
void show(char const* what, std::string const& text) { std::printf("%s\n%s\n\n", what, text.c_str()); }

// [fortran]
/// What a library in Fortran would call: A is m by n, column after column.
void scale_rows(double* a, double const* factor) {
  auto const matrix = tn::view<tn::Shape<2, 3>, tn::ColumnMajor<tn::Shape<2, 3>>>(a);
  matrix *= tn::expand<1>(tn::view<tn::Shape<2>>(factor));
}
// [end]
}  // namespace

int main() {
  // [ranges]
  std::vector<float> samples{1, 2, 3, 4, 5, 6};
  auto const grid = tn::view<tn::Shape<2, 3>>(samples);  // six elements, checked; a span or an array when compiling
  grid = grid * 2.f + 1.f;                               // samples is now 3 5 7 9 11 13
  grid(tn::all, tn::at<0>) = 0.f;                        // and now 0 5 7 0 11 13

  float table[2][3] = {{1, 2, 3}, {4, 5, 6}};
  tn::Tensor<float, 2, 2> const product = tn::matmul(tn::view(table), tn::transpose(grid));
  // [end]
  check(samples == std::vector<float>{0, 5, 7, 0, 11, 13}, "ranges");
  check(product(1, 1) == 5 * 11 + 6 * 13, "a product of arrays");

  double a[6] = {1, 10, 2, 20, 3, 30}, factor[2] = {2, 0.5};
  scale_rows(a, factor);
  check(a[4] == 6 && a[5] == 15, "Fortran's order");

  // [strides]
  std::vector<std::uint8_t> image(480 * 640 * 3);
  auto const pixels = tn::view<tn::Shape<480, 640, 3>>(image);
  // The red channel of a window of 4 by 4: strides are constants, so nothing is copied and nothing is looked up.
  auto const red = pixels(tn::range<100, 104>, tn::range<200, 204>, tn::at<0>);
  static_assert(std::is_same_v<decltype(red), tn::StridedView<std::uint8_t, tn::Shape<4, 4>, tn::Strides<1920, 3>> const>);
  red = 255;

  // Windows of 3 that overlap: such strides are for reading.
  float const series[6] = {1, 2, 4, 8, 16, 32};
  tn::Tensor<float, 4> const moving = tn::mean<1>(tn::view<tn::Shape<4, 3>, tn::Strides<1, 1>>(&series[0]));
  // [end]
  check(std::accumulate(image.begin(), image.end(), 0) == 16 * 255 && pixels(103, 203, 0) == 255, "a window");
  check(moving(3) * 3 == 56, "moving means");

  // [spans]
  tn::Tensor<float, 2, 3> t{{3, 1, 2}, {6, 5, 4}};
  std::span<float, 6> const elements = tn::as_span(t);  // and t.data(), t.begin(), t.end()
  // [end]
  check(elements[3] == 6, "a span");

  // [printing]
  tn::Tensor<double, 2, 2> const x{{1.0 / 3, 250}, {-2.5, 1e-3}};
  show("as NumPy's str(x)", tn::to_string(x));
  show("two digits", tn::to_string(x, {.precision = 2, .suppress_small = true}));
  show("always two digits, as a list of Python",
       tn::to_string(x, {.precision = 2, .suppress_small = true, .float_mode = tn::FloatMode::fixed, .separator = ", "}));
  show("the edges of much", tn::to_string(tn::arange<int, 2000>(), {.edge_items = 2}));
  // [end]
  check(tn::to_string(x) == "[[ 3.33333333e-01  2.50000000e+02]\n [-2.50000000e+00  1.00000000e-03]]", "default format");
  check(tn::to_string(x, {.precision = 2, .suppress_small = true}) == "[[  0.33 250.  ]\n [ -2.5    0.  ]]", "two digits");
  return failures;
}
