// SPDX-License-Identifier: MIT
#include "support/death.hpp"
#include "support/reference.hpp"

namespace tn = tenon;
using namespace tenon_test;

TEST_CASE("elements at run-time indices", "[tensor]") {
  tn::Tensor<float, 2, 3, 4> t = tn::reshape<2, 3, 4>(tn::arange<float, 24>());
  for (int i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (short k = 0; k < 4; ++k) CHECK(t(i, j, k) == static_cast<float>(12 * i + 4 * static_cast<int>(j) + k));
  t(1, 2, 3) = -1;
  CHECK(t.data()[23] == -1);
  tn::Tensor<float, 2, 3, 4> const& constant = t;
  static_assert(std::is_same_v<decltype(constant(0, 0, 0)), float>);
  CHECK(constant(1, 2, 3) == -1);
  CHECK(t.element(22) == 22);
  CHECK(t.extent(1) == 3);
  float sum = 0;
  for (float const x : constant) sum += x;
  CHECK(sum == 252);
}

TEST_CASE("indices are checked", "[tensor]") {
  tn::Tensor<float, 2, 3> t;
  int const outside = 3, negative = -1;
  CHECK_THAT(last_words([&] { t(0, outside) = 1; }),
             contains("index out of range: extent of the axis, index: expected 3, found 3"));
  CHECK_THAT(last_words([&] { t(2, 0) = 1; }), contains("index out of range: extent of the axis, index: expected 2, found 2"));
  CHECK_THAT(last_words([&] { t(negative, 0) = 1; }), contains("index out of range"));
  CHECK(last_words([&] { t(1, 2) = 1; }) == "(lives) ");
}

TEST_CASE("the value of a tensor of one element", "[tensor]") {
  tn::Tensor<float, 1, 1> const t{{4}};
  CHECK(t.item() == 4);
  CHECK((t + 1).item() == 5);
  CHECK(static_cast<double>(tn::sum(tn::arange<double, 5>())) == 10);
  CHECK(tn::max(tn::arange<int, 5>()).item() == 4);
}

TEST_CASE("compound assignment", "[tensor]") {
  tn::Tensor<float, 3> t{1, 2, 3};
  t += 1;
  t *= t;
  t -= tn::Tensor<float, 3>{1, 2, 3};
  t /= 0.5f;
  check_equal<float>(t(tn::all), Array{{3}, {6, 14, 26}});
  tn::Tensor<int, 2, 2> m{{1, 2}, {3, 4}};
  m += tn::Tensor<int, 2>{10, 20};
  check_equal<int>(m(tn::all), Array{{2, 2}, {11, 22, 13, 24}});
}

TEST_CASE("an integer constant of a function begins with what a tensor holds then", "[tensor]") {
  // Compilers try to compute what such a constant begins with; of these they must see that they cannot.
  tn::Tensor<int, 2> a{0, 0};
  for (int round = 1; round < 3; ++round) {
    a.data()[1] = round;
    tn::Tensor<int> const copy(round);
    tn::Tensor<int, 10000> heap;
    heap.fill(round);
    tn::TensorRef<int, 2> const view(a.data());
    int const element = a.element(1), item = copy.item(), first = heap.element(0), far = heap.element(9999),
              seen = view.element(1);
    bool const is = tn::Tensor<int, 2>(a)[1] == round, positive = copy.item() > 0;
    CHECK(element == round);
    CHECK(item == round);
    CHECK(first == round);
    CHECK(far == round);
    CHECK(seen == round);
    CHECK((is && positive));
  }
  constexpr tn::Tensor<int, 3> zeros;
  STATIC_REQUIRE(zeros.element(2) == 0);
}
