// SPDX-License-Identifier: MIT
#include "support/death.hpp"
#include "support/reference.hpp"

#include <array>
#include <span>
#include <vector>

namespace tn = tenon;
using namespace tenon_test;

TEST_CASE("nested braces", "[tensor]") {
  tn::Tensor<float> const s{3};
  CHECK(s.item() == 3);
  tn::Tensor<float> const t = 2.5f;
  CHECK(static_cast<float>(t) == 2.5f);
  tn::Tensor<int, 3> const v{1, 2, 3};
  check_equal<int>(v(tn::all), Array{{3}, {1, 2, 3}});
  tn::Tensor<float, 1> const one{7};
  CHECK(one(0) == 7);
  tn::Tensor<float, 2, 3> const m{{1, 2, 3}, {4, 5, 6}};
  check_equal<float>(m(tn::all), Array{{2, 3}, {1, 2, 3, 4, 5, 6}});
  tn::Tensor<float, 1, 3> const row{{1, 2, 3}};
  check_equal<float>(row(tn::all), Array{{1, 3}, {1, 2, 3}});
  tn::Tensor<float, 3, 1> const column{{1}, {2}, {3}};
  check_equal<float>(column(tn::all), Array{{3, 1}, {1, 2, 3}});
  tn::Tensor<double, 1, 1> const single{{5}};
  CHECK(single.item() == 5);
  tn::Tensor<int, 2, 2, 2> const c{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}};
  check_equal<int>(c(tn::all), Array{{2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}});
  tn::Tensor<int, 1, 2, 2> const d{{{1, 2}, {3, 4}}};
  check_equal<int>(d(tn::all), Array{{1, 2, 2}, {1, 2, 3, 4}});
  tn::Tensor<int, 2, 1, 1> const e{{{1}}, {{2}}};
  check_equal<int>(e(tn::all), Array{{2, 1, 1}, {1, 2}});
  tn::Tensor<bool, 2, 2> const b{{true, false}, {false, true}};
  check_equal<bool>(b(tn::all), Array{{2, 2}, {1, 0, 0, 1}});
}

TEST_CASE("run-time values in braces", "[tensor]") {
  float const x = 1.5f;
  int const i = 4;
  tn::Tensor<float, 2> const v{x, 2 * x};
  CHECK(v(1) == 3);
  tn::Tensor<float, 2> const w{i, i + 1};  // an integer fits a floating tensor
  CHECK(w(1) == 5);
  tn::Tensor<float, 2, 2> const m{{x, x}, {x, 2 * x}};
  CHECK(m(1, 1) == 3);
}

TEST_CASE("elements are zero before anything is written", "[tensor]") {
  tn::Tensor<float, 3, 5> t;
  for (float const x : t) CHECK(x == 0);
  tn::Tensor<std::int64_t, 3000> large;
  CHECK(tn::sum(large).item() == 0);
  tn::Tensor<float, 0> empty;
  CHECK(empty.begin() == empty.end());
  t.fill(2);
  CHECK(tn::sum(t).item() == 30);
}

TEST_CASE("constants are constants wherever they are", "[tensor]") {
  constexpr tn::Tensor<float, 3> zero{};
  tn::Tensor<float, 3> const copy = zero;  // an automatic constant has all its elements, too
  check_equal<float>(copy(tn::all), Array{{3}, {0, 0, 0}});
  check_equal<float>(zero + 1, Array{{3}, {1, 1, 1}});
  constexpr tn::Tensor<int, 2, 2> m{{1, 2}, {3, 4}};
  static_assert(m(1, 0) == 3 && m.size == 4 && m.rank == 2);
  constexpr tn::Tensor<int, 2, 2> n = m * 2 + 1;
  static_assert(n(1, 1) == 9);
  constexpr tn::Tensor<int, 2, 2> written = [] {
    tn::Tensor<int, 2, 2> t;
    t(0, 1) = 5;
    t(tn::at<1>) = 7;
    t += 1;
    return t;
  }();
  static_assert(written(0, 0) == 1 && written(0, 1) == 6 && written(1, 0) == 8);
  static_assert(tn::Tensor<int, 3>::from(std::array{1, 2, 3})(2) == 3);
}

TEST_CASE("from ranges, of exactly as many elements", "[tensor]") {
  std::vector<float> const v{1, 2, 3, 4, 5, 6};
  check_equal<float>(tn::Tensor<float, 2, 3>::from(v)(tn::all), Array{{2, 3}, {1, 2, 3, 4, 5, 6}});
  check_equal<float>(tn::Tensor<float, 2, 2>::from(std::span(v).subspan(2))(tn::all), Array{{2, 2}, {3, 4, 5, 6}});
  CHECK_THAT(last_words([&] { tn::Tensor<float, 2, 2>::from(v); }),
             contains("Tensor::from: number of elements: expected 4, found 6"));
}

TEST_CASE("tensors are values", "[tensor]") {
  auto const a = random_tensor<float, 4, 5>(1);
  auto b = a;
  b(0, 0) = 100;
  CHECK(a(0, 0) != 100);
  auto const large = random_tensor<double, 50, 60>(2);
  auto copy = large;
  copy(0, 0) = 100;
  CHECK(large(0, 0) != 100);
  copy = large;
  CHECK(copy(0, 0) == large(0, 0));
  auto moved = std::move(copy);
  CHECK(moved(49, 59) == large(49, 59));
  std::swap(moved, copy = large * 2);
  CHECK(copy(1, 1) == large(1, 1));
  CHECK(moved(1, 1) == 2 * large(1, 1));
}
