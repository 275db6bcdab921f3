// SPDX-License-Identifier: MIT
#include "support/reference.hpp"

namespace tn = tenon;
using namespace tenon_test;

TEST_CASE("transpose reverses all axes", "[op]") {
  check_equal<float>(tn::transpose(tn::Tensor<float>{3}), Array{{}, {3}});
  auto const a = random_tensor<float, 7>(1);
  check_equal<float>(tn::transpose(a), array(a));
  auto const b = random_tensor<float, 5, 19>(1);
  Array const y = array(b);
  check_equal<float>(tn::transpose(b), array({19, 5}, [&](Index const& i) { return y({i[1], i[0]}); }));
  auto const c = random_tensor<std::int16_t, 2, 3, 4, 5, 3>(1);
  Array const z = array(c);
  check_equal<std::int16_t>(tn::transpose(c),
                            array({3, 5, 4, 3, 2}, [&](Index const& i) { return z({i[4], i[3], i[2], i[1], i[0]}); }));
}

TEST_CASE("permute names where each axis comes from", "[op]") {
  auto const a = random_tensor<float, 3, 5, 7>(1);
  Array const x = array(a);
  auto check = [&]<int P, int Q, int R>(std::integer_sequence<int, P, Q, R>) {
    check_equal<float>(tn::permute<P, Q, R>(a), array({x.dims[P], x.dims[Q], x.dims[R]}, [&](Index const& i) {
                         Index at(3);
                         at[P] = i[0];
                         at[Q] = i[1];
                         at[R] = i[2];
                         return x(at);
                       }));
  };
  check(std::integer_sequence<int, 0, 1, 2>{});
  check(std::integer_sequence<int, 0, 2, 1>{});
  check(std::integer_sequence<int, 1, 0, 2>{});
  check(std::integer_sequence<int, 1, 2, 0>{});
  check(std::integer_sequence<int, 2, 0, 1>{});
  check(std::integer_sequence<int, 2, 1, 0>{});
  check_equal<float>(tn::permute<-1, 0, -2>(a), array({7, 3, 5}, [&](Index const& i) { return x({i[1], i[2], i[0]}); }));
}

TEST_CASE("reshape keeps the row-major order, of views too", "[op]") {
  auto const a = random_tensor<float, 4, 6>(1);
  Array const x = array(a);
  check_equal<float>(tn::reshape<24>(a), Array{{24}, x.values});
  check_equal<float>(tn::reshape<2, 3, 4>(a), Array{{2, 3, 4}, x.values});
  check_equal<float>(tn::reshape<1, 4, 1, 6>(a), Array{{1, 4, 1, 6}, x.values});
  check_equal<float>(tn::flatten(a), Array{{24}, x.values});
  check_equal<float>(tn::reshape<>(tn::Tensor<float, 1, 1>{{5}}), Array{{}, {5}});
  Array const t = array({6, 4}, [&](Index const& i) { return x({i[1], i[0]}); });
  check_equal<float>(tn::reshape<3, 8>(tn::transpose(a)), Array{{3, 8}, t.values});
  check_equal<float>(tn::flatten(tn::transpose(a)) + 1, array({24}, [&](Index const& i) { return t.values[i[0]] + 1; }), 1e-6);
  check_equal<float>(tn::transpose(tn::reshape<3, 8>(tn::transpose(a) * 2)),
                     array({8, 3}, [&](Index const& i) { return 2 * t.values[i[1] * 8 + i[0]]; }));
  check_equal<float>(tn::reshape<2, 12>(a(tn::reversed)), array({2, 12}, [&](Index const& i) {
                       std::size_t const n = i[0] * 12 + i[1];
                       return x({3 - n / 6, n % 6});
                     }));
  check_equal<float>(tn::reshape<4, 6>(tn::reshape<24>(tn::reshape<2, 3, 4>(a))) - a,
                     array({4, 6}, [](Index const&) { return 0; }));
}

TEST_CASE("unit axes come and go", "[op]") {
  auto const a = random_tensor<float, 3, 5>(1);
  Array const x = array(a);
  check_equal<float>(tn::expand<0>(a), Array{{1, 3, 5}, x.values});
  check_equal<float>(tn::expand<1>(a), Array{{3, 1, 5}, x.values});
  check_equal<float>(tn::expand<-1>(a), Array{{3, 5, 1}, x.values});
  check_equal<float>(tn::expand<-3>(a), Array{{1, 3, 5}, x.values});
  auto const b = random_tensor<float, 1, 3, 1, 5, 1>(1);
  check_equal<float>(tn::squeeze(b), Array{{3, 5}, array(b).values});
  check_equal<float>(tn::squeeze<0, -1>(b), Array{{3, 1, 5}, array(b).values});
  check_equal<float>(tn::squeeze<2>(b) * 2 - tn::squeeze<2>(b), Array{{1, 3, 5, 1}, array(b).values});
}

TEST_CASE("broadcast_to stretches", "[op]") {
  auto const a = random_tensor<float, 3, 1>(1);
  Array const x = array(a);
  check_equal<float>(tn::broadcast_to<3, 17>(a), array({3, 17}, [&](Index const& i) { return x(i); }));
  check_equal<float>(tn::broadcast_to<2, 3, 4>(a), array({2, 3, 4}, [&](Index const& i) { return x(i); }));
  check_equal<std::uint8_t>(tn::broadcast_to<5>(tn::Tensor<std::uint8_t>{7}), Array{{5}, {7, 7, 7, 7, 7}});
}

TEST_CASE("concat joins along each axis", "[op]") {
  auto const a = random_tensor<float, 2, 3, 4>(1);
  auto const b = random_tensor<float, 5, 3, 4>(2);
  auto const c = random_tensor<float, 2, 6, 4>(3);
  auto const d = random_tensor<float, 2, 3, 1>(4);
  Array const x = array(a), y = array(b), z = array(c), w = array(d);
  check_equal<float>(tn::concat<0>(a, b),
                     array({7, 3, 4}, [&](Index const& i) { return i[0] < 2 ? x(i) : y({i[0] - 2, i[1], i[2]}); }));
  check_equal<float>(tn::concat<1>(c, a),
                     array({2, 9, 4}, [&](Index const& i) { return i[1] < 6 ? z(i) : x({i[0], i[1] - 6, i[2]}); }));
  check_equal<float>(tn::concat<-1>(a, d, a), array({2, 3, 9}, [&](Index const& i) {
                       return i[2] < 4 ? x(i) : i[2] < 5 ? w({i[0], i[1], 0}) : x({i[0], i[1], i[2] - 5});
                     }));
  check_equal<float>(tn::concat<2>(d), w);
  check_equal<float>(tn::concat<0>(a, tn::Tensor<float, 0, 3, 4>()), x);
}

TEST_CASE("parts of a concatenation are computed, and it is used further", "[op]") {
  auto const a = random_tensor<float, 3, 4>(1), b = random_tensor<float, 3, 4>(2);
  Array const x = array(a), y = array(b);
  Array const both = array({3, 8}, [&](Index const& i) { return i[1] < 4 ? x(i) + y(i) : 2 * x({i[0], i[1] - 4}); });
  check_equal<float>(tn::concat<1>(a + b, a * 2), both, 1e-6);
  check_equal<float>(tn::transpose(tn::concat<1>(a + b, a * 2)) - 1,
                     array({8, 3}, [&](Index const& i) { return both({i[1], i[0]}) - 1; }), 1e-6);
  check_equal<float>(tn::sum<1>(tn::concat<1>(a + b, a * 2)),
                     array({3},
                           [&](Index const& i) {
                             double s = 0;
                             for (std::size_t k = 0; k < 8; ++k) s += both({i[0], k});
                             return s;
                           }),
                     1e-5);
  check_equal<float>(tn::concat<0>(tn::transpose(a), tn::transpose(b))(tn::range<6, 1, -2>), array({3, 3}, [&](Index const& i) {
                       std::size_t const r = 6 - 2 * i[0];
                       return r < 4 ? x({i[1], r}) : y({i[1], r - 4});
                     }));
}

TEST_CASE("layout in constant evaluation", "[op]") {
  constexpr tn::Tensor<int, 2, 3> a{{1, 2, 3}, {4, 5, 6}};
  constexpr tn::Tensor<int, 3, 2> t = tn::transpose(a);
  constexpr tn::Tensor<int, 4, 3> c = tn::concat<0>(a, a + 10);
  constexpr tn::Tensor<int, 2> s = a(tn::all, tn::at<-1>);
  constexpr tn::Tensor<int, 6> r = tn::flatten(a(tn::reversed, tn::reversed));
  static_assert(t(2, 1) == 6 && t(0, 1) == 4 && c(3, 2) == 16 && s(1) == 6 && r(0) == 6 && r(5) == 1);
}
