// SPDX-License-Identifier: MIT
// Moving, joining, repeating and padding.
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <cstdint>

namespace tn = tenon;
using namespace tenon_test;

namespace {
std::size_t wrapped(std::size_t i, int shift, std::size_t n) {
  auto const m = static_cast<long>(n);
  return static_cast<std::size_t>(((static_cast<long>(i) - shift) % m + m) % m);
}
}  // namespace

TEMPLATE_TEST_CASE("arrange: values", "", float, std::int16_t) {
  using T = TestType;
  auto const x = random_tensor<T, 3, 4, 5>(1);
  Array const a = array(x);
  check_equal<T>(tn::flip(x), array({3, 4, 5}, [&](Index const& i) { return a({2 - i[0], 3 - i[1], 4 - i[2]}); }));
  check_equal<T>(tn::flip<1, -1>(x), array({3, 4, 5}, [&](Index const& i) { return a({i[0], 3 - i[1], 4 - i[2]}); }));
  check_equal<T>(tn::roll<2>(x), array({3, 4, 5}, [&](Index const& i) { return a({i[0], i[1], wrapped(i[2], 2, 5)}); }));
  check_equal<T>(tn::roll<-7, 1>(x), array({3, 4, 5}, [&](Index const& i) { return a({i[0], wrapped(i[1], -7, 4), i[2]}); }));
  check_equal<T>(tn::roll<5>(x), a);
  check_equal<T>(tn::moveaxis<0, -1>(x), array({4, 5, 3}, [&](Index const& i) { return a({i[2], i[0], i[1]}); }));
  check_equal<T>(tn::moveaxis<2, 0>(x), array({5, 3, 4}, [&](Index const& i) { return a({i[1], i[2], i[0]}); }));
  check_equal<T>(tn::swapaxes<0, 2>(x), array({5, 4, 3}, [&](Index const& i) { return a({i[2], i[1], i[0]}); }));
  check_equal<T>(tn::swapaxes<-1, -1>(x), a);
  check_equal<T>(tn::tile<2, 1, 3>(x), array({6, 4, 15}, [&](Index const& i) { return a({i[0] % 3, i[1], i[2] % 5}); }));
  check_equal<T>(tn::tile<2>(x), array({3, 4, 10}, [&](Index const& i) { return a({i[0], i[1], i[2] % 5}); }));
  check_equal<T>(tn::tile<2, 1, 1, 1>(x), array({2, 3, 4, 5}, [&](Index const& i) { return a({i[1], i[2], i[3]}); }));
  check_equal<T>(tn::repeat<3, 0>(x), array({9, 4, 5}, [&](Index const& i) { return a({i[0] / 3, i[1], i[2]}); }));
  check_equal<T>(tn::repeat<2>(x), array({3, 4, 10}, [&](Index const& i) { return a({i[0], i[1], i[2] / 2}); }));
  check_equal<T>(tn::stack(x, x + x),
                 array({2, 3, 4, 5}, [&](Index const& i) { return static_cast<double>(i[0] + 1) * a({i[1], i[2], i[3]}); }));
  check_equal<T>(tn::stack<-1>(x, x + x),
                 array({3, 4, 5, 2}, [&](Index const& i) { return static_cast<double>(i[3] + 1) * a({i[0], i[1], i[2]}); }));
}

TEST_CASE("arrange: padding with zeros, edges and reflections") {
  auto const x = random_tensor<float, 3, 4>(2);
  Array const a = array(x);
  check_equal<float>(tn::pad<1, 0, 2, 3>(x), array({4, 9}, [&](Index const& i) {
                       return i[0] < 1 || i[1] < 2 || i[1] > 5 ? 0 : a({i[0] - 1, i[1] - 2});
                     }));
  check_equal<float>(tn::pad<0, 0, 0, 0>(x), a);
  // Frames are filled piece by piece: those that go on, those with a side open, axes without one.
  check_equal<float>(tn::pad<1, 1, 1, 0>(x), array({5, 5}, [&](Index const& i) {
                       return i[0] < 1 || i[0] > 3 || i[1] < 1 ? 0 : a({i[0] - 1, i[1] - 1});
                     }));
  auto const z = random_tensor<double, 2, 4, 5, 3>(8);
  Array const c = array(z);
  check_equal<double>(tn::pad<0, 0, 1, 2, 0, 1, 0, 0>(z), array({2, 7, 6, 3}, [&](Index const& i) {
                        return i[1] < 1 || i[1] > 4 || i[2] > 4 ? 0 : c({i[0], i[1] - 1, i[2], i[3]});
                      }));
  check_equal<double>(tn::pad<0, 0, 0, 1, 1, 1, 0, 0>(z), array({2, 5, 7, 3}, [&](Index const& i) {
                        return i[1] > 3 || i[2] < 1 || i[2] > 5 ? 0 : c({i[0], i[1], i[2] - 1, i[3]});
                      }));
  check_equal<float>(tn::pad<tn::PadMode::edge, 2, 1, 0, 5>(x), array({6, 9}, [&](Index const& i) {
                       return a({i[0] < 2 ? 0 : i[0] > 4 ? 2 : i[0] - 2, i[1] > 3 ? 3 : i[1]});
                     }));
  check_equal<float>(tn::pad<tn::PadMode::reflect, 2, 2, 3, 1>(x), array({7, 8}, [&](Index const& i) {
                       auto mirrored = [](long k, long n) {
                         return static_cast<std::size_t>(k < 0 ? -k : k >= n ? 2 * n - 2 - k : k);
                       };
                       return a({mirrored(long(i[0]) - 2, 3), mirrored(long(i[1]) - 3, 4)});
                     }));
}

TEST_CASE("arrange: split and unstack give what stack and concat join") {
  auto const x = random_tensor<double, 4, 6>(3);
  Array const a = array(x);
  auto const [left, middle, right] = tn::split<3, 1>(x);
  check_equal<double>(middle, array({4, 2}, [&](Index const& i) { return a({i[0], i[1] + 2}); }));
  check_equal<double>(tn::concat<1>(left, middle, right), a);
  auto const [r0, r1, r2, r3] = tn::unstack(x);
  check_equal<double>(r2, array({6}, [&](Index const& i) { return a({2, i[0]}); }));
  check_equal<double>(tn::stack(r0, r1, r2, r3), a);
}

TEST_CASE("arrange: one meaning everywhere, and gradients") {
  auto const x = random_tensor<double, 3, 4>(4);
  constexpr auto all = [](auto const& t) { return tn::pad<tn::PadMode::reflect, 1, 1, 2, 0>(tn::roll<1>(tn::flip<0>(t)) * 2); };
  same_everywhere(all, x);
  gradient_is_right(all, x);
  constexpr auto tiles = [](auto const& t) { return tn::tile<2, 2>(t) * tn::repeat<2, 0>(tn::repeat<2>(t)); };
  same_everywhere(tiles, x);
  gradient_is_right(tiles, x);
  constexpr auto borders = [](auto const& t) { return tn::pad<tn::PadMode::edge, 0, 2, 1, 1>(tn::moveaxis<0, 1>(t)) + 1; };
  same_everywhere(borders, x);
  gradient_is_right(borders, x);
  constexpr tn::Tensor<int, 2, 2> c{{1, 2}, {3, 4}};
  constexpr tn::Tensor<int, 4, 2> joined = tn::concat<0>(tn::flip(c), tn::roll<1, 0>(c));
  static_assert(joined(0, 0) == 4 && joined(2, 0) == 3);
  constexpr tn::Tensor<int, 4, 4> padded = tn::pad<1, 1, 1, 1>(c);
  static_assert(padded(0, 0) == 0 && padded(2, 2) == 4);
}
