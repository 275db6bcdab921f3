// SPDX-License-Identifier: MIT
// Reading and writing elements at run-time indices.
#include "support/death.hpp"
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <cstdint>

namespace tn = tenon;
using namespace tenon_test;

TEST_CASE("indexing: take") {
  auto const x = random_tensor<float, 4, 5, 2>(1);
  Array const a = array(x);
  tn::Tensor<std::int64_t, 3> const i{3, 0, -1};
  std::size_t const rows[] = {3, 0, 3};
  check_equal<float>(tn::take(x, i), array({3, 5, 2}, [&](Index const& k) { return a({rows[k[0]], k[1], k[2]}); }));
  tn::Tensor<std::uint8_t, 2, 2> const j{{4, 1}, {0, 4}};
  std::size_t const columns[2][2] = {{4, 1}, {0, 4}};
  check_equal<float>(tn::take<1>(x, j),
                     array({4, 2, 2, 2}, [&](Index const& k) { return a({k[0], columns[k[1]][k[2]], k[3]}); }));
  check_equal<float>(tn::take<-1>(x * 2, tn::Tensor<int>{1}),
                     array({4, 5}, [&](Index const& k) { return 2 * a({k[0], k[1], 1}); }));
}

TEST_CASE("indexing: take_along_axis and its inverse") {
  auto const x = random_tensor<double, 3, 4>(2);
  Array const a = array(x);
  tn::Tensor<int, 3, 2> const i{{3, 1}, {0, 2}, {-4, -1}};
  std::size_t const at[3][2] = {{3, 1}, {0, 2}, {0, 3}};
  check_equal<double>(tn::take_along_axis<1>(x, i), array({3, 2}, [&](Index const& k) { return a({k[0], at[k[0]][k[1]]}); }));
  tn::Tensor<double, 3, 2> const v{{10, 20}, {30, 40}, {50, 60}};
  check_equal<double>(tn::scatter_along_axis_update<1>(x, i, v), array({3, 4}, [&](Index const& k) {
                        for (std::size_t c = 0; c < 2; ++c)
                          if (at[k[0]][c] == k[1]) return double(10 * (2 * k[0] + c + 1));
                        return a(k);
                      }));
  check_equal<double>(tn::scatter_along_axis_sub<1>(x, i, v), array({3, 4}, [&](Index const& k) {
                        double r = a(k);
                        for (std::size_t c = 0; c < 2; ++c)
                          if (at[k[0]][c] == k[1]) r -= double(10 * (2 * k[0] + c + 1));
                        return r;
                      }));
}

TEST_CASE("indexing: gather_nd and scatter_nd") {
  auto const x = random_tensor<float, 3, 4, 2>(3);
  Array const a = array(x);
  tn::Tensor<int, 2, 2> const i{{0, 3}, {2, -4}};
  std::size_t const at[2][2] = {{0, 3}, {2, 0}};
  check_equal<float>(tn::gather_nd(x, i), array({2, 2}, [&](Index const& k) { return a({at[k[0]][0], at[k[0]][1], k[1]}); }));
  tn::Tensor<float, 2, 2> const v{{1, 2}, {3, -4}};
  auto joined = [&](auto join) {
    return array({3, 4, 2}, [&](Index const& k) {
      for (std::size_t c = 0; c < 2; ++c)
        if (at[c][0] == k[0] && at[c][1] == k[1])
          return static_cast<double>(static_cast<float>(join(a(k), double(v(int(c), int(k[2]))))));
      return a(k);
    });
  };
  check_equal<float>(tn::scatter_nd_update(x, i, v), joined([](double, double b) { return b; }));
  check_equal<float>(tn::scatter_nd_add(x, i, v), joined([](double p, double q) { return p + q; }));
  check_equal<float>(tn::scatter_nd_sub(x, i, v), joined([](double p, double q) { return p - q; }));
  check_equal<float>(tn::scatter_nd_min(x, i, v), joined([](double p, double q) { return p < q ? p : q; }));
  check_equal<float>(tn::scatter_nd_max(x, i, v), joined([](double p, double q) { return p > q ? p : q; }));
  // A whole index, and one index that comes twice.
  tn::Tensor<int, 3, 1> const twice{{1}, {1}, {0}};
  tn::Tensor<int, 2> const sums = tn::scatter_nd_add(tn::Tensor<int, 2>{}, twice, tn::Tensor<int, 3>{5, 6, 7});
  CHECK((sums(0) == 7 && sums(1) == 11));
}

TEST_CASE("indexing: one meaning everywhere, and gradients") {
  auto const x = random_tensor<double, 4, 3>(4);
  tn::Tensor<int, 5> const i{0, 2, 2, -1, 1};
  tn::Tensor<int, 2, 3> const along{{0, 3, 1}, {2, 2, 1}};
  tn::Tensor<int, 2, 2> const nd{{1, 2}, {3, 0}};
  auto const v = random_tensor<double, 2, 3>(5);
  auto const w = random_tensor<double, 2>(6);
  constexpr auto take = [](auto const& t, auto const& at) { return tn::take(t * t, at) * 2; };
  constexpr auto taken = [](auto const& t, auto const& at) { return tn::take_along_axis<0>(t, at); };
  constexpr auto gathered = [](auto const& t, auto const& at) { return tn::gather_nd(tn::exp(t), at); };
  same_everywhere(take, x, i);
  same_everywhere(taken, x, along);
  same_everywhere(gathered, x, nd);
  gradient_is_right(take, x, i);
  gradient_is_right(taken, x, along);
  gradient_is_right(gathered, x, nd);
  constexpr auto add = [](auto const& t, auto const& at, auto const& values) {
    return tn::scatter_along_axis_add<0>(t, at, values * values);
  };
  constexpr auto update = [](auto const& t, auto const& at, auto const& values) {
    return tn::scatter_nd_update(t, at, values) * 3;
  };
  same_everywhere(add, x, along, v);
  same_everywhere(update, x, nd, w);
  gradient_is_right(add, x, along, v);
  gradient_is_right(update, x, nd, w);
  gradient_is_right([](auto const& values, auto const& t, auto const& at) { return tn::scatter_nd_update(t, at, values); }, w, x,
                    nd);
  gradient_is_right(
      [](auto const& values, auto const& t, auto const& at) { return tn::scatter_along_axis_sub<0>(t, at, values); }, v, x,
      along);
  constexpr tn::Tensor<float, 3> c{1, 2, 3};
  constexpr tn::Tensor<float, 2> t = tn::take(c, tn::Tensor<int, 2>{2, -3});
  static_assert(t(0) == 3 && t(1) == 1);
}

TEST_CASE("indexing: what is out of range ends the program, with both numbers") {
  if (TENON_CHECKS == 0) return;
  auto const words = last_words([] {
    tn::Tensor<float, 3> const x{1, 2, 3};
    tn::Tensor<int, 2> const i{0, -4};
    tn::Tensor<float, 2> const y = tn::take(x, i);
    if (y(0) == 0) std::abort();
  });
  CHECK(words == "tenon: index out of range: -4, of an axis of extent 3\n");
}
