// SPDX-License-Identifier: MIT
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/core.hpp>

#include <boost/hana/integral_constant.hpp>

#if TENON_HAS_FORK
#include <sys/mman.h>
#endif

namespace tn = tenon;
using namespace boost::hana::literals;

namespace {

using V = tn::Variable<float, 2, 3>;

bool equals(auto const& x, std::initializer_list<double> want) {
  std::size_t i = 0;
  for (double const w : want)
    if (static_cast<double>(x.data()[i++]) != w) return false;
  return i == x.size;
}

V counted() {
  V v;
  v.assign({{1, 2, 3}, {4, 5, 6}});
  return v;
}

/// No element below zero.
struct NonNegative {
  constexpr auto operator()(auto const& x) const { return tn::maximum(x, 0.f); }
};
/// Of the largest norm 1, as Keras' MaxNorm for a vector.
struct UnitNorm {
  constexpr auto call(auto const& x) const { return x / tn::maximum(tn::sqrt(tn::sum(tn::square(x))), 1.f); }
};

}  // namespace

TEST_CASE("assign writes a variable, with what it is computed from", "[variable]") {
  V v = counted();
  v.assign(2 * v);
  CHECK(equals(v, {2, 4, 6, 8, 10, 12}));
  v.assign_add(1).assign_sub(tn::Tensor<float, 3>{1, 2, 3});
  CHECK(equals(v, {2, 3, 4, 8, 9, 10}));
  v.assign(7);
  CHECK(equals(v, {7, 7, 7, 7, 7, 7}));
  v = counted() + 1;
  v -= 1;
  CHECK(equals(v, {1, 2, 3, 4, 5, 6}));

  // What reads the variable elsewhere than it is written is read first.
  tn::Variable<float, 3> w{1, 2, 3};
  w.assign(w(tn::reversed) / tn::sum(w));
  CHECK(equals(w, {3.f / 6, 2.f / 6, 1.f / 6}));

  tn::Variable<int> n;
  n.assign_add(1).assign_add(1);
  CHECK(n.item() == 2);
}

TEST_CASE("a number is assigned with =", "[variable]") {
  V v = counted();
  v = 2;
  CHECK(equals(v, {2, 2, 2, 2, 2, 2}));
  tn::Variable<float> rate;
  rate = 0.5f;
  CHECK(equals(rate, {0.5}));
  rate = 2;
  CHECK(equals(rate, {2}));
  tn::Param<double, 2> p;
  p = 0.25f;
  CHECK(equals(p, {0.25, 0.25}));
  p = {1, 2};
  CHECK(equals(p, {1, 2}));
  tn::Constrained<NonNegative, tn::Param<float>> q;
  q = -3.f;
  CHECK(equals(q, {0}));
  static_assert([] {
    tn::Variable<int> n{4};
    n = 7;
    return n.item() == 7;
  }());
}

TEST_CASE("slices are assigned", "[variable]") {
  V v = counted();
  v.assign(2 * v);
  v(0_c, 1_c).assign(42);
  CHECK(equals(v, {2, 42, 6, 8, 10, 12}));
  v(tn::all, 2_c).assign({0.f, 1.f});
  CHECK(equals(v, {2, 42, 0, 8, 10, 1}));
  v.scatter_nd_update(tn::Tensor<int, 2, 2>{{0, 0}, {1, 2}}, tn::Tensor<float, 2>{100, 200});
  CHECK(equals(v, {100, 42, 0, 8, 10, 200}));

  v(1_c).assign(v(0_c) + 1);
  CHECK(equals(v, {100, 42, 0, 101, 43, 1}));
  v(tn::all, tn::from<1>).assign_add(tn::Tensor<float, 2>{1, 2}).assign_sub(2);
  CHECK(equals(v, {100, 41, 0, 101, 42, 1}));
  v(0_c).assign(v(0_c)(tn::reversed));  // overlaps itself
  CHECK(equals(v, {0, 41, 100, 101, 42, 1}));

  // Read like any operand, also where it is not const.
  CHECK(tn::Tensor<float>(v(0_c, 1_c) + v(1_c, 0_c)).item() == 142);
  float const element = v(0_c, 1_c);
  CHECK(element == 41);
}

TEST_CASE("rows, elements and what a mask selects are assigned", "[variable]") {
  V v = counted();
  int const row = -1;
  v[row].assign({7.f, 8.f, 9.f});
  CHECK(equals(v, {1, 2, 3, 7, 8, 9}));
  v[tn::Tensor<int, 2>{1, 0}].assign_add(v);
  CHECK(equals(v, {8, 10, 12, 8, 10, 12}));
  v[v > 9].assign(0);
  CHECK(equals(v, {8, 0, 0, 8, 0, 0}));
  v[tn::Tensor<bool, 2>{true, false}].assign_sub(1);
  CHECK(equals(v, {7, -1, -1, 8, 0, 0}));

  tn::Variable<int, 3> n{1, 2, 3};
  n[1].assign(5);
  n[2].assign_add(n[1]);
  CHECK(equals(n, {1, 5, 8}));
  CHECK(n[1] == 5);

  tn::Variable<bool, 3> flag;
  flag[1].assign(true);
  CHECK(equals(flag, {false, true, false}));
}

TEST_CASE("scattered elements are joined in", "[variable]") {
  using Rows = tn::Tensor<std::int64_t, 3>;
  tn::Variable<float, 3, 2> v{{1, 2}, {3, 4}, {5, 6}};
  tn::Tensor<int, 3, 1> const at{{0}, {2}, {0}};
  tn::Tensor<float, 3, 2> const x{{1, 1}, {2, 2}, {3, 3}};
  v.scatter_nd_add(at, x);
  CHECK(equals(v, {5, 6, 3, 4, 7, 8}));
  v.scatter_nd_sub(at, x);
  CHECK(equals(v, {1, 2, 3, 4, 5, 6}));
  v.scatter_nd_min(at, x);
  CHECK(equals(v, {1, 1, 3, 4, 2, 2}));
  v.scatter_nd_max(at, x + 1);
  CHECK(equals(v, {4, 4, 3, 4, 3, 3}));

  v.scatter_update(tn::IndexedSlices{x, Rows{0, -1, 0}});  // the last of equal ones stays
  CHECK(equals(v, {3, 3, 3, 4, 2, 2}));
  v.scatter_add(tn::IndexedSlices{x, Rows{0, 2, 0}}).scatter_sub(tn::IndexedSlices{x, Rows{1, 1, 1}});
  CHECK(equals(v, {7, 7, -3, -2, 4, 4}));
  v.scatter_min(tn::IndexedSlices{x, Rows{0, 1, 2}}).scatter_max(tn::IndexedSlices{-x, Rows{0, 1, 2}});
  CHECK(equals(v, {1, 1, -2, -2, 3, 3}));
  v.scatter_update(tn::IndexedSlices{v, Rows{2, 1, 0}});  // its own rows are read first
  CHECK(equals(v, {3, 3, -2, -2, 1, 1}));
}

TEST_CASE("two variables of one type are two, copies have the value", "[variable]") {
  tn::Variable<float, 2> a{1, 2}, b = a, c;
  c = a;
  a.assign_add(1);
  CHECK(equals(a, {2, 3}));
  CHECK(equals(b, {1, 2}));
  CHECK(equals(c, {1, 2}));

  auto const before = a.read();
  auto const later = a + 0;  // an expression reads when it is evaluated
  a.assign(0);
  CHECK(equals(tn::Tensor<float, 2>(before), {2, 3}));
  CHECK(equals(tn::Tensor<float, 2>(later), {0, 0}));

  static_assert(!tn::Variable<float>::trainable && tn::Param<float>::trainable);
}

TEST_CASE("a constraint sees every new value", "[variable]") {
  tn::Constrained<NonNegative, tn::Variable<float, 3>> v{1, 2, 3};
  v.assign_sub(2);
  CHECK(equals(v, {0, 0, 1}));
  v[1].assign(-5);
  v(2_c).assign_add(1);
  CHECK(equals(v, {0, 0, 2}));
  v.scatter_nd_sub(tn::Tensor<int, 1, 1>{{2}}, tn::Tensor<float, 1>{3});
  v += -1;
  v = v - 1;
  CHECK(equals(v, {0, 0, 0}));

  tn::Constrained<UnitNorm, tn::Param<float, 2>> w;
  w.assign({3.f, 4.f});
  CHECK(equals(w, {0.6f, 0.8f}));
  w.assign({0.3f, 0.4f});
  CHECK(equals(w, {0.3f, 0.4f}));
  static_assert(decltype(w)::trainable);
}

TEST_CASE("variables at compile time", "[variable]") {
  constexpr int sum = [] {
    tn::Variable<int, 3> v{1, 2, 3};
    v.assign_add(1);
    v(0_c).assign(10);
    v[2].assign(v[0] + v[1]);
    v.scatter_nd_add(tn::Tensor<int, 1, 1>{{1}}, tn::Tensor<int, 1>{100});
    return v(0) + v(1) + v(2);
  }();
  static_assert(sum == 10 + 103 + 13);
  CHECK(sum == 126);
}

#if TENON_CHECKS && TENON_HAS_FORK
TEST_CASE("an index out of range ends the program before anything is written", "[variable]") {
  // Memory that the dying process shares.
  void* const memory = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  tn::BasicVariable<int, tn::Shape<3, 2>, tn::storage::Borrowed> v(static_cast<int*>(memory));
  v.assign({{1, 2}, {3, 4}, {5, 6}});
  tn::Tensor<int, 3> const rows{0, 1, 3};
  tn::Tensor<int, 3, 2> const at{{0, 0}, {1, 1}, {2, -3}}, x;
  using tenon_test::last_words;
  CHECK(last_words([&] { v.scatter_nd_update(at, tn::Tensor<int, 3>{}); }) ==
        "tenon: index out of range: -3, of an axis of extent 2\n");
  CHECK(last_words([&] { v.scatter_update(tn::IndexedSlices{x, rows}); }) ==
        "tenon: index out of range: 3, of an axis of extent 3\n");
  CHECK(last_words([&] { v[rows].assign(0); }) == "tenon: index out of range: 3, of an axis of extent 3\n");
  CHECK(last_words([&] { v[-4].assign(0); }) == "tenon: index out of range: -4, of an axis of extent 3\n");
  CHECK(equals(v, {1, 2, 3, 4, 5, 6}));
  munmap(memory, 4096);
}
#endif
