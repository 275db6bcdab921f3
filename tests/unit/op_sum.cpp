// SPDX-License-Identifier: MIT
#include "support/reduction.hpp"

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class T, std::size_t... D>
void check_all_axes(double tolerance) {
  auto const x = random_tensor<T, D...>(1);
  Array const values = array(x);
  for_each_axes<int(sizeof...(D))>([&]<int... Axis>(std::integer_sequence<int, Axis...> axes) {
    check_equal<T>(tn::sum<Axis...>(x), folded(fold_sum, values, mask_of(axes), false), tolerance);
  });
}

}  // namespace

TEST_CASE("sum over every subset of axes", "[op]") {
  check_all_axes<float, 37>(1e-5);
  check_all_axes<float, 5, 21>(1e-5);
  check_all_axes<float, 3, 5, 7>(1e-5);
  check_all_axes<float, 3, 2, 5, 19>(1e-4);
  check_all_axes<double, 3, 17, 2>(1e-13);
  check_all_axes<std::int32_t, 5, 1, 9>(0);
  check_all_axes<std::uint8_t, 1, 7>(0);
}

TEST_CASE("no axes means all, negative ones count from the end, keepdims keeps them", "[op]") {
  auto const x = random_tensor<float, 3, 4, 5>(1);
  Array const v = array(x);
  check_equal<float>(tn::sum(x), folded(fold_sum, v, 7, false), 1e-5);
  check_equal<float>(tn::sum<-1>(x), folded(fold_sum, v, 4, false), 1e-5);
  check_equal<float>(tn::sum<-1, 0>(x), folded(fold_sum, v, 5, false), 1e-5);
  check_equal<float>(tn::sum(x, tn::keepdims), folded(fold_sum, v, 7, true), 1e-5);
  check_equal<float>(tn::sum<1>(x, tn::keepdims), folded(fold_sum, v, 2, true), 1e-5);
  check_equal<float>(tn::sum<0, 2>(x, tn::keepdims), folded(fold_sum, v, 5, true), 1e-5);
  CHECK(tn::sum(tn::Tensor<float>{3}).item() == 3);
}

TEST_CASE("sums of nothing are zero", "[op]") {
  CHECK(tn::sum(tn::Tensor<float, 0>()).item() == 0);
  check_equal<float>(tn::sum<0>(tn::Tensor<float, 0, 3>()), Array{{3}, {0, 0, 0}});
  check_equal<float>(tn::sum<0>(tn::Tensor<float, 3, 0>()), Array{{0}, {}});
  check_equal<int>(tn::sum<1>(tn::Tensor<int, 2, 0>()) + 1, Array{{2}, {1, 1}});
}

TEST_CASE("integer sums wrap in their dtype", "[op]") {
  tn::Tensor<std::uint8_t, 40> x;
  x.fill(100);
  CHECK(tn::sum(x).item() == static_cast<std::uint8_t>(4000));
  tn::Tensor<std::int8_t, 3, 40> y;
  y.fill(-100);
  check_equal<std::int8_t>(tn::sum<1>(y), Array{{3}, {96, 96, 96}});
}

TEST_CASE("the error of a long sum does not grow with its length", "[op]") {
  tn::Tensor<float, 1000000> x;
  x.fill(0.1f);
  double const exact = 1e6 * static_cast<double>(0.1f);
  CHECK(std::abs(static_cast<double>(tn::sum(x).item()) - exact) < 1e-5 * exact);
  tn::Tensor<float, 20000, 3> y;
  y.fill(0.1f);
  tn::Tensor<float, 3> const s = tn::sum<0>(y);
  for (float const v : s) CHECK(std::abs(static_cast<double>(v) - exact / 50) < 1e-5 * exact / 50);
}

TEST_CASE("NaN and infinity pass through sums", "[op]") {
  tn::Tensor<float, 21> x;
  for (std::size_t i = 0; i < 21; ++i) {
    x.fill(1);
    x(i) = std::numeric_limits<float>::quiet_NaN();
    CHECK(std::isnan(tn::sum(x).item()));
    x(i) = -std::numeric_limits<float>::infinity();
    CHECK(tn::sum(x).item() == -std::numeric_limits<float>::infinity());
  }
}

TEST_CASE("what is summed and what follows join the kernel", "[op]") {
  auto const a = random_tensor<float, 6, 23>(1), b = random_tensor<float, 6, 23>(2);
  auto const c = random_tensor<float, 23>(3);
  Array const x = array(a), y = array(b), z = array(c);
  Array const squares = array({6, 23}, [&](Index const& i) { return (x(i) - y(i)) * (x(i) - y(i)) + z(i); });
  Array rows = folded(fold_sum, squares, 2, false), columns = folded(fold_sum, squares, 1, false);
  for (double& v : rows.values) v = std::sqrt(v + 9) * 2;
  for (std::size_t i = 0; i < 23; ++i) columns.values[i] += z.values[i];
  check_equal<float>(tn::sqrt(tn::sum<1>(tn::square(a - b) + c) + 9) * 2, rows, 1e-4);
  check_equal<float>(tn::sum<0>(tn::square(a - b) + c) + c, columns, 1e-4);
}

TEST_CASE("reductions of views", "[op]") {
  auto const a = random_tensor<float, 5, 8, 3>(1);
  Array const x = array(a);
  check_equal<float>(tn::sum<0>(tn::transpose(a)),
                     folded(fold_sum, array({3, 8, 5}, [&](Index const& i) { return x({i[2], i[1], i[0]}); }), 1, false), 1e-5);
  check_equal<float>(tn::sum<1>(a(tn::all, tn::range<7, 0, -2>)),
                     folded(fold_sum, array({5, 4, 3}, [&](Index const& i) { return x({i[0], 7 - 2 * i[1], i[2]}); }), 2, false),
                     1e-5);
  check_equal<float>(tn::sum<0, 1>(tn::broadcast_to<4, 5, 8, 3>(a)),
                     array({8, 3},
                           [&](Index const& i) {
                             double s = 0;
                             for (std::size_t k = 0; k < 5; ++k) s += 4 * x({k, i[0], i[1]});
                             return s;
                           }),
                     1e-4);
}
