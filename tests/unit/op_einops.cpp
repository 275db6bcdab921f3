// SPDX-License-Identifier: MIT
// Layout by pattern.
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <cstdint>

namespace tn = tenon;
using namespace tenon_test;

TEST_CASE("einops: rearrange") {
  auto const x = random_tensor<float, 2, 6, 4>(1);
  Array const a = array(x);
  check_equal<float>(tn::rearrange<"b (h w) c -> b c h w", tn::axis<"h", 3>>(x),
                     array({2, 4, 3, 2}, [&](Index const& i) { return a({i[0], i[2] * 2 + i[3], i[1]}); }));
  check_equal<float>(tn::rearrange<"b n c -> c b n">(x), array({4, 2, 6}, [&](Index const& i) { return a({i[1], i[2], i[0]}); }));
  check_equal<float>(tn::rearrange<"b n c -> (b n) c">(x),
                     array({12, 4}, [&](Index const& i) { return a({i[0] / 6, i[0] % 6, i[1]}); }));
  check_equal<float>(tn::rearrange<"b n c -> b (c n)">(x),
                     array({2, 24}, [&](Index const& i) { return a({i[0], i[1] % 6, i[1] / 6}); }));
  check_equal<float>(tn::rearrange<"batch (a b) (c d) -> batch a c 1 (b d)", tn::axis<"b", 2>, tn::axis<"c", 2>>(x),
                     array({2, 3, 2, 1, 4}, [&](Index const& i) { return a({i[0], i[1] * 2 + i[4] / 2, i[2] * 2 + i[4] % 2}); }));
  auto const unit = random_tensor<std::int32_t, 1, 3>(2);
  check_equal<std::int32_t>(tn::rearrange<"1 n -> n 1 1">(unit),
                            array({3, 1, 1}, [&](Index const& i) { return array(unit)({0, i[0]}); }));
  // Space to depth and back.
  auto const image = random_tensor<float, 1, 4, 6, 2>(3);
  auto const deep = tn::rearrange<"b (h p) (w q) c -> b h w (p q c)", tn::axis<"p", 2>, tn::axis<"q", 2>>(image);
  check_equal<float>(tn::rearrange<"b h w (p q c) -> b (h p) (w q) c", tn::axis<"p", 2>, tn::axis<"q", 2>>(deep), array(image));
}

TEST_CASE("einops: reduce and repeat") {
  auto const x = random_tensor<double, 2, 4, 6, 3>(4);
  check_equal<double>(tn::reduce<"b h w c -> b c", tn::op::mean>(x), array(tn::Tensor<double, 2, 3>(tn::mean<1, 2>(x))), 1e-14);
  check_equal<double>(tn::reduce<"b h w c -> c b", tn::op::sum>(x),
                      array(tn::Tensor<double, 3, 2>(tn::transpose(tn::sum<1, 2>(x)))), 1e-13);
  check_equal<double>(tn::reduce<"b h w c ->", tn::op::max>(x), array(tn::Tensor<double>(tn::max(x))));
  Array const a = array(x);
  check_equal<double>(tn::reduce<"b (h p) (w q) c -> b h w c", tn::op::max, tn::axis<"p", 2>, tn::axis<"q", 3>>(x),
                      array({2, 2, 2, 3}, [&](Index const& i) {
                        double most = -1e9;
                        for (std::size_t p = 0; p < 2; ++p)
                          for (std::size_t q = 0; q < 3; ++q) most = std::max(most, a({i[0], i[1] * 2 + p, i[2] * 3 + q, i[3]}));
                        return most;
                      }));
  auto const m = random_tensor<float, 2, 3>(5);
  Array const am = array(m);
  check_equal<float>(tn::repeat<"h w -> h w c", tn::axis<"c", 4>>(m),
                     array({2, 3, 4}, [&](Index const& i) { return am({i[0], i[1]}); }));
  check_equal<float>(tn::repeat<"h w -> (h n) (w k)", tn::axis<"n", 2>, tn::axis<"k", 3>>(m),
                     array({4, 9}, [&](Index const& i) { return am({i[0] / 2, i[1] / 3}); }));
  check_equal<float>(tn::repeat<"h w -> (n h) w", tn::axis<"n", 2>>(m),
                     array({4, 3}, [&](Index const& i) { return am({i[0] % 2, i[1]}); }));
}

TEST_CASE("einops: one meaning everywhere, and gradients") {
  auto const x = random_tensor<double, 2, 6, 2>(6);
  constexpr auto move = [](auto const& t) { return tn::rearrange<"b (h w) c -> (c w) h b", tn::axis<"w", 2>>(t * t); };
  constexpr auto fold = [](auto const& t) { return tn::reduce<"b (h w) c -> w b", tn::op::mean, tn::axis<"w", 2>>(t); };
  constexpr auto spread = [](auto const& t) { return tn::repeat<"b n c -> b k c n", tn::axis<"k", 3>>(t) * 2; };
  same_everywhere(move, x);
  same_everywhere(spread, x);
  gradient_is_right(move, x);
  gradient_is_right(fold, x);
  gradient_is_right(spread, x);
  constexpr tn::Tensor<int, 4> c{1, 2, 3, 4};
  constexpr tn::Tensor<int, 2, 2> t = tn::rearrange<"(h w) -> w h", tn::axis<"h", 2>>(c);
  static_assert(t(0, 1) == 3 && t(1, 0) == 2);
}
