// SPDX-License-Identifier: MIT
// Operands that are, or overlap, the destination: as if the right side had been computed first.
#include "support/reference.hpp"

namespace tn = tenon;
using namespace tenon_test;

TEST_CASE("a transposed operand that is the destination", "[alias]") {
  auto x = random_tensor<float, 5, 5>(1);
  Array const before = array(x);
  x = x + tn::transpose(x);
  check_equal<float>(x(tn::all), array({5, 5}, [&](Index const& i) { return before(i) + before({i[1], i[0]}); }), 1e-6);
}

TEST_CASE("a large transposed operand", "[alias]") {
  auto x = random_tensor<float, 90, 90>(1);  // more than the stack takes
  Array const before = array(x);
  x = tn::transpose(x);
  check_equal<float>(x(tn::all), array({90, 90}, [&](Index const& i) { return before({i[1], i[0]}); }));
}

TEST_CASE("a stretched operand that is a part of the destination", "[alias]") {
  auto x = random_tensor<float, 4, 9>(1);
  Array const before = array(x);
  x = x - x(tn::at<2>);
  check_equal<float>(x(tn::all), array({4, 9}, [&](Index const& i) { return before(i) - before({2, i[1]}); }), 1e-6);
  Array const next = array(x);
  x -= x(tn::all, tn::at<0>, tn::newaxis);
  check_equal<float>(x(tn::all), array({4, 9}, [&](Index const& i) { return next(i) - next({i[0], 0}); }), 1e-6);
}

TEST_CASE("overlapping slices of one tensor", "[alias]") {
  auto x = random_tensor<int, 20>(1);
  Array const before = array(x);
  auto shifted = [&](int from) {
    return array({19}, [&](Index const& i) { return before({i[0] + static_cast<std::size_t>(from)}); });
  };
  auto up = x;
  up(tn::from<1>) = up(tn::to<19>);
  check_equal<int>(up(tn::from<1>), shifted(0));
  CHECK(up(0) == x(0));
  auto down = x;
  down(tn::to<19>) = down(tn::from<1>);
  check_equal<int>(down(tn::to<19>), shifted(1));
  CHECK(down(19) == x(19));
  auto back = x;
  back(tn::range<2, 18>) = back(tn::range<17, 1, -1>);
  check_equal<int>(back(tn::range<2, 18>), array({16}, [&](Index const& i) { return before({17 - i[0]}); }));
  CHECK(back(1) == x(1));
  CHECK(back(18) == x(18));
  x = x(tn::reversed);
  check_equal<int>(x(tn::all), array({20}, [&](Index const& i) { return before({19 - i[0]}); }));
}

TEST_CASE("a slice updated from itself at the same place needs no copy", "[alias]") {
  auto x = random_tensor<float, 6, 7>(1);
  Array const before = array(x);
  x(tn::all, tn::range<1, 6, 2>) = x(tn::all, tn::range<1, 6, 2>) * 2;
  check_equal<float>(x(tn::all), array({6, 7}, [&](Index const& i) { return before(i) * (i[1] % 2 == 1 && i[1] < 6 ? 2 : 1); }));
}

TEST_CASE("products and reductions into their operand", "[alias]") {
  auto x = random_tensor<float, 7, 7>(1);
  Array const before = array(x);
  x = tn::matmul(x, x) + x;
  check_equal<float>(x(tn::all),
                     array({7, 7},
                           [&](Index const& i) {
                             double sum = before(i);
                             for (std::size_t k = 0; k < 7; ++k) sum += before({i[0], k}) * before({k, i[1]});
                             return sum;
                           }),
                     1e-5);
  Array const next = array(x);
  x = x / tn::sum<0>(x);
  check_equal<float>(x(tn::all),
                     array({7, 7},
                           [&](Index const& i) {
                             double sum = 0;
                             for (std::size_t k = 0; k < 7; ++k) sum += next({k, i[1]});
                             return next(i) / sum;
                           }),
                     1e-3);
}

// One tile of registers reads both operands before it stores; products of more than one do not, nor those with a bias.
template <class T, std::size_t M, std::size_t N>
void check_small_product() {
  auto const a = random_tensor<T, M, N>(1);
  auto const b = random_tensor<T, N, N>(2);
  auto const want = [](Array const& x, Array const& y, double scale = 1) {
    return array({M, N}, [=](Index const& i) {
      double sum = scale == 1 ? 0 : x(i);
      for (std::size_t k = 0; k < N; ++k) sum += x({i[0], k}) * y({k, i[1]});
      return sum;
    });
  };
  auto left = a;
  left = tn::matmul(left, b);
  check_equal<T>(left(tn::all), want(array(a), array(b)), 1e-5);
  auto added = a;
  added = tn::matmul(added, b) + added;
  check_equal<T>(added(tn::all), want(array(a), array(b), 2), 1e-5);
  for (std::size_t const shift : {std::size_t{1}, std::size_t{5}}) {
    T memory[M * N + 8];
    tn::TensorRef<T, M, N> from(memory), to(memory + shift);
    from = a;
    to = tn::matmul(from, b);
    check_equal<T>(to(tn::all), want(array(a), array(b)), 1e-5);
  }
}
TEST_CASE("small products over an operand, or a part of it", "[alias]") {
  check_small_product<float, 2, 2>();
  check_small_product<double, 2, 2>();
  check_small_product<float, 4, 4>();
  check_small_product<double, 5, 7>();
  check_small_product<float, 40, 8>();
  tn::Tensor<double, 3, 3> x{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
  x = tn::matmul(x, x);
  CHECK(x(1, 2) == 4 * 3 + 5 * 6 + 6 * 9);
}

TEST_CASE("concatenation of a tensor's own parts", "[alias]") {
  tn::Tensor<int, 5> x{1, 2, 3, 4, 5};
  x = tn::concat<0>(x(tn::from<2>), x(tn::to<2>));
  check_equal<int>(x(tn::all), Array{{5}, {3, 4, 5, 1, 2}});
}

TEST_CASE("a scalar tensor that lies in the destination", "[alias]") {
  tn::Tensor<float, 20> x = tn::arange<float, 20>(1);
  tn::TensorRef<float> const third(x.data() + 2);
  x = x * third;
  check_equal<float>(x(tn::all), array({20}, [](Index const& i) { return 3.0 * static_cast<double>(i[0] + 1); }));
}

TEST_CASE("borrowed tensors that overlap in part", "[alias]") {
  float memory[40];
  for (int i = 0; i < 40; ++i) memory[i] = static_cast<float>(i);
  tn::TensorRef<float, 33> low(memory), high(memory + 1);
  high = low + 100;
  for (int i = 0; i < 33; ++i) CHECK(memory[i + 1] == static_cast<float>(i + 100));
  low = high + low;
  for (int i = 0; i < 33; ++i) CHECK(memory[i] == static_cast<float>(i + 100 + (i == 0 ? 0 : i + 99)));
  tn::TensorRef<float, 33> third(memory + 2);
  for (int i = 0; i < 40; ++i) memory[i] = static_cast<float>(i);
  third = low;
  for (int i = 0; i < 33; ++i) CHECK(memory[i + 2] == static_cast<float>(i));
}
