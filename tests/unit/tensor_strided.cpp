// SPDX-License-Identifier: MIT
// Memory of somebody else, read and written through compile-time strides.
#include "support/death.hpp"
#include "support/reference.hpp"
#include "support/routine_laws.hpp"

#include <tenon/tensor/memory.hpp>

#include <numeric>

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class V>
std::size_t place(Index const& index, std::size_t first) {
  auto at = static_cast<std::ptrdiff_t>(first);
  for (std::size_t a = 0; a < index.size(); ++a) at += static_cast<std::ptrdiff_t>(index[a]) * V::stride(static_cast<int>(a));
  return static_cast<std::size_t>(at);
}

/// A view whose element (0, 0, ...) is at `first` reads what the strides name, in every kind of kernel.
template <class T, class S, class St>
auto reads(std::vector<T>& memory, std::size_t first) {
  for (std::size_t i = 0; i < memory.size(); ++i) memory[i] = static_cast<T>(i % 7);
  auto const v = tn::view<S, St>(memory.data() + first);
  using V = std::remove_const_t<decltype(v)>;
  Index const dims = dims_of(S{});
  Array const before = array(dims, [&](Index const& i) { return static_cast<double>(memory[place<V>(i, first)]); });
  check_equal<T>(v, before);
  check_equal<T>(v + v, array(dims, [&](Index const& i) { return 2 * before(i); }));
  check_equal<T>(tn::flatten(v), Array{{before.values.size()}, before.values});
  check_equal<T>(tn::sum(v), Array{{}, {std::accumulate(before.values.begin(), before.values.end(), 0.0)}});
  return v;
}

/// Assignment writes what the strides name, and nothing beside it.
template <class T, class S, class St>
void reads_and_writes(std::size_t first = 0) {
  std::vector<T> memory(200);
  auto const v = reads<T, S, St>(memory, first);
  using V = std::remove_const_t<decltype(v)>;
  std::vector<T> wanted = memory;
  for_each_index(dims_of(S{}),
                 [&](Index const& i) { wanted[place<V>(i, first)] = static_cast<T>(wanted[place<V>(i, first)] * 3); });
  v = v * 3;
  CHECK(memory == wanted);
  for_each_index(dims_of(S{}), [&](Index const& i) { wanted[place<V>(i, first)] = T(7); });
  v = 7;
  CHECK(memory == wanted);
}

}  // namespace

TEST_CASE("strided memory is read and written", "[memory]") {
  reads_and_writes<float, tn::Shape<2, 3>, tn::Strides<3, 1>>();
  reads_and_writes<double, tn::Shape<5, 7>, tn::Strides<9, 1>>(4);               // padded rows
  reads_and_writes<float, tn::Shape<5, 7>, tn::ColumnMajor<tn::Shape<5, 7>>>();  // Fortran
  reads_and_writes<std::uint8_t, tn::Shape<2, 3, 4>, tn::ColumnMajor<tn::Shape<2, 3, 4>>>(1);
  reads_and_writes<float, tn::Shape<19>, tn::Strides<3>>(2);
  reads_and_writes<std::int32_t, tn::Shape<19>, tn::Strides<-3>>(60);
  reads_and_writes<float, tn::Shape<3, 9>, tn::Strides<20, -2>>(17);
  reads_and_writes<float, tn::Shape<2, 2>, tn::Strides<3, 2>>();  // 0, 2, 3, 5
  reads_and_writes<float, tn::Shape<3, 1, 4>, tn::Strides<4, 99, 1>>();
  reads_and_writes<float, tn::Shape<1>, tn::Strides<0>>(7);
  reads_and_writes<float, tn::Shape<>, tn::Strides<>>(7);
}

TEST_CASE("overlapping and repeating strides are for reading", "[memory]") {
  std::vector<float> memory(40);
  reads<float, tn::Shape<30, 4>, tn::Strides<1, 1>>(memory, 0);  // windows
  reads<float, tn::Shape<3, 5>, tn::Strides<0, 2>>(memory, 3);   // one row, three times
  reads<float, tn::Shape<4, 4>, tn::Strides<2, 3>>(memory, 0);
  reads<float, tn::Shape<9>, tn::Strides<0>>(memory, 39);

  using tn::diagnose::every_index_has_an_element_of_its_own;
  STATIC_REQUIRE(every_index_has_an_element_of_its_own<tn::Shape<2, 3>, tn::Strides<1, 2>>);
  STATIC_REQUIRE(every_index_has_an_element_of_its_own<tn::Shape<2, 2>, tn::Strides<3, -2>>);
  STATIC_REQUIRE(every_index_has_an_element_of_its_own<tn::Shape<0, 9>, tn::Strides<0, 0>>);
  STATIC_REQUIRE(!every_index_has_an_element_of_its_own<tn::Shape<30, 4>, tn::Strides<1, 1>>);
  STATIC_REQUIRE(!every_index_has_an_element_of_its_own<tn::Shape<3, 2>, tn::Strides<0, 1>>);
  STATIC_REQUIRE(!every_index_has_an_element_of_its_own<tn::Shape<4, 2>, tn::Strides<2, 4>>);
}

TEST_CASE("a view is an operand of every kind of operation", "[memory]") {
  auto const a = random_tensor<float, 3, 4>(1);
  auto const b = random_tensor<float, 4, 5>(2);
  std::vector<float> left(12), right(20);
  auto const l = tn::view<tn::Shape<3, 4>, tn::ColumnMajor<tn::Shape<3, 4>>>(left);
  auto const r = tn::view<tn::Shape<4, 5>, tn::ColumnMajor<tn::Shape<4, 5>>>(right);
  l = a;
  r = b;
  CHECK(left[1] == a(1, 0));
  check_same_bits(tn::Tensor<float, 3, 5>(tn::matmul(l, r)), tn::Tensor<float, 3, 5>(tn::matmul(a, b)), "matmul");
  check_same_bits(tn::Tensor<float, 3, 4>(tn::sort<1>(l)), tn::Tensor<float, 3, 4>(tn::sort<1>(a)), "a routine");
  check_same_bits(tn::Tensor<float, 3>(tn::sum<1>(l * 2.f)), tn::Tensor<float, 3>(tn::sum<1>(a * 2.f)), "sum");
  check_same_bits(tn::Tensor<float, 6, 2>(tn::reshape<6, 2>(l)), tn::Tensor<float, 6, 2>(tn::reshape<6, 2>(a)), "reshape");
  constexpr auto f = tn::function([](auto const& x) { return tn::transpose(x) * 2.f; });
  check_same_bits(f(l), f(a), "a traced function");
}

TEST_CASE("a slice of a view is a view, with an address and strides of its own", "[memory]") {
  std::vector<int> memory(60);
  std::iota(memory.begin(), memory.end(), 0);
  auto const v = tn::view<tn::Shape<4, 5>, tn::Strides<10, 2>>(memory.data());
  auto const s = v(tn::from<1>, tn::reversed);
  STATIC_REQUIRE(std::is_same_v<decltype(s), tn::StridedView<int, tn::Shape<3, 5>, tn::Strides<10, -2>> const>);
  CHECK(s(0, 0) == 18);
  CHECK(v(tn::at<2>, tn::newaxis)(0, 4) == 28);
  v(tn::all, tn::at<1>) = 100;
  v(tn::at<0>) += 1;
  v(0, 4) *= 10;
  CHECK(memory[2] == 101);
  CHECK(memory[8] == 90);
  CHECK(memory[12] == 100);
  CHECK(memory[3] == 3);
  v = v(tn::reversed);  // reads all before it writes
  CHECK(memory[32] == 101);
  CHECK(memory[0] == 30);
  CHECK(memory[1] == 1);
  CHECK_THAT(last_words([&] { static_cast<void>(v(0, 5)); }), contains("index out of range: 5, of an axis of extent 5"));
}

TEST_CASE("views of tensors take compound assignments too", "[memory]") {
  tn::Tensor<float, 2, 3> t{{1, 2, 3}, {4, 5, 6}};
  t(tn::all, tn::at<0>) += 10.f;
  t(tn::at<1>) -= tn::Tensor<float, 3>{1, 1, 1};
  t(tn::at<0>) *= 2.f;
  t(tn::all, tn::at<2>) /= 2.f;
  check_equal<float>(t(tn::all), Array{{2, 3}, {22, 4, 3, 13, 4, 2.5}});
}

TEST_CASE("overlapping operands leave what lies between the elements alone", "[memory]") {
  std::vector<float> memory(40, -1), before;
  auto const even = tn::view<tn::Shape<10>, tn::Strides<2>>(memory.data());
  auto const later = tn::view<tn::Shape<10>, tn::Strides<2>>(memory.data() + 2);
  even = tn::arange<float, 10>();
  memory[5] = 77;
  later = even + 0.5f;  // shifted by one element
  for (std::size_t i = 0; i < 10; ++i) CHECK(memory[2 * i + 2] == static_cast<float>(i) + 0.5f);
  CHECK(memory[5] == 77);
  later = tn::cumsum(even);
  CHECK(memory[2] == 0);
  CHECK(memory[4] == 0.5f);
  CHECK(memory[5] == 77);
  CHECK(memory[3] == -1);
}

TEST_CASE("views of const memory read; views in constant evaluation", "[memory]") {
  static constexpr float values[6] = {1, 2, 3, 4, 5, 6};
  constexpr auto v = tn::view<tn::Shape<3, 2>, tn::Strides<1, 3>>(&values[0]);
  STATIC_REQUIRE(!decltype(v)::writable);
  STATIC_REQUIRE(v(2, 1) == 6);
  STATIC_REQUIRE(tn::Tensor<float>(tn::sum(v(tn::all, tn::at<1>))).item() == 15);
  constexpr float written = [] {
    float m[8] = {};
    tn::view<tn::Shape<2, 2>, tn::Strides<1, 4>>(&m[1]) = tn::Tensor<float, 2, 2>{{1, 2}, {3, 4}};
    return m[1] * 1000 + m[2] * 100 + m[5] * 10 + m[6];
  }();
  STATIC_REQUIRE(written == 1324);
}
