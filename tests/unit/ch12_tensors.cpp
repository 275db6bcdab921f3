// SPDX-License-Identifier: MIT
// Acceptance cases of chapter 12: tensors, operations and variables.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <algorithm>
#include <type_traits>
#include <vector>

namespace tn = tenon;

namespace {

using Matrix = tn::Tensor<float, 2, 3>;
Matrix const t{{1, 2, 3}, {4, 5, 6}};

/// Whether an operand has this dtype, this shape and these values.
template <class T, std::size_t... D, tn::Operand X>
void same(X const& x, tn::Tensor<T, D...> const& wanted) {
  static_assert(std::is_same_v<typename X::value_type, T> && std::is_same_v<typename X::shape_type, tn::Shape<D...>>);
  tn::Tensor<T, D...> const found = x;
  CHECK(std::equal(found.begin(), found.end(), wanted.begin()));
}

}  // namespace

TEST_CASE("ch12-009: a scalar of an integer literal", "[ch12]") {
  auto const scalar = tn::constant(42);
  static_assert(std::is_same_v<decltype(scalar), tn::Tensor<int> const>);
  static_assert(decltype(scalar)::shape_type::rank == 0);
  CHECK(scalar.item() == 42);
}

TEST_CASE("ch12-011: the shape is a constant", "[ch12]") {
  static_assert(std::is_same_v<decltype(t)::shape_type, tn::Shape<2, 3>>);
  static_assert(std::is_same_v<decltype(t)::value_type, float>);
  CHECK(decltype(t)::size == 6);
  static_assert(!std::is_assignable_v<decltype(t(0, 0)), float>);  // ch12-069: nor is an element of a constant assigned
}

TEST_CASE("ch12-014: all rows, columns from 1 on", "[ch12]") {
  auto const part = t(tn::all, tn::from<1>);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(part)>::shape_type, tn::Shape<2, 2>>);
  same<float, 2, 2>(part, {{2, 3}, {5, 6}});
}

TEST_CASE("ch12-017: a literal takes the dtype of the tensor", "[ch12]") {
  static_assert(std::is_same_v<decltype(t + 10)::value_type, float>);
  same<float, 2, 3>(t + 10, {{11, 12, 13}, {14, 15, 16}});
}

TEST_CASE("ch12-019: a matrix times its transpose", "[ch12]") {
  same<float, 2, 2>(tn::matmul(t, tn::transpose(t)), {{14, 32}, {32, 77}});
}

TEST_CASE("ch12-023: doubles stay doubles", "[ch12]") {
  double const a[] = {2.0, 4.0, 5.0};
  auto const x = tn::constant(a);
  static_assert(std::is_same_v<decltype(x), tn::Tensor<double, 3> const>);
  same<double, 3>(x, {2, 4, 5});
}

TEST_CASE("ch12-025: a tensor as an array of the host", "[ch12]") {
  std::vector<float> const host(t.begin(), t.end());
  CHECK(host == std::vector<float>{1, 2, 3, 4, 5, 6});
  auto const seen = tn::view<tn::Shape<2, 3>>(host.data());
  same<float, 2, 3>(seen, t);
}

TEST_CASE("ch12-027: functions take tensors and arrays of the host", "[ch12]") {
  float const host[] = {1, 2, 3, 4, 5, 6};
  Matrix const wanted{{1, 4, 9}, {16, 25, 36}};
  same<float, 2, 3>(tn::square(t), wanted);
  same<float, 2, 3>(tn::square(tn::view<tn::Shape<2, 3>>(host)), wanted);
}

TEST_CASE("ch12-076: the mean over an axis", "[ch12]") {
  tn::Tensor<float, 3, 2> const x{{1, 2}, {0, 0}, {5, 7}};
  auto const [mean, variance] = tn::moments<0>(x);
  same<float, 2>(mean, {2, 3});
  CHECK(tn::Tensor<float, 2>(variance)(0) == tenon_test::Approx(14 / 3.0));
}

TEST_CASE("ch12-067: an element of a variable is assigned", "[ch12]") {
  tn::Variable<float, 2, 3> v{{2, 4, 6}, {8, 10, 12}};
  v(tn::at<0>, tn::at<1>).assign(42);
  same<float, 2, 3>(v, {{2, 42, 6}, {8, 10, 12}});
}

TEST_CASE("ch12-070: elements of a variable by their indices", "[ch12]") {
  tn::Variable<float, 2, 3> v{{2, 42, 0}, {8, 10, 1}};
  v.scatter_nd_update(tn::Tensor<int, 2, 2>{{0, 0}, {1, 2}}, tn::Tensor<float, 2>{100, 200});
  same<float, 2, 3>(v, {{100, 42, 0}, {8, 10, 200}});
}
