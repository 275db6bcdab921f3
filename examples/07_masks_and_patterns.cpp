// SPDX-License-Identifier: MIT
// What is selected at run time in shapes that are known at compile time: masks, places, different values, histograms, rows
// that are assigned. Bits, quantiles, and patterns with an ellipsis.
#include <tenon/core.hpp>
#include <tenon/tensor/print.hpp>

#include <cstdint>
#include <cstdio>
#include <tuple>

namespace tn = tenon;

namespace {

template <class X>
void show(char const* what, X const& x) {
  std::printf("%s =\n%s\n\n", what, tn::to_string(tn::BasicTensor<typename X::value_type, typename X::shape_type>(x)).c_str());
}

int failures = 0;
void check(bool holds, char const* what) {
  if (holds) return;
  std::fprintf(stderr, "07_masks_and_patterns: wrong: %s\n", what);
  ++failures;
}

}  // namespace

int main() {
  tn::Tensor<float, 6, 2> const points{{0, 1}, {4, 3}, {-1, 2}, {5, 5}, {2, 2}, {4, -3}};

  // [select]
  auto const [inside, how_many] = tn::compress(tn::all_of<1>(points > 0), points);  // of six rows those that hold, zeros behind
  tn::Tensor<float, 6, 2> const first = inside;
  tn::Tensor<int> const count = how_many;
  auto const [row, column, negative] = tn::where(points < 0);  // places: a vector of indices for each axis, and their count
  tn::Tensor<tn::Index, 12> const rows = row, columns = column;
  // [end]
  show("points inside", first);
  check(count.item() == 3 && first(0, 0) == 4 && first(2, 1) == 2 && first(3, 0) == 0, "compress");
  check(tn::Tensor<int>(negative).item() == 2 && rows[0] == 2 && columns[1] == 1, "where");

  // [assign]
  tn::Tensor<float, 6, 2> moved = points;
  moved[moved < 0] = 0;                                        // where a mask holds
  moved[-1] = moved[0] + 1;                                    // a row, by a run-time integer
  moved[tn::Tensor<int, 2>{1, 3}] *= 2;                        // rows, by a tensor of integers
  moved(tn::all, tn::at<1>) -= tn::mean<0>(moved)(tn::at<1>);  // a view, changed in place
  // [end]
  show("moved", moved);
  check(moved(5, 0) == 1 && moved(3, 0) == 10 && moved(2, 0) == 0, "assign");

  // [values]
  tn::Tensor<int, 8> const codes{3, 1, 3, 7, 1, 3, 7, 7};
  auto const [values, times, different] = tn::unique_counts(codes);  // sorted, the last one repeated behind them
  auto const [in_bin, edges] = tn::histogram<3>(codes, 0, 9);        // three intervals between 0 and 9
  tn::Tensor<tn::Index, 8> const bin = tn::digitize(codes, tn::Tensor<int, 2>{2, 5});
  // [end]
  tn::Tensor<tn::Index, 8> const often = times;
  show("values", values);
  show("how often", often);
  check(tn::Tensor<int>(different).item() == 3 && often[0] == 2 && often[1] == 3 && often[2] == 3 && often[3] == 0, "unique");
  check(tn::Tensor<tn::Index, 3>(in_bin)[1] == 3 && tn::Tensor<double, 4>(edges)[3] == 9 && bin[0] == 1 && bin[3] == 2, "bins");

  // [quantiles]
  tn::Tensor<float, 2> const upper = tn::quantile<0>(points, 0.75);
  tn::Tensor<float, 2, 2> const spread = tn::percentile<0>(points, tn::Tensor<double, 2>{10, 90});  // a row for each of both
  tn::Tensor<float, 2> const actual = tn::quantile<tn::QuantileMethod::nearest, 0>(points, 0.75);
  // [end]
  show("10th and 90th percentile", spread);
  check(upper(0) == 4 && actual(1) == 3 && spread(0, 0) == -0.5f, "quantiles");

  // [bits]
  tn::Tensor<std::uint8_t, 4> const pixel{0x12, 0x3f, 0xa0, 0x07};
  tn::Tensor<std::uint8_t, 4> const high = pixel >> 4, low = pixel & 15, swapped = low << 4 | high;
  tn::Tensor<bool, 6> const corner = (points(tn::all, tn::at<0>) > 3) & (points(tn::all, tn::at<1>) > 2);  // of bool: and
  // [end]
  check(swapped[0] == 0x21 && swapped[2] == 0x0a && corner[1] && !corner[5], "bits");

  // [patterns]
  tn::Tensor<float, 2, 4, 6, 3> images = tn::reshape<2, 4, 6, -1>(tn::arange<float, 144>());  // one extent follows
  tn::Tensor<float, 2, 3, 4, 6> const channels_first = tn::rearrange<"b ... c -> b c ...">(images);
  tn::Tensor<float, 3> const brightness = tn::reduce<"... c -> c", tn::op::mean>(images);
  auto const [x, y] = tn::meshgrid(tn::arange<float, 6>(), tn::arange<float, 4>());  // two [4, 6]
  tn::Tensor<float, 4, 6> const radius = tn::hypot(x - 2.5f, y - 1.5f);
  // [end]
  check(channels_first(1, 2, 3, 5) == 143 && brightness(0) == 70.5f && radius(0, 0) == radius(3, 5), "patterns");
  return failures == 0 ? 0 : 1;
}
