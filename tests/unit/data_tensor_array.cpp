// SPDX-License-Identifier: MIT
// Tensor arrays in memory: values, errors that leave the array as it was, and no allocation.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"  // replaced operators, inlined
#endif
#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/core.hpp>
#include <tenon/data/tensor_array.hpp>

#include <cstdint>
#include <string>

namespace tn = tenon;

namespace {

using Pair = tn::Tensor<float, 2>;
using Pairs = tn::TensorArray<Pair, 3>;
using Once = tn::TensorArray<Pair, 3, tn::clear_after_read>;
using Growing = tn::TensorArray<Pair, tn::dynamic_capacity>;

template <class A, class B>
bool same(A const& a, B const& b) {
  static_assert(std::is_same_v<typename A::shape_type, typename B::shape_type>);
  for (std::size_t i = 0; i < A::size; ++i)
    if (a.element(i) != b.element(i)) return false;
  return true;
}

constexpr Pairs filled() {
  Pairs a;
  a.write(0, {1.F, 2.F}).write(tn::at<1>, Pair{3.F, 10.F});
  a.write(2, a.read(1) * 2.F - 1.F);
  return a;
}
constexpr Pairs constant = filled();
static_assert(constant.read(2)(1) == 19 && constant.stack()(1, 0) == 3 && constant.concat()(3) == 10);
static_assert(constant.gather(tn::Tensor<int, 2>{2, 0})(1, 1) == 2);
static_assert(Pairs{}.unstack(tn::Tensor<float, 3, 2>{{1, 2}, {3, 4}, {5, 6}}).read(1)(1) == 4);
static_assert(Pairs::size() == 3 && tn::Module<Pairs>);

}  // namespace

TEMPLATE_TEST_CASE("a tensor array holds what is written", "[data]", Pairs, Growing) {
  TestType a;
  for (int round = 0; round < 2; ++round) {
    a.write(2, {5.F, 7.F}).write(0, Pair{1.F, 2.F} * 2.F);
    a.write(tn::Tensor<std::int64_t>(1), tn::sum<0>(tn::Tensor<float, 3, 2>{{1, 2}, {3, 4}, {5, 6}}));
    CHECK(a.size() == 3);
    CHECK(same(a.read(0), Pair{2, 4}));
    CHECK(same(a.read(tn::at<1>), Pair{9, 12}));
    CHECK(same(a.gather(tn::Tensor<int, 2, 2>{{2, 2}, {0, 1}}), tn::Tensor<float, 2, 2, 2>{{{5, 7}, {5, 7}}, {{2, 4}, {9, 12}}}));
    a.write(0, a.read(2));
    CHECK(same(a.read(0), Pair{5, 7}));
    a.scatter(tn::Tensor<int, 3>{1, 0, 1}, tn::Tensor<float, 3, 2>{{1, 1}, {2, 2}, {3, 3}});
    CHECK(same(a.read(1), Pair{3, 3}));
    TestType const kept = a;
    TestType const b = kept.write(1, {8.F, 9.F});
    CHECK(same(kept.read(1), Pair{3, 3}));
    CHECK(same(b.read(1), Pair{8, 9}));
    a.split(tn::Tensor<float, 6>{1, 2, 3, 4, 5, 6});
    CHECK(same(a.read(2), Pair{5, 6}));
    a.clear();
    CHECK_FALSE(a.try_read(2));
  }
}

TEST_CASE("a tensor array as tensors", "[data]") {
  Pairs a;
  a.write(0, {1.F, 2.F}).write(2, {5.F, 7.F});
  CHECK(same(a.stack(), tn::Tensor<float, 3, 2>{{1, 2}, {0, 0}, {5, 7}}));
  CHECK(same(a.concat(), tn::Tensor<float, 6>{1, 2, 0, 0, 5, 7}));
  CHECK(same(a.written(), tn::Tensor<bool, 3>{true, false, true}));
  Growing g;
  g.write(2, {5.F, 7.F}).write(0, {1.F, 2.F});
  CHECK(same(g.stack<3>(), a.stack()));
  CHECK(same(g.concat<3>(), a.concat()));
  CHECK(g.rows().row(2)[1] == 7);
  CHECK((g.is_written(0) && !g.is_written(1) && !g.is_written(3)));
  CHECK(g.try_stack<4>().message() == "there are 3 slots, and 4 are asked for");
  g.unstack(tn::Tensor<float, 5, 2>(tn::ones<float, 5, 2>()));
  CHECK(g.size() == 5);

  tn::TensorArray<bool, 4> flags;
  flags.write(3, true).write(0, false);
  CHECK(flags.read(3).item());
  tn::TensorArray<std::int16_t, 2> counts;
  counts.write(1, 7).write(0, -1);
  CHECK(same(counts.stack(), tn::Tensor<std::int16_t, 2>{-1, 7}));
  static_assert(!std::is_constructible_v<tn::data::Outcome, Pair>);
}

TEST_CASE("a tensor array that clears what is read", "[data]") {
  Once a;
  a.write(1, {3.F, 10.F}).write(2, {5.F, 7.F});
  CHECK(same(a.read(1), Pair{3, 10}));
  CHECK(a.try_read(1).message() == "slot 1 was read before, and the array clears what is read");
  CHECK(same(a.stack(), tn::Tensor<float, 3, 2>{{0, 0}, {0, 0}, {5, 7}}));
  CHECK(same(a.gather(tn::Tensor<int, 1>{2}), tn::Tensor<float, 1, 2>{{5, 7}}));
  a.write(1, {1.F, 1.F});
  CHECK(same(*a.try_read(1), Pair{1, 1}));
  tn::TensorArray<float, tn::dynamic_capacity, tn::clear_after_read> g;
  g.write(0, 2.F);
  CHECK(g.read(0).item() == 2);
  CHECK_FALSE(g.try_read(0));
}

TEST_CASE("a refused operation leaves a tensor array as it was", "[data]") {
  Pairs a = constant;
  CHECK(a.try_write(3, {1.F, 1.F}).message() == "slot 3 is out of range: there are slots 0 to 2");
  CHECK(a.try_write(-1, {1.F, 1.F}).message() == "slot -1 is out of range: there are slots 0 to 2");
  CHECK(a.try_read(5).message() == "slot 5 is out of range: there are slots 0 to 2");
  auto const far = a.try_scatter(tn::Tensor<int, 2>{0, 4}, tn::Tensor<float, 2, 2>{{9, 9}, {9, 9}});
  CHECK(far.message() == "slot 4 is out of range: there are slots 0 to 2");
  CHECK(same(a.stack(), constant.stack()));
  CHECK(a.try_write(0, {4.F, 4.F}));
  CHECK(a.try_scatter(tn::Tensor<int, 1>{1}, tn::Tensor<float, 1, 2>{{9, 9}}));
  Pairs b;
  b.write(0, {1.F, 1.F});
  CHECK(b.try_read(1).message() == "slot 1 was not written");
  CHECK(b.try_gather(tn::Tensor<int, 2>{0, 2}).message() == "slot 2 was not written");
  CHECK(same(*b.try_gather(tn::Tensor<int, 1>{0}), tn::Tensor<float, 1, 2>{{1, 1}}));
  Growing g;
  CHECK(g.try_read(0).message() == "slot 0 is out of range: there are no slots");
  CHECK(g.try_write(-2, {1.F, 1.F}).message() == "slot -2 is out of range: slots begin at 0");
  CHECK(g.try_write(PTRDIFF_MAX, {1.F, 1.F}).message() == "slot 9223372036854775807 is out of range: slots begin at 0");
  CHECK(g.size() == 0);
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([&] { static_cast<void>(b.read(1)); }) == "tenon: TensorArray::read: slot 1 was not written\n");
  CHECK(tenon_test::last_words([&] { a.write(3, {1.F, 1.F}); }) ==
        "tenon: TensorArray::write: slot 3 is out of range: there are slots 0 to 2\n");
#endif
}

TEST_CASE("a tensor array allocates when it is made or grows, and not then", "[data]") {
  tn::TensorArray<tn::Tensor<float, 64>, 100> large;  // beyond what tensors hold inside themselves
  Growing g;
  for (int i = 0; i < 100; ++i) g.write(i, {1.F, 1.F});
  auto const x = tn::ones<float, 64>();
  float sum = 0;
  CHECK(tenon_test::allocations_of([&] {
          for (int i = 0; i < 100; ++i) large.write(i, x * 2.F);
          for (int i = 0; i < 100; ++i) sum += large.read(i)(3);
          g.clear();
          for (int i = 0; i < 100; ++i) g.write(i, {1.F, 2.F});
          for (int i = 0; i < 100; ++i) sum += g.read(i)(1);
          sum += large.stack()(99, 63);
        }) == 0);
  CHECK(sum == 402);
}
