// SPDX-License-Identifier: MIT
// Reshapes with an extent that follows, grids, and patterns with an ellipsis.
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

namespace tn = tenon;
using namespace tenon_test;

TEST_CASE("reshape: one extent follows from the others") {
  auto const x = random_tensor<float, 4, 6>(1);
  check_equal<float>(tn::reshape<-1>(x), Array{{24}, array(x).values});
  check_equal<float>(tn::reshape<2, tn::inferred, 3>(x), Array{{2, 4, 3}, array(x).values});
  check_equal<float>(tn::reshape<1, 24, -1>(x), Array{{1, 24, 1}, array(x).values});
  check_equal<float>(tn::reshape<3, -1>(tn::Tensor<float, 0, 3>{}), Array{{3, 0}, {}});
  same_everywhere([](auto const& t) { return tn::reshape<-1, 8>(tn::transpose(t)); }, x);
}

TEST_CASE("meshgrid: both orders") {
  tn::Tensor<float, 3> const x{1, 2, 3};
  tn::Tensor<float, 2> const y{10, 20};
  tn::Tensor<float, 4> const z{0, 1, 2, 3};
  auto const [gx, gy] = tn::meshgrid(x, y);
  check_equal<float>(gx, Array{{2, 3}, {1, 2, 3, 1, 2, 3}});
  check_equal<float>(gy, Array{{2, 3}, {10, 10, 10, 20, 20, 20}});
  auto const [i, j] = tn::meshgrid<tn::Indexing::ij>(x, y);
  check_equal<float>(i, Array{{3, 2}, {1, 1, 2, 2, 3, 3}});
  check_equal<float>(j, Array{{3, 2}, {10, 20, 10, 20, 10, 20}});
  auto const [a, b, c] = tn::meshgrid(x, y, z);
  check_equal<float>(a * 100 + b + c * 0.25f, array({2, 3, 4}, [&](Index const& at) {
                       return double(x.data()[at[1]] * 100 + y.data()[at[0]] + z.data()[at[2]] * 0.25f);
                     }));
  check_equal<float>(std::get<0>(tn::meshgrid(z)), array(z));
  same_everywhere([](auto const& s, auto const& t) { return std::get<0>(tn::meshgrid(s, t)) * std::get<1>(tn::meshgrid(s, t)); },
                  x, y);
  gradient_is_right([](auto const& s) { return std::get<0>(tn::meshgrid(s, s)) * std::get<1>(tn::meshgrid(s, s)); },
                    random_tensor<double, 3>(2));
}

TEST_CASE("einops: an ellipsis stands for the axes without a name") {
  auto const x = random_tensor<float, 2, 3, 4, 5>(3);
  Array const a = array(x);
  check_equal<float>(tn::rearrange<"b ... c -> c b ...">(x),
                     array({5, 2, 3, 4}, [&](Index const& i) { return a({i[1], i[2], i[3], i[0]}); }));
  check_equal<float>(tn::rearrange<"... c -> (...) c">(x), Array{{24, 5}, a.values});
  check_equal<float>(tn::rearrange<"b ... -> b (...)">(x), Array{{2, 60}, a.values});
  check_equal<float>(tn::rearrange<"b c ... w -> w (... b) c">(x),
                     array({5, 8, 3}, [&](Index const& i) { return a({i[1] % 2, i[2], i[1] / 2, i[0]}); }));
  check_equal<float>(tn::rearrange<"... (h w) -> ... w h", tn::axis<"w", 5>>(x),
                     array({2, 3, 4, 5, 1}, [&](Index const& i) { return a({i[0], i[1], i[2], i[3]}); }));
  // Of no axes at all, and next to axes of its own.
  check_equal<float>(tn::rearrange<"a b c d ... -> d ... c b a">(x), array(tn::Tensor<float, 5, 4, 3, 2>(tn::transpose(x))));
  check_equal<float>(tn::rearrange<"a b c d ... -> a b (c d) (...)">(x), Array{{2, 3, 20, 1}, a.values});
  check_equal<float>(tn::reduce<"b ... c -> b c", tn::op::max>(x), array(tn::Tensor<float, 2, 5>(tn::max<1, 2>(x))));
  check_equal<float>(tn::reduce<"... c -> ...", tn::op::max>(x), array(tn::Tensor<float, 2, 3, 4>(tn::max<-1>(x))));
  check_equal<float>(tn::repeat<"... -> ... n", tn::axis<"n", 2>>(x),
                     array({2, 3, 4, 5, 2}, [&](Index const& i) { return a({i[0], i[1], i[2], i[3]}); }));
  same_everywhere([](auto const& t) { return tn::rearrange<"b ... c -> (c ...) b">(t * 2); }, x);
  gradient_is_right([](auto const& t) { return tn::reduce<"... c -> c", tn::op::mean>(t * t); },
                    random_tensor<double, 2, 2, 3>(4));
}
