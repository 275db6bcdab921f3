// SPDX-License-Identifier: MIT
// Triangles, diagonals, quarter turns.
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <cmath>
#include <cstdint>

namespace tn = tenon;
using namespace tenon_test;

TEST_CASE("matrix parts: triangles and diagonals") {
  auto const x = random_tensor<float, 2, 3, 4>(1);
  Array const a = array(x);
  auto kept = [&](auto keep) {
    return array({2, 3, 4}, [&](Index const& i) { return keep(long(i[2]) - long(i[1])) ? a(i) : 0; });
  };
  check_equal<float>(tn::tril(x), kept([](long d) { return d <= 0; }));
  check_equal<float>(tn::tril<1>(x), kept([](long d) { return d <= 1; }));
  check_equal<float>(tn::triu<-1>(x), kept([](long d) { return d >= -1; }));
  check_equal<float>(tn::triu<4>(x), kept([](long) { return false; }));
  check_equal<float>(tn::diagonal(x), array({2, 3}, [&](Index const& i) { return a({i[0], i[1], i[1]}); }));
  check_equal<float>(tn::diagonal<2>(x), array({2, 2}, [&](Index const& i) { return a({i[0], i[1], i[1] + 2}); }));
  check_equal<float>(tn::diagonal<-2>(x), array({2, 1}, [&](Index const& i) { return a({i[0], i[1] + 2, i[1]}); }));
  auto const v = random_tensor<std::int32_t, 3>(2);
  check_equal<std::int32_t>(tn::diag(v), array({3, 3}, [&](Index const& i) { return i[0] == i[1] ? array(v)({i[0]}) : 0; }));
  check_equal<std::int32_t>(tn::diag<-1>(v),
                            array({4, 4}, [&](Index const& i) { return i[0] == i[1] + 1 ? array(v)({i[1]}) : 0; }));
  check_equal<std::int32_t>(tn::diagonal<-1>(tn::diag<-1>(v)), array(v));
}

TEST_CASE("matrix parts: quarter turns") {
  auto const x = random_tensor<float, 2, 3>(3);
  Array const a = array(x);
  check_equal<float>(tn::rot90(x), array({3, 2}, [&](Index const& i) { return a({i[1], 2 - i[0]}); }));
  check_equal<float>(tn::rot90<2>(x), array({2, 3}, [&](Index const& i) { return a({1 - i[0], 2 - i[1]}); }));
  check_equal<float>(tn::rot90<-1>(x), array({3, 2}, [&](Index const& i) { return a({1 - i[1], i[0]}); }));
  check_equal<float>(tn::rot90<4>(x), a);
}

TEST_CASE("matrix parts: one meaning everywhere, and gradients") {
  auto const x = random_tensor<double, 3, 4>(4);
  auto const v = random_tensor<double, 2, 3>(5);
  same_everywhere([](auto const& t) { return tn::tril(t * 2) + tn::triu<1>(t); }, x);
  same_everywhere([](auto const& t) { return tn::diag<1>(tn::exp(t)) * 2; }, v);
  same_everywhere([](auto const& t) { return tn::rot90(t) + 1; }, x);
  gradient_is_right([](auto const& t) { return tn::tril<-1>(t * t); }, x);
  gradient_is_right([](auto const& t) { return tn::diagonal<1>(t) * 2; }, x);
  gradient_is_right([](auto const& t) { return tn::diag<-2>(t * t); }, v);
  gradient_is_right([](auto const& t) { return tn::rot90<3>(t); }, x);
  constexpr tn::Tensor<int, 2, 2> c{{1, 2}, {3, 4}};
  constexpr tn::Tensor<int, 2, 2> lower = tn::tril(c);
  static_assert(lower(0, 1) == 0 && lower(1, 0) == 3);
}

TEST_CASE("matrices of powers") {
  tn::Tensor<double, 3> const x{2, 0, -3};
  check_equal<double>(tn::vander(x), Array{{3, 3}, {4, 2, 1, 0, 0, 1, 9, -3, 1}});
  check_equal<double>(tn::vander<4>(x, tn::increasing), Array{{3, 4}, {1, 2, 4, 8, 1, 0, 0, 0, 1, -3, 9, -27}});
  check_equal<int>(tn::vander<1>(tn::Tensor<int, 2>{3, 4}), Array{{2, 1}, {1, 1}});
  same_everywhere([](auto const& t) { return tn::vander<5>(t * 2); }, x);
  gradient_is_right([](auto const& t) { return tn::vander<4>(t); }, x);
}
