// SPDX-License-Identifier: MIT
// Products of views, and what is computed before and after them.
#include "support/product.hpp"

namespace tn = tenon;
using namespace tenon_test;

namespace {

double relu(double x) { return x > 0 ? x : 0; }
constexpr double tolerance = 1e-4;

}  // namespace

TEST_CASE("transposed operands", "[op]") {
  auto const a = random_tensor<float, 7, 18>(1);
  auto const b = random_tensor<float, 7, 21>(2);
  auto const c = random_tensor<float, 21, 18>(3);
  auto const d = random_tensor<float, 18, 21>(4);
  Array const x = array(a), y = array(b), z = array(c), w = array(d);
  check_equal<float>(tn::matmul(tn::transpose(a), b), product(transposed(x), y), tolerance);
  check_equal<float>(tn::matmul(a, tn::transpose(c)), product(x, transposed(z)), tolerance);
  check_equal<float>(tn::matmul(tn::transpose(a), tn::transpose(c(tn::all, tn::to<7>))),
                     product(transposed(x), transposed(array({21, 7}, [&](Index const& i) { return z(i); }))), tolerance);
  check_equal<float>(tn::transpose(tn::matmul(a, d)), transposed(product(x, w)), tolerance);
  check_equal<float>(tn::matmul(tn::transpose(d), a(tn::at<3>)),
                     product(transposed(w), array({18}, [&](Index const& i) { return x({3, i[0]}); })), tolerance);
}

TEST_CASE("bias, activation, scale and residual follow in the same kernel", "[op]") {
  auto const a = random_tensor<float, 9, 13>(1);
  auto const b = random_tensor<float, 13, 19>(2);
  auto const c = random_tensor<float, 19>(3);
  auto const d = random_tensor<float, 9, 1>(4);
  auto const e = random_tensor<float, 9, 19>(5);
  Array const p = product(array(a), array(b)), u = array(c), v = array(d), w = array(e);
  check_equal<float>(tn::relu(tn::matmul(a, b) + c) * d + e,
                     array({9, 19}, [&](Index const& i) { return relu(p(i) + u(i)) * v(i) + w(i); }), tolerance);
  check_equal<float>(tn::tanh(tn::matmul(a, b)) + tn::matmul(a, b),
                     array({9, 19}, [&](Index const& i) { return std::tanh(p(i)) + p(i); }), tolerance);
  check_equal<bool>(tn::matmul(a, b) > c, array({9, 19}, [&](Index const& i) { return p(i) > u(i); }));
  tn::Tensor<float, 9, 19> updated = e;
  updated -= 0.5f * tn::matmul(a, b);
  check_equal<float>(updated(tn::all), array({9, 19}, [&](Index const& i) { return w(i) - 0.5 * p(i); }), tolerance);
}

TEST_CASE("epilogues of matrix times vector and of dot products", "[op]") {
  auto const a = random_tensor<float, 21, 13>(1);
  auto const b = random_tensor<float, 13>(2);
  auto const c = random_tensor<float, 21>(3);
  Array const p = product(array(a), array(b)), u = array(c);
  check_equal<float>(tn::relu(tn::matmul(a, b) + c) * 2, array({21}, [&](Index const& i) { return relu(p(i) + u(i)) * 2; }),
                     tolerance);
  check_equal<float>(tn::exp(tn::matmul(b, b) / 13) + 1, Array{{}, {std::exp(product(array(b), array(b)).values[0] / 13) + 1}},
                     tolerance);
  tn::Tensor<float, 13, 21> const t = tn::transpose(a);
  check_equal<float>(tn::matmul(tn::transpose(t), b) - c, array({21}, [&](Index const& i) { return p(i) - u(i); }), tolerance);
}

TEST_CASE("operands that are computed first", "[op]") {
  auto const a = random_tensor<float, 5, 8>(1), b = random_tensor<float, 5, 8>(2);
  auto const c = random_tensor<float, 8, 17>(3);
  auto const scale = random_tensor<float, 17>(4);
  Array const x = array(a), y = array(b), z = array(c), s = array(scale);
  check_equal<float>(tn::matmul(a + b, tn::relu(c) * scale),
                     product(array({5, 8}, [&](Index const& i) { return x(i) + y(i); }),
                             array({8, 17}, [&](Index const& i) { return relu(z(i)) * s(i); })),
                     tolerance);
  check_equal<float>(tn::matmul(tn::matmul(a, c), tn::transpose(tn::matmul(b, c))),
                     product(product(x, z), transposed(product(y, z))), 1e-3);
  check_equal<float>(tn::matmul(tn::reshape<2, 4, 5>(a), tn::reshape<2, 5, 4>(b)),
                     product(Array{{2, 4, 5}, x.values}, Array{{2, 5, 4}, y.values}), tolerance);
  check_equal<float>(tn::matmul(tn::ones<float, 3, 8>(), c), product(array({3, 8}, [](Index const&) { return 1; }), z),
                     tolerance);
  check_equal<float>(tn::matmul(tn::broadcast_to<3, 8>(a(tn::at<0>)), c),
                     product(array({3, 8}, [&](Index const& i) { return x({0, i[1]}); }), z), tolerance);
  check_equal<float>(tn::matmul(a, tn::broadcast_to<8, 17>(scale)),
                     product(x, array({8, 17}, [&](Index const& i) { return s(i); })), tolerance);
  check_equal<float>(tn::matmul(a, tn::broadcast_to<8, 17>(c(tn::all, tn::at<2>, tn::newaxis))),
                     product(x, array({8, 17}, [&](Index const& i) { return z({i[0], 2}); })), tolerance);
}

TEST_CASE("products of slices", "[op]") {
  auto const a = random_tensor<float, 12, 14>(1);
  auto const b = random_tensor<float, 14, 40>(2);
  Array const x = array(a), y = array(b);
  check_equal<float>(tn::matmul(a(tn::range<0, 12, 2>), b(tn::all, tn::range<3, 40, 2>)),
                     product(array({6, 14}, [&](Index const& i) { return x({2 * i[0], i[1]}); }),
                             array({14, 19}, [&](Index const& i) { return y({i[0], 3 + 2 * i[1]}); })),
                     tolerance);
  check_equal<float>(tn::matmul(a(tn::reversed, tn::reversed), b(tn::reversed, tn::reversed)),
                     product(array({12, 14}, [&](Index const& i) { return x({11 - i[0], 13 - i[1]}); }),
                             array({14, 40}, [&](Index const& i) { return y({13 - i[0], 39 - i[1]}); })),
                     tolerance);
  check_equal<float>(tn::matmul(a(tn::from<2>, tn::range<1, 6>), b(tn::range<1, 6>, tn::from<5>)),
                     product(array({10, 5}, [&](Index const& i) { return x({i[0] + 2, i[1] + 1}); }),
                             array({5, 35}, [&](Index const& i) { return y({i[0] + 1, i[1] + 5}); })),
                     tolerance);
}

TEST_CASE("a product summed, and the sum of products", "[op]") {
  auto const a = random_tensor<float, 6, 9>(1);
  auto const b = random_tensor<float, 9, 20>(2);
  Array const p = product(array(a), array(b));
  check_equal<float>(tn::sum<0>(tn::matmul(a, b)),
                     array({20},
                           [&](Index const& i) {
                             double s = 0;
                             for (std::size_t k = 0; k < 6; ++k) s += p({k, i[0]});
                             return s;
                           }),
                     1e-3);
  double all = 0;
  for (double const v : p.values) all += v * v;
  CHECK(tn::mean(tn::square(tn::matmul(a, b))).item() == Approx(all / 120).epsilon(1e-5));
}
