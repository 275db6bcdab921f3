// SPDX-License-Identifier: MIT
#include "support/reference.hpp"

namespace tn = tenon;
using namespace tenon_test;

TEST_CASE("zeros, ones, full", "[create]") {
  check_equal<float>(tn::zeros<float, 2, 3>()(tn::all), Array{{2, 3}, std::vector<double>(6, 0)});
  check_equal<int>(tn::ones<int, 3>()(tn::all), Array{{3}, {1, 1, 1}});
  check_equal<bool>(tn::ones<bool, 2>()(tn::all), Array{{2}, {1, 1}});
  check_equal<double>(tn::full<double, 2>(2.5)(tn::all), Array{{2}, {2.5, 2.5}});
  CHECK(tn::full<float>(3).item() == 3);
  auto const like = tn::ones_like(tn::matmul(tn::zeros<float, 2, 3>(), tn::zeros<float, 3, 4>()));
  static_assert(std::is_same_v<decltype(like), tn::Tensor<float, 2, 4> const>);
  CHECK(tn::sum(like).item() == 8);
  CHECK(tn::sum(tn::zeros_like(like)).item() == 0);
}

TEST_CASE("constant: the dtype of the numbers, the shape of the braces", "[create]") {
  static_assert(std::is_same_v<decltype(tn::constant(42)), tn::Tensor<int>>);
  static_assert(std::is_same_v<decltype(tn::constant({true, false})), tn::Tensor<bool, 2>>);
  static_assert(tn::constant(2.5).item() == 2.5 && tn::constant({{1, 2}, {3, 4}, {5, 6}})(2, 0) == 5);
  check_equal<double>(tn::constant({2.0, 4.0, 5.0})(tn::all), Array{{3}, {2, 4, 5}});
  check_equal<int>(tn::constant({{{1, 2, 3}}, {{4, 5, 6}}})(tn::all), Array{{2, 1, 3}, {1, 2, 3, 4, 5, 6}});
  float const host[2][2] = {{1, 2}, {3, 4}};
  check_equal<float>(tn::constant(host)(tn::all), Array{{2, 2}, {1, 2, 3, 4}});
}

TEST_CASE("eye", "[create]") {
  check_equal<float>(tn::eye<float, 3>()(tn::all), Array{{3, 3}, {1, 0, 0, 0, 1, 0, 0, 0, 1}});
  check_equal<int>(tn::eye<int, 2, 4>()(tn::all), Array{{2, 4}, {1, 0, 0, 0, 0, 1, 0, 0}});
  check_equal<int>(tn::eye<int, 3, 2>()(tn::all), Array{{3, 2}, {1, 0, 0, 1, 0, 0}});
}

TEST_CASE("arange counts, each element from its index", "[create]") {
  check_equal<float>(tn::arange<float, 4>()(tn::all), Array{{4}, {0, 1, 2, 3}});
  check_equal<int>(tn::arange<int, 4>(10, -3)(tn::all), Array{{4}, {10, 7, 4, 1}});
  auto const t = tn::arange<float, 1001>(0, 0.1f);
  CHECK(t(1000) == 1000 * 0.1f);
  CHECK(tn::arange<std::uint8_t, 300>()(299) == 43);
}

TEST_CASE("linspace has both ends exactly", "[create]") {
  check_equal<double>(tn::linspace<double, 5>(0, 1)(tn::all), Array{{5}, {0, 0.25, 0.5, 0.75, 1}});
  check_equal<float>(tn::linspace<float, 1>(3, 7)(tn::all), Array{{1}, {3}});
  for (float const end : {0.3f, -7.7f, 1e30f}) {
    auto const t = tn::linspace<float, 11>(-0.1f, end);
    CHECK(t(0) == -0.1f);
    CHECK(t(10) == end);
  }
}

TEST_CASE("all of it in constant evaluation", "[create]") {
  static_assert(tn::zeros<float, 2, 2>()(1, 1) == 0);
  static_assert(tn::full<int, 3>(7)(2) == 7);
  static_assert(tn::eye<float, 3>()(2, 2) == 1);
  static_assert(tn::arange<int, 5>(1, 2)(4) == 9);
  static_assert(tn::linspace<double, 3>(0, 1)(1) == 0.5);
  constexpr auto grid = tn::linspace<double, 7>(0.1, 0.7);
  auto const same = tn::linspace<double, 7>(0.1, 0.7);
  for (std::size_t i = 0; i < 7; ++i) CHECK(same_bits(grid(i), same(i)));
}
