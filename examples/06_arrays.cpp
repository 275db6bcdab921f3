// SPDX-License-Identifier: MIT
// What one reaches for in NumPy: statistics, sorting, indexing, layout, sums over named axes. Everything is checked by the
// compiler, works on traced values as well, and has a derivative where that means something.
#include <tenon/core.hpp>
#include <tenon/tensor/print.hpp>

#include <cmath>
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
  std::fprintf(stderr, "06_arrays: wrong: %s\n", what);
  ++failures;
}

}  // namespace

int main() {
  tn::Tensor<float, 3, 4> const grades{{7, 9, 4, 8}, {6, 6, 9, 5}, {9, 8, 10, 7}};  // three pupils, four tests
  show("grades", grades);

  // [statistics]
  tn::Tensor<float, 4> const means = tn::mean<0>(grades), spread = tn::std<0>(grades, tn::ddof<1>);
  tn::Tensor<float, 3> const middle = tn::median<1>(grades);
  tn::Tensor<bool, 3> const passed = tn::all_of<1>(grades >= 5);
  tn::Tensor<float, 3, 4> const so_far = tn::cumsum<1>(grades);
  // [end]
  show("mean of each test", means);
  show("standard deviation of each test", spread);
  show("passed every test", passed);
  check(middle(0) == 7.5f && !passed(0) && passed(2) && so_far(1, 3) == 26, "statistics");

  // [sorting]
  tn::Tensor<tn::Index, 3> const best = tn::argmax<1>(grades);              // of each pupil, the first best test
  tn::Tensor<float, 3, 4> const sorted = tn::sort<1>(grades, tn::reverse);  // largest first
  auto const [top, which] = tn::top_k<2>(grades);                           // values, and where they are
  tn::Tensor<tn::Index, 2> const rank = tn::searchsorted(tn::Tensor<float, 3>{5, 7, 9}, tn::Tensor<float, 2>{6, 9});
  // [end]
  show("best test", best);
  show("the two best grades", top);
  check(best(0) == 1 && best(1) == 2 && sorted(2, 0) == 10 && rank(0) == 1 && rank(1) == 2, "sorting");

  // [indexing]
  tn::Tensor<int, 2> const chosen{2, -3};  // the last pupil, and the first: negative indices count from the end
  tn::Tensor<float, 2, 4> const two = tn::take(grades, chosen);
  tn::Tensor<float, 3, 2> const same = tn::take_along_axis<1>(grades, which);
  tn::Tensor<int, 2, 2> const places{{0, 3}, {1, 1}};
  tn::Tensor<float, 3, 4> const corrected = tn::scatter_nd_add(grades, places, tn::Tensor<float, 2>{1, -1});
  tn::Tensor<float, 2, 4> const by_class = tn::segment_mean<2>(grades, tn::Tensor<int, 3>{0, 1, 0});
  tn::Tensor<float, 3, 4> const again = tn::place(grades, grades < 6, tn::Tensor<float, 2>{6, 7});  // 4 becomes 6, 5 becomes 7
  // [end]
  show("mean of each class", by_class);
  check(two(1, 1) == 9 && same(2, 0) == 10 && corrected(0, 3) == 9 && corrected(1, 1) == 5 && by_class(0, 2) == 7, "indexing");
  check(again(0, 2) == 6 && again(1, 3) == 7 && again(2, 2) == 10, "place");

  // [layout]
  tn::Tensor<float, 2, 3, 4> const both = tn::stack(grades, tn::flip<1>(grades));
  tn::Tensor<float, 5, 6> const framed = tn::pad<1, 1, 1, 1>(grades);  // one zero on every side
  tn::Tensor<float, 3, 8> const twice = tn::tile<2>(grades);
  auto const [early, late] = tn::split<2, 1>(grades);  // a part that does not divide would not compile
  // [end]
  check(both(1, 0, 0) == 8 && framed(0, 0) == 0 && framed(1, 1) == 7 && twice(2, 7) == 7, "layout");
  tn::Tensor<float, 3, 2> const change = late - early;
  show("later tests minus earlier ones", change);

  // [einsum]
  tn::Tensor<float, 4> const weight{1, 1, 2, 3};
  tn::Tensor<float, 3> const weighted = tn::einsum<"pt,t->p">(grades, weight);  // read and checked by the compiler
  tn::Tensor<float, 3, 3> const alike = tn::einsum<"pt,qt,t->pq">(grades, grades, weight);
  // [end]
  show("weighted sums", weighted);
  check(weighted(0) == 48 && alike(0, 1) == 42 + 54 + 72 + 120, "einsum");

  // [polynomial]
  tn::Tensor<double, 5> const at{0, 1, 2, 3, 4}, seen{1, 2, 5, 10, 17};  // 1 + x^2
  tn::Tensor<double, 5, 3> const powers = tn::vander<3>(at, tn::increasing);
  tn::Tensor<double, 3> const fitted =
      tn::solve(tn::matmul(tn::transpose(powers), powers), tn::matmul(tn::transpose(powers), seen));
  // [end]
  show("coefficients of the fitted parabola", fitted);
  check(tn::Tensor<bool>(tn::allclose(fitted, tn::Tensor<double, 3>{1, 0, 1}, 1e-9, 1e-9)).item(), "polynomial");

  // [special]
  tn::Tensor<double, 3> const x{0.5, 1, 4};
  tn::Tensor<double, 3> const log_gamma = tn::lgamma(x), slope = tn::digamma(x);    // and its derivative
  tn::Tensor<double, 3> const curve = tn::trigamma(x), bend = tn::polygamma<2>(x);  // the next two
  // [end]
  double const h = 1e-5;
  tn::Tensor<double, 3> const rise = (tn::lgamma(x + h) - tn::lgamma(x - h)) / (2 * h);
  check(tn::Tensor<bool>(tn::allclose(slope, rise, 1e-8, 1e-8)).item() && log_gamma(1) == 0, "digamma");
  check(std::abs(curve(1) - 1.6449340668482264) < 1e-14 && std::abs(bend(1) + 2.4041138063191886) < 1e-14,
        "polygamma");  // zeta(2), -2 zeta(3)

  // [softmax]
  tn::Tensor<float, 3, 4> const shares = tn::softmax(grades);
  check(tn::Tensor<bool>(tn::allclose(tn::sum<1>(shares), tn::Tensor<float, 3>{1, 1, 1})).item(), "softmax");
  // [end]
  return failures == 0 ? 0 : 1;
}
