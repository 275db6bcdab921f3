// SPDX-License-Identifier: MIT
// Spans, arrays, vectors as tensors, and tensors as spans.
#include "support/death.hpp"
#include "support/reference.hpp"

#include <tenon/tensor/memory.hpp>

#include <algorithm>

namespace tn = tenon;
using namespace tenon_test;

TEST_CASE("ranges as a shape", "[memory]") {
  std::vector<float> v{1, 2, 3, 4, 5, 6};
  auto const a = tn::view<tn::Shape<2, 3>>(v);
  CHECK(a.first() == v.data());
  a(tn::at<1>) = 0;
  CHECK(v == std::vector<float>{1, 2, 3, 0, 0, 0});
  std::vector<float> const fixed = v;
  auto const c = tn::view<tn::Shape<6>>(fixed);
  STATIC_REQUIRE(std::is_same_v<decltype(c), tn::StridedView<float const, tn::Shape<6>> const>);
  check_equal<float>(c, Array{{6}, {1, 2, 3, 0, 0, 0}});
  std::span<float, 6> const s(v);
  tn::view<tn::Shape<3, 2>, tn::ColumnMajor<tn::Shape<3, 2>>>(s) = tn::Tensor<float, 3, 2>{{1, 4}, {2, 5}, {3, 6}};
  CHECK(v == std::vector<float>{1, 2, 3, 4, 5, 6});
  std::array<double, 5> array{1, 2, 3, 4, 5};
  check_equal<double>(tn::view<tn::Shape<3>, tn::Strides<-2>>(array), Array{{3}, {5, 3, 1}});  // begins with the lowest
  check_equal<float>(tn::view<tn::Shape<2>, tn::Strides<4>>(v), Array{{2}, {1, 5}});           // may be longer
  CHECK_THAT(last_words([&] { tn::view<tn::Shape<2, 2>>(v); }), contains("view: number of elements: expected 4, found 6"));
  CHECK_THAT(last_words([&] { tn::view<tn::Shape<2>, tn::Strides<6>>(v); }),
             contains("view: number of elements, at least: expected 7, found 6"));
}

TEST_CASE("borrowing what knows its size is checked by the compiler", "[memory]") {
  std::array<float, 6> a{1, 2, 3, 4, 5, 6};
  tn::borrow<float, 2, 3>(a).fill(2);
  CHECK(a[5] == 2);
  std::span<float, 6> const s(a);
  CHECK(tn::borrow<float, 6>(s).data() == a.data());
  STATIC_REQUIRE(!tn::diagnose::range_has_as_many_elements<tn::detail::static_size<std::array<float, 6>>, 5, tn::Shape<5>>);
}

TEST_CASE("nested arrays have a shape", "[memory]") {
  float c[2][3] = {{1, 2, 3}, {4, 5, 6}};
  auto const v = tn::view(c);
  STATIC_REQUIRE(std::is_same_v<decltype(v), tn::StridedView<float, tn::Shape<2, 3>> const>);
  v = v * 2;
  CHECK(c[1][2] == 12);
  std::array<std::array<std::array<int, 2>, 3>, 1> const nested{{{{{1, 2}, {3, 4}, {5, 6}}}}};
  auto const n = tn::view(nested);
  STATIC_REQUIRE(std::is_same_v<decltype(n), tn::StridedView<int const, tn::Shape<1, 3, 2>> const>);
  check_equal<int>(n, Array{{1, 3, 2}, {1, 2, 3, 4, 5, 6}});
  double const line[4] = {1, 2, 3, 4};
  check_equal<double>(tn::view(line), Array{{4}, {1, 2, 3, 4}});
}

TEST_CASE("a tensor as a span, and in algorithms", "[memory]") {
  tn::Tensor<float, 2, 3> t{{3, 1, 2}, {6, 5, 4}};
  std::span<float, 6> const s = tn::as_span(t);
  std::sort(s.begin(), s.end());
  CHECK(t(0, 0) == 1);
  CHECK(t(1, 2) == 6);
  auto const& fixed = t;
  STATIC_REQUIRE(std::is_same_v<decltype(tn::as_span(fixed)), std::span<float const, 6>>);
  CHECK(tn::as_span(fixed).data() == t.data());
  std::span<float const> const implicit(fixed);  // begin, end, data are those of a contiguous range
  CHECK(implicit.size() == 6);
  CHECK(std::equal(t.begin(), t.end(), tn::view<tn::Shape<6>>(tn::as_span(t)).first()));
}
