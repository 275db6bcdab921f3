// SPDX-License-Identifier: MIT
// Products of views, and what is computed before and after them.
#include "support/graph_facts.hpp"
#include "support/product.hpp"

#include <tenon/autodiff/grad_check.hpp>
#include <tenon/trace/run.hpp>

#include <cstring>

namespace tn = tenon;
using namespace tenon_test;

namespace {

double relu(double x) { return x > 0 ? x : 0; }
constexpr double tolerance = 1e-4;

template <class F, class... A>
constexpr int kernels = tenon_test::kernels_of<tn::Function<F>, A...>;

constexpr auto product_alone = tn::function([](auto const& x, auto const& w) { return tn::matmul(x, w); });
constexpr auto two_alone = tn::function([](auto const& x, auto const& w) { return tn::relu(tn::matmul(x, w)) * 2; });

template <class A, class B>
void check_same_bits(A const& a, B const& b) {
  static_assert(std::is_same_v<A, B>);
  CHECK(std::memcmp(a.data(), b.data(), sizeof(typename A::value_type) * A::size) == 0);
}

/// A row, or a few, by three matrices is one kernel, and its bits are those of three.
template <class T, std::size_t K, std::size_t N, std::size_t... Rows>
void check_joined() {
  constexpr auto joined = tn::function([](auto const& x, auto const& a, auto const& b, auto const& c) {
    return std::tuple{tn::matmul(x, a), tn::relu(tn::matmul(x, b)) * 2, tn::matmul(x, c)};
  });
  using X = tn::Tensor<T, Rows..., K>;
  using W = tn::Tensor<T, K, N>;
  static_assert(tenon_test::kernels_of<std::remove_const_t<decltype(joined)>, X, W, W, W> == 1);
  X const x = random_tensor<T, Rows..., K>(1);
  W const a = random_tensor<T, K, N>(2), b = random_tensor<T, K, N>(3), c = random_tensor<T, K, N>(4);
  auto const [u, v, w] = joined(x, a, b, c);
  check_same_bits(u, product_alone(x, a));
  check_same_bits(v, two_alone(x, b));
  check_same_bits(w, product_alone(x, c));
  if constexpr (X::rank == 2) check_equal<T>(w, product(array(x), array(c)), tolerance);
}

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

TEST_CASE("small products of equal extents are one kernel", "[op][fusion]") {
  // In registers all at once, or not: whole registers, half of one, columns that overlap, sets of sums, a batch.
  check_joined<float, 16, 16, 1>();
  check_joined<float, 33, 32>();
  check_joined<float, 9, 30, 1>();
  check_joined<float, 32, 32, 4>();
  check_joined<float, 12, 12, 3>();
  check_joined<float, 8, 20, 2, 3>();
  check_joined<float, 32, 16, 16>();
  check_joined<float, 32, 1, 16>();
  check_joined<double, 10, 8, 1>();
}

TEST_CASE("products of different operands are joined, those that need each other are not", "[op][fusion]") {
  constexpr auto layers = [](auto const& x, auto const& v, auto const& y, auto const& w, auto const& bias) {
    return std::tuple{tn::tanh(tn::matmul(x, v) + bias), tn::tanh(tn::matmul(y, w) + bias)};
  };
  using X = tn::Tensor<float, 2, 16>;
  using W = tn::Tensor<float, 16, 16>;
  using B = tn::Tensor<float, 16>;
  static_assert(kernels<decltype(layers), X, W, X, W, B> == 1);
  X const x = random_tensor<float, 2, 16>(1), y = random_tensor<float, 2, 16>(2);
  W const v = random_tensor<float, 16, 16>(3), w = random_tensor<float, 16, 16>(4);
  B const bias = random_tensor<float, 16>(5);
  constexpr auto layer = tn::function([](auto const& z, auto const& m, auto const& c) { return tn::tanh(tn::matmul(z, m) + c); });
  auto const [a, b] = tn::function(layers)(x, v, y, w, bias);
  check_same_bits(a, layer(x, v, bias));
  check_same_bits(b, layer(y, w, bias));

  // One after the other; a gate, which reads the other's result; other extents; more than what is small.
  constexpr auto chain = [](auto const& z, auto const& m, auto const& n) { return tn::matmul(tn::matmul(z, m), n); };
  static_assert(kernels<decltype(chain), X, W, W> == 2);
  constexpr auto gate = [](auto const& z, auto const& m, auto const& n) {
    return tn::matmul(z, m) * tn::sigmoid(tn::matmul(z, n));
  };
  static_assert(kernels<decltype(gate), X, W, W> == 2);
  constexpr auto both = [](auto const& z, auto const& m, auto const& n) {
    return std::tuple{tn::matmul(z, m), tn::matmul(z, n)};
  };
  static_assert(kernels<decltype(both), X, W, tn::Tensor<float, 16, 8>> == 2);
  static_assert(kernels<decltype(both), tn::Tensor<float, 64, 64>, tn::Tensor<float, 64, 64>, tn::Tensor<float, 64, 64>> == 2);

  // Five are two kernels. One between them stays where it is.
  constexpr auto five = [](auto const& z, auto const& m) {
    auto const first = tn::matmul(z, m);
    auto const total = tn::sum(first);
    return std::tuple{first, total, tn::matmul(z + 1, m), tn::matmul(z + 2, m), tn::matmul(z + 3, m), tn::matmul(z + 4, m)};
  };
  auto const all = tn::function(five)(x, w);
  check_same_bits(std::get<0>(all), product_alone(x, w));
  check_same_bits(std::get<5>(all), product_alone(x + 4, w));
  CHECK(tn::grad_check([](auto const& z, auto const& m,
                          auto const& n) { return tn::sum(tn::square(tn::matmul(z, m))) + tn::sum(tn::tanh(tn::matmul(z, n))); },
                       1e-6, random_tensor<double, 2, 3>(1), random_tensor<double, 3, 4>(2), random_tensor<double, 3, 4>(3))
            .ok);
}

TEST_CASE("what follows a product through a reshape is part of its kernel", "[op][fusion]") {
  // The update of weights that lie as heads; a value that is asked for in both forms; a bias of a sum.
  constexpr auto update = [](auto const& w, auto const& x, auto const& g, auto const& rate) {
    return w - rate * tn::reshape<4, 2, 3>(tn::matmul(tn::transpose(x), g));
  };
  using W = tn::Tensor<float, 4, 2, 3>;
  using X = tn::Tensor<float, 5, 4>;
  using G = tn::Tensor<float, 5, 6>;
  static_assert(kernels<decltype(update), W, X, G, tn::Tensor<float>> == 1);
  W const w = random_tensor<float, 4, 2, 3>(1);
  X const x = random_tensor<float, 5, 4>(2);
  G const g = random_tensor<float, 5, 6>(3);
  Array const p = product(transposed(array(x)), array(g)), u = array(w);
  check_equal<float>(tn::function(update)(w, x, g, tn::Tensor<float>(0.5f)),
                     array({4, 2, 3}, [&](Index const& i) { return u(i) - 0.5 * p({i[0], i[1] * 3 + i[2]}); }), tolerance);

  constexpr auto both = [](auto const& y, auto const& m, auto const& other) {
    auto const z = tn::matmul(y, m);
    auto const heads = tn::reshape<5, 2, 3>(z) * other + 1;
    return std::tuple{z, heads, tn::reshape<5, 6>(heads) + z, tn::sum<0>(heads)};
  };
  static_assert(kernels<decltype(both), X, tn::Tensor<float, 4, 6>, tn::Tensor<float, 5, 2, 3>> == 2);
  auto const m = random_tensor<float, 4, 6>(4);
  auto const other = random_tensor<float, 5, 2, 3>(5);
  auto const [z, heads, back, total] = tn::function(both)(x, m, other);
  Array const q = product(array(x), array(m)), o = array(other);
  auto const head = [&](std::size_t i, std::size_t j) { return q({i, j}) * o({i, j / 3, j % 3}) + 1; };
  check_equal<float>(z, q, tolerance);
  check_equal<float>(heads, array({5, 2, 3}, [&](Index const& i) { return head(i[0], i[1] * 3 + i[2]); }), tolerance);
  check_equal<float>(back, array({5, 6}, [&](Index const& i) { return head(i[0], i[1]) + q(i); }), tolerance);
  check_equal<float>(total,
                     array({2, 3},
                           [&](Index const& i) {
                             double sum = 0;
                             for (std::size_t r = 0; r < 5; ++r) sum += head(r, i[0] * 3 + i[1]);
                             return sum;
                           }),
                     tolerance);

  constexpr auto folded = [](auto const& y, auto const& c) { return c - 2 * tn::reshape<2, 3>(tn::sum<0>(y)); };
  static_assert(kernels<decltype(folded), G, tn::Tensor<float, 2, 3>> == 1);
  auto const c = random_tensor<float, 2, 3>(6);
  Array const v = array(g), b = array(c);
  check_equal<float>(tn::function(folded)(g, c),
                     array({2, 3},
                           [&](Index const& i) {
                             double sum = 0;
                             for (std::size_t r = 0; r < 5; ++r) sum += v({r, i[0] * 3 + i[1]});
                             return b(i) - 2 * sum;
                           }),
                     tolerance);

  // In another order, or beside what is spread along axes, it is a kernel of its own.
  constexpr auto turned = [](auto const& y, auto const& n) { return tn::transpose(tn::reshape<10, 3>(tn::matmul(y, n))) * 2; };
  static_assert(kernels<decltype(turned), X, tn::Tensor<float, 4, 6>> == 2);
  constexpr auto spread = [](auto const& y, auto const& n, auto const& bias) {
    return tn::reshape<5, 2, 3>(tn::matmul(y, n)) + bias;
  };
  static_assert(kernels<decltype(spread), X, tn::Tensor<float, 4, 6>, tn::Tensor<float, 3>> == 2);
  check_equal<float>(tn::function(turned)(x, m),
                     array({3, 10},
                           [&](Index const& i) {
                             std::size_t const at = i[1] * 3 + i[0];
                             return 2 * q({at / 6, at % 6});
                           }),
                     tolerance);
}
